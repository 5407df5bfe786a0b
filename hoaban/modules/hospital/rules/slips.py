"""What our own slips say in their square code: digits and strokes alone, which no typing program for Vietnamese changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

_VISIT = re.compile(r"9001-([0-9]{5})-([0-9]{11,20})")
_BOOKING = re.compile(r"9002-([0-9]{1,39})")


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of ours. One of both: the number of a visit with its facility, or a booking."""

    facility_code: str = ""
    visit_number: str = ""
    booking: UUID | None = None


def visit_code(facility_code: str, number: str) -> str:
    """What stands in the square of a ticket and of a visit slip. A facility code that is not all digits has none: empty."""
    return f"9001-{facility_code}-{number}" if facility_code.isdecimal() and number.isdecimal() else ""


def booking_code(booking: UUID) -> str:
    """What stands in the square of an appointment slip."""
    return f"9002-{booking.int}"


def read_slip(text: str) -> Slip | None:
    """The slip that was scanned; None when the text is none of ours."""
    bare = "".join(text.split())
    if found := _VISIT.fullmatch(bare):
        return Slip(found[1], found[2])
    if (found := _BOOKING.fullmatch(bare)) and int(found[1]) < 1 << 128:
        return Slip(booking=UUID(int=int(found[1])))
    return None
