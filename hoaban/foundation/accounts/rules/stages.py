"""What a session still owes before anything is let through, in the order in which it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

LOCK = "lock"
"""The screen is locked: a PIN, a passkey or the password of its owner."""
SECOND = "second"
"""A second factor, of those the account has."""
ENROL = "enrol"
"""To set up a second factor: it is demanded and there is none."""
PASSWORD = "password"  # noqa: S105 - the name of a stage
"""A new password: an officer chose the present one, or it is too old."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a session and its account. ``proof`` is the strongest thing given so far."""

    proof: str
    has_factor: bool
    must_have_factor: bool
    must_change_password: bool = False
    is_locked: bool = False


def stage_of(facts: Facts) -> str:
    """The next thing that is owed; nothing when all is given.

    Who has a second factor is asked for it whether or not it is demanded of them. An identity provider that vouched
    well enough (``identity``) is one.
    """
    if facts.is_locked:
        return LOCK
    if facts.must_have_factor and not facts.has_factor and facts.proof != "identity":
        return ENROL
    if facts.has_factor and facts.proof == "password":
        return SECOND
    return PASSWORD if facts.must_change_password else ""
