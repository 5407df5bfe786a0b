"""One search, from parameters to a page."""
