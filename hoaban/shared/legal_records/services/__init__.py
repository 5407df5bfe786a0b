"""Acts on legal records: one function each, one transaction each."""
