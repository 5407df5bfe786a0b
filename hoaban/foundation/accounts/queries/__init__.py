"""Accounts, actors and tokens as others read them."""
