"""The words of the staff file: professions, licences, facilities to choose from, badges."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.rules import licences, lists, shapes
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.ui import parts
from hoaban.ui.forms import said

_KINDS_OF_STATE = {
    licences.State.VALID: "success",
    licences.State.SUSPENDED: "warning",
    licences.State.REVOKED: "danger",
    licences.State.EXPIRED: "danger",
    licences.State.NOT_YET: "neutral",
}


def today() -> date:
    """The day in Viet Nam."""
    return clock.vietnam_day(clock.now())


def profession(code: str) -> str:
    """The words of a profession."""
    known = lists.professions().get(code)
    return said(known.vi, known.en) if known else code


def degree(code: str) -> str:
    """The words of a level of training."""
    known = lists.degrees().get(code)
    return said(known.vi, known.en) if known else code


def scopes(codes: Iterable[str]) -> str:
    """Scopes of practice in words."""
    known = [lists.scopes()[one] for one in sorted(codes) if one in lists.scopes()]
    return "; ".join(said(one.vi, one.en) for one in known)


def licence_kind(code: str) -> str:
    """The words of a kind of licence."""
    return said(*lists.LICENCE_KINDS[code])


def state(licence: shapes.Licence, on: date) -> parts.Badge:
    """How a licence stands."""
    found = licences.state_on(licence, on)
    return parts.Badge(said(*licences.STATES[found]), _KINDS_OF_STATE[found])


def facility_kind(code: str) -> str:
    """The words of a kind of facility."""
    known = places.facility_kinds().get(code)
    return said(known.vi, known.en) if known else code


def facilities(actor: Actor, act: str, on: date) -> list[tuple[str, str]]:
    """The facilities of a day that the actor may read or keep, to choose from."""
    mine = policies.readable(actor, act)
    return [
        (one.code, f"{one.code} {one.name}")
        for one in places.facilities(on)
        if mine is None or one.code in mine
    ]


def weekday(number: int) -> str:
    """``Thứ hai`` to ``Chủ nhật``."""
    names = (
        _("Thứ hai"), _("Thứ ba"), _("Thứ tư"), _("Thứ năm"), _("Thứ sáu"), _("Thứ bảy"), _("Chủ nhật"),
    )  # fmt: skip
    return names[number - 1]


def hours(one: shapes.RegisteredHours) -> str:
    """``Thứ hai 07:30 - 11:30``."""
    return f"{weekday(one.weekday)} {_clock(one.opens)} - {_clock(one.closes)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
