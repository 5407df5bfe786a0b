"""The door, the home pages, one's own account and the trail."""
