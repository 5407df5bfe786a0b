"""What the trail says in words, and what is held to be unusual."""
