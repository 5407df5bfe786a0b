"""Where people wait, who sees them there and when, which places are taken, and who is next."""
