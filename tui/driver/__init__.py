"""What reaches the terminal: changed cells only, paced by the terminal's own answers."""
