"""The pages: doubtful pairs and what was decided about them; register a person and correct what is said of them."""
