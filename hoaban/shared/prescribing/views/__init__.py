"""Pages of prescribing."""
