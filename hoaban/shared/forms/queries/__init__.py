"""Which forms there are, and answers to them as the record holds them."""
