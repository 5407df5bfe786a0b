"""Hospital."""
