"""Widgets that draw by the line and know no case: they get lines and post what was asked of them."""
