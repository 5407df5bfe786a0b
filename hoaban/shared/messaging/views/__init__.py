"""Pages of messages: one's own, what a station tells, the state of the sending."""
