"""The case file: open, read, change, undo, back up, migrate, export."""
