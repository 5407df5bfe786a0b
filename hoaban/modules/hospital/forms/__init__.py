"""Shape checks of what a person typed in hospital."""
