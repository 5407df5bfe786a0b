"""Administrative tables of hospital and their constraints. No workflow, no key into the record."""
