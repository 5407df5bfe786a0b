"""What goes out, one message, what is entered by hand, cards, and destinations."""
