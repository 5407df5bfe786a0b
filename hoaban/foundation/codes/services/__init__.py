"""Tables of codes are loaded."""
