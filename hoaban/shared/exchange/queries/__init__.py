"""What is known of messages, cards and destinations."""
