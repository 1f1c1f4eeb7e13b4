"""The `huanqing` command."""


def main() -> None:
    """Run the command."""
