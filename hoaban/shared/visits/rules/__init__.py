"""What a visit is, how it may move, how it is numbered; plain Python."""
