"""Whether a card is of who stands there, and whether it holds on the day. Nobody is sent away for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hoaban.kernel import vietnamese


@dataclass(frozen=True, slots=True)
class OnCard:
    """What a card says of its holder; empty where it says nothing. ``birth``: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    name: str = ""
    birth: str = ""
    sex: str = ""


def differences(card: OnCard, person: OnCard) -> tuple[str, ...]:
    """Which of ``name``, ``birth`` and ``sex`` contradict; what one of both does not say contradicts nothing.

    Names are compared without marks and in any order: cards and registers write them differently.
    """
    found = []
    if card.name and person.name and _words(card.name) != _words(person.name):
        found.append("name")
    shorter = min(len(card.birth), len(person.birth))
    if shorter and card.birth[:shorter] != person.birth[:shorter]:
        found.append("birth")
    known = ("male", "female")
    if card.sex in known and person.sex in known and card.sex != person.sex:
        found.append("sex")
    return tuple(found)


def standing(valid_from: date | None, valid_to: date | None, on: date) -> str:
    """``valid``, ``ended``, ``later`` (not yet valid), or ``ends`` (within 30 days)."""
    if valid_to is not None and valid_to < on:
        return "ended"
    if valid_from is not None and valid_from > on:
        return "later"
    if valid_to is not None and valid_to - on <= timedelta(days=30):
        return "ends"
    return "valid"


def _words(name: str) -> list[str]:
    return sorted(vietnamese.fold(name).split())
