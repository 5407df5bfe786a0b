"""Installations of released versions, kept as dumps, and the proof that this version takes them over."""
