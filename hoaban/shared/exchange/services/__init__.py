"""Hand over, send, ask, enter by hand, switch."""
