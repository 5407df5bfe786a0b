"""Papers that are given to people: written from the record, numbered, signed, never changed."""
