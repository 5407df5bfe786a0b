"""Pages of the papers of a visit."""
