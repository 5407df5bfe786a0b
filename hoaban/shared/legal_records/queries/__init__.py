"""Reads of legal records."""
