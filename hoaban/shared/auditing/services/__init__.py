"""The watch over unusual use, and what reviewers do with what it finds."""
