"""What the pages of the staff file share: who asks, the language, facilities to choose from, badges, failures in a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.forms import Form
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import get_language

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import policies
from hoaban.foundation.workforce.rules import licences, lists, shapes
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid
from hoaban.ui import parts

_KINDS_OF_STATE = {
    licences.State.VALID: "success",
    licences.State.SUSPENDED: "warning",
    licences.State.REVOKED: "danger",
    licences.State.EXPIRED: "danger",
    licences.State.NOT_YET: "neutral",
}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Actor, cast(Any, request).actor)


def today() -> date:
    """The day in Viet Nam."""
    return clock.vietnam_day(clock.now())


def said(vi: str, en: str) -> str:
    """What a list or rule says, in the language of the page."""
    return en if (get_language() or "").startswith("en") else vi


def profession(code: str) -> str:
    """The words of a profession."""
    known = lists.professions().get(code)
    return said(known.vi, known.en) if known else code


def degree(code: str) -> str:
    """The words of a level of training."""
    known = lists.degrees().get(code)
    return said(known.vi, known.en) if known else code


def scopes(licence: shapes.Licence) -> str:
    """The scopes of a licence in words."""
    known = [lists.scopes()[one] for one in sorted(licence.scopes) if one in lists.scopes()]
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


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Do it; what is not possible is told at its field. Everything else (no leave, no such file) is a page of its own."""
    try:
        act()
    except (Invalid, Conflict) as failure:
        add_failure(form, failure)
        return False
    return True


def add_failure(form: Form, failure: HoaBanError) -> None:
    """Tell a failure at its field, or above the form."""
    place = failure.place if failure.place in form.fields else None
    form.add_error(place, said(failure.message_vi, failure.message_en))


def page_url(values: dict[str, Any], **more: str) -> str:
    """Another page of the same list."""
    given = {name: "on" if value is True else str(value) for name, value in values.items() if value}
    return "?" + urlencode({**given, **more})
