"""Acts on papers: one function each, one transaction each."""
