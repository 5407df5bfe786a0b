"""One try to hand something to the other side, whoever that is: what became of it, and what may be wrong with where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Misconfigured(ValueError):
    """What is wrong with the configuration, for the operator."""


class Outcome(StrEnum):
    """What became of one try."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good: another try would be refused too."""
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Answer:
    """``reference``: the other side's own id of what it accepted; ``reason``: a short code otherwise."""

    outcome: Outcome
    reference: str = ""
    reason: str = ""
