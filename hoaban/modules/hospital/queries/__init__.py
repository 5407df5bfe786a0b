"""Reads of hospital. They change nothing."""
