"""Rules of papers: kinds and their fields, numbers, terms, wording."""
