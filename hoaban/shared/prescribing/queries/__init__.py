"""What is asked of prescribing."""
