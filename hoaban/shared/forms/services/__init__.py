"""Keeping the versions of forms, and answers to them as facts of the record."""
