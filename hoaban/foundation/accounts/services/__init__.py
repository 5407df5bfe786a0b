"""Accounts, clients, roles, tokens and sign-in: one public function per act, each in the trail."""
