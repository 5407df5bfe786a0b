"""Roles, measures of sign-in, passwords and tokens as plain rules."""
