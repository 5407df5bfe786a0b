"""Ask for a message, deliver it, take in what the other side tells, keep what people wish."""
