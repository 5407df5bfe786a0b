"""Acts of prescribing: one function each, one transaction each."""
