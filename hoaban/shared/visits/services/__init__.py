"""Acts on visits: one function each, one transaction each."""
