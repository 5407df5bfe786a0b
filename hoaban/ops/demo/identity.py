"""Numbers of invented people: valid in shape, unique within a population, and recognisably fictitious.

Personal numbers begin ``099`` (no province has it), the last ten digits of cards begin ``00``, telephones
begin ``0100``. The lowest thousand of each is left to the people of the story.
"""

from __future__ import annotations

from datetime import date

MOST_PEOPLE = 999_000
_RESERVED = 1_000
_CARDS = 99_990_000
# steps without a common factor with their size meet every number once before any comes twice; about the
# golden part of it, so that neighbours get numbers that look nothing alike
_STEPS = {MOST_PEOPLE: 617_411, _CARDS: 61_796_123}


def personal_number(index: int, *, seed: int, sex: str, born_on: date) -> str:
    """Twelve digits: 099, century and sex, two digits of the birth year, six of its own."""
    century = (born_on.year - 1900) // 100
    if not 0 <= century <= 4:
        raise ValueError("no personal number for that year of birth")
    kind = 2 * century + (1 if sex == "2" else 0)
    return f"099{kind}{born_on.year % 100:02d}{_RESERVED + _scatter(index, seed, MOST_PEOPLE):06d}"


def insurance_number(index: int, *, seed: int) -> str:
    """Ten digits beginning 00: the social-insurance number that ends a card."""
    return f"00{10_000 + _scatter(index, seed, _CARDS):08d}"


def phone(index: int, *, seed: int) -> str:
    """Ten digits beginning 0100."""
    return f"0100{_RESERVED + _scatter(index, seed + 1, MOST_PEOPLE):06d}"


def _scatter(index: int, seed: int, size: int) -> int:
    return (index * _STEPS[size] + seed * 7_919) % size
