"""Acts of scheduling: one function each, one transaction each."""
