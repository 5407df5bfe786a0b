"""What is asked about an insurance card, and what a card or the portal says of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_SHAPES = (
    re.compile(r"[A-Z]{2}[1-5]\d{2}\d{10}"),
    re.compile(r"\d{10}"),
    re.compile(r"\d{12}"),
)


class Finding(StrEnum):
    """What the portal says of a card."""

    HOLDS = "holds"
    ENDED = "ended"
    NOT_FOUND = "not_found"
    DIFFERS = "differs"
    """Number, name or birth are not those that the portal has."""
    WITHDRAWN = "withdrawn"
    OURS = "ours"
    """We asked wrongly, or have no leave: nothing is known of the card."""
    UNKNOWN = "unknown"
    """No answer, or none that can be understood."""


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """``number``: 15 characters, or 10 or 12 digits; ``birth``: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; ``sex``: male,
    female or empty, not asked, but compared with what the answer says."""

    number: str
    name: str
    birth: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the portal or a card says; empty or None: nothing of it."""

    number: str = ""
    name: str = ""
    birth: str = ""
    sex: str = ""
    address: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    registered_at: str = ""
    five_years_on: date | None = None
    area: str = ""
    insured_number: str = ""


@dataclass(frozen=True, slots=True)
class CardReply:
    """``code``: of the portal, or a short one of ours (``timeout``, ``unreachable``, ``answer``, ``status-500``)."""

    finding: Finding
    code: str
    card: CardFacts | None = None


def tidy_number(written: str) -> str:
    """A card number as the portal takes it, or empty when it has none of the three shapes. A scanner may send the code of the
    registered facility behind it."""
    bare = re.sub(r"[\s.\-]", "", written).upper()
    if re.fullmatch(r"[A-Z]{2}[1-5]\d{17}", bare):
        bare = bare[:15]
    return bare if any(shape.fullmatch(bare) for shape in _SHAPES) else ""
