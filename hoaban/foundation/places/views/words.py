"""The words of the register of places, and what forms choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from hoaban.foundation.places.queries import communes
from hoaban.foundation.places.rules import kinds
from hoaban.kernel import clock
from hoaban.kernel.effective import Period
from hoaban.ui import formats
from hoaban.ui.forms import Pairs, said


def today() -> date:
    """The day in Viet Nam."""
    return clock.vietnam_day(clock.now())


def kind(code: str) -> str:
    """The words of a kind of facility."""
    known = kinds.facility_kinds().get(code)
    return said(known.vi, known.en) if known else code


def permit(code: str) -> str:
    """The words of a kind of permit."""
    known = kinds.permit_kinds().get(code)
    return said(known.vi, known.en) if known else code


def service(code: str) -> str:
    """The words of a service."""
    known = kinds.offered_kinds().get(code)
    return said(known.vi, known.en) if known else code


def paired(words: Mapping[str, tuple[str, str]], code: str) -> str:
    """The words of a short list; empty for an empty code."""
    return said(*words[code]) if code in words else code


def points(value: Decimal | None) -> str:
    """Points of the classification."""
    return _("%s điểm") % formats.number(value) if value is not None else ""


def cell(key: str, text: str) -> str:
    """What a cell of a list says, codes in words."""
    several = text.split("; ") if key == "services" else [text]
    lists: dict[str, Callable[[str], str]] = {
        "kind": kind, "services": service, "level": lambda code: paired(kinds.LEVELS, code),
        "former_line": lambda code: paired(kinds.LINES, code), "owner": lambda code: paired(kinds.OWNERS, code),
        **dict.fromkeys(("permit_kind", "good_kind"), permit),
    }  # fmt: skip
    return "; ".join(map(lists[key], several)) if text and key in lists else text


def commune(code: str, on: date) -> str:
    """The full name of a commune on a day."""
    unit = communes.commune_on(code, on) if code else None
    return unit.full_name if unit else code


def day(value: date | None) -> str:
    """A day, or nothing."""
    return formats.day(value) if value else ""


def period(value: Period) -> str:
    """``01/01/2020 - 31/12/2025``; open ends stay open."""
    return f"{day(value.start) or '…'} - {day(value.end) or '…'}"


def choices(on: date) -> dict[str, Pairs]:
    """What the forms of facilities choose from, by field."""
    units = sorted(communes.communes(on), key=lambda one: one.code)
    return {
        "kind": [(one.code, said(one.vi, one.en)) for one in kinds.facility_kinds().values()],
        "commune": [(one.code, one.full_name) for one in units],
        "commune_code": [(one.code, one.full_name) for one in units],
        "service": [(one.code, said(one.vi, one.en)) for one in kinds.offered_kinds().values()],
        "level": _pairs(kinds.LEVELS),
        "former_line": _pairs(kinds.LINES),
        "owner": _pairs(kinds.OWNERS),
        "role": _pairs(kinds.RESPONSIBLE),
    }


def relations() -> Pairs:
    """Kinds of relations to choose from."""
    return _pairs(kinds.RELATIONS)


def permits() -> Pairs:
    """Kinds of permits to choose from."""
    return [(one.code, said(one.vi, one.en)) for one in kinds.permit_kinds().values()]


def _pairs(words: Mapping[str, tuple[str, str]]) -> Pairs:
    return [(code, said(*pair)) for code, pair in words.items()]
