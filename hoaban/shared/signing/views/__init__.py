"""Pages of signing: what waits, what is being signed."""
