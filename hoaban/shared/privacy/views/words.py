"""The trail in plain words: acts, purposes, who and where."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Scope
from hoaban.shared.auditing import api as auditing
from hoaban.ui.forms import said


def act(key: str) -> str:
    """What was done; the code itself where no words are known."""
    return said(*auditing.act(key))


def purpose(code: str) -> str:
    """What for; empty when the trail does not say."""
    return said(*auditing.purpose(code))


def language() -> str:
    """``vi`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "vi"


def place(scope: Scope, day: date) -> str:
    """The name of a place; its code where it is not registered."""
    if scope.kind == "all":
        return _("Toàn tỉnh")
    if scope.kind == "facility":
        here = places.facility(scope.code, day)
        return here.name if here else scope.code
    unit = places.commune_on(scope.code, day)
    return unit.full_name if unit else scope.code


def where(who: accounts.Known, day: date) -> str:
    """Where somebody worked that day."""
    return ", ".join(place(scope, day) for scope in who.places_on(day))
