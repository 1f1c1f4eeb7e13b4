"""Reading the settings of the app from the config folder."""

from tui.settings import Settings


def load_settings() -> Settings:
    """Return the settings; a wrong value raises the store's error that names it."""
    from store import config, paths

    read = config.load()
    return Settings(
        config_folder=paths.config_folder(),
        drafts_folder=paths.drafts_folder(),
        keymap=dict(read.keys),
        theme=read.theme or "ansi-dark",
        hide_amounts=read.hide_amounts,
        lock_minutes=read.lock_minutes,
    )
