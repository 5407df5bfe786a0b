"""What an invented person looks like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Card:
    """An insurance card."""

    number: str
    """As shown: 15 characters, the 10 digits printed since 2021, or the personal number (12)."""
    full_number: str
    """The 15 characters that the insurer's look-up returns."""
    registered_at: str
    """Facility code of first registration."""
    valid_from: date
    valid_to: date
    area: str
    """``K1``, ``K2`` or empty."""

    @property
    def group(self) -> str:
        """Two letters and the level digit, such as ``DT2``."""
        return self.full_number[:3]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. Parents and head are indexes of people of the same household."""

    index: int
    household: int
    name: str
    sex: str
    """Code of GIOI_TINH: ``1`` man, ``2`` woman."""
    born_on: date
    only_year: bool
    """Papers know only the year of birth; ``born_on`` is then 1 January."""
    people: str
    """Code of MA_DANTOC."""
    commune: str
    """Commune code since 2025-07-01."""
    commune_before: str
    """Commune code until 2025-06-30."""
    village: str
    """Invented, with its word: ``bản Nà Hoa``, ``tổ dân phố 3``."""
    personal_number: str
    """12 digits, or empty."""
    card: Card | None
    phone: str
    """Shared within the household; empty where there is none."""
    work: str
    """``child``, ``pupil``, ``farmer``, ``trade``, ``employee``, ``public``, ``retired`` or ``old``."""
    head: bool
    father: int | None
    mother: int | None
    died_on: date | None

    def age_on(self, day: date) -> int:
        """Completed years on a day; negative before birth."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def is_alive_on(self, day: date) -> bool:
        """Born, and not dead before that day."""
        return self.born_on <= day and (self.died_on is None or day <= self.died_on)
