"""What the app asks: one conversation a module, each read from top to bottom."""
