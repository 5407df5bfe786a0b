"""Reading the trail and proving it."""
