"""What a place of a role is called, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from hoaban.foundation.accounts.rules.entrusting import Entrusted, entrusted_of
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Scope


@dataclass(frozen=True, slots=True)
class Named:
    """What tells an officer for whom a role was given: name and birth, and where they live today."""

    name: str
    birth: str
    commune_code: str


PersonNamer = Callable[[Actor, Entrusted, datetime], Named | None]
_namers: list[PersonNamer] = []


def register_person_namer(namer: PersonNamer) -> None:
    """Say who a person is, from ``AppConfig.ready()``; the last one registered is asked. The look is in its trail."""
    _namers[:] = [namer]


def name_entrusted(*, actor: Actor, scope: Scope, now: datetime) -> Named | None:
    """For whom a role for one person was given, to an officer who may see that role; None for any other role."""
    entrusted = entrusted_of(scope)
    return _namers[0](actor, entrusted, now) if entrusted and _namers else None


def place_name(scope: Scope, on: date) -> str:
    """The name of a place on a day; its code where it is not registered."""
    if scope.kind == "all":
        return _("Toàn tỉnh")
    if entrusted := entrusted_of(scope):
        return _("Một người được giao, tại %s") % place_name(Scope("facility", entrusted.facility_code), on)
    if scope.kind in ("facility", "duty"):
        found = places.facility(scope.code, on)
        return found.name if found else scope.code
    if scope.kind == "department":
        return places.department_names(on, code=scope.code).get(scope.code, scope.code)
    unit = places.commune_on(scope.code, on)
    return unit.full_name if unit else scope.code
