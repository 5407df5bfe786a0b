"""What a message, a card and a destination are, and what follows from them."""
