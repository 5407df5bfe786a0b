"""Pages of legal records."""
