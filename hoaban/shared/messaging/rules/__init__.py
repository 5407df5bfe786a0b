"""What may be said, when, by which way, and how often it is tried. Values in, values out."""
