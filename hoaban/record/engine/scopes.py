"""The place in ``record_reach`` that the scope of a role means: the one list of both, for the access rule and for who
explains it."""

from __future__ import annotations

from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Scope
from hoaban.record.engine.relations import entrusted_at, present_at


def place_of(scope: Scope) -> UUID | None:
    """From where people are reached in a scope; None for one that names no place (everything, a person)."""
    known = _BY_KIND.get(scope.kind)
    return known(scope.code) if known else None


def _practitioner_id(code: str) -> UUID:
    facility, _, number = code.partition("/")
    return workforce.practitioner_id(facility, number)


def _present_at(code: str) -> UUID:
    return present_at(places.organization_id(code))


_BY_KIND = {
    "facility": places.organization_id,
    "department": places.department_id,
    "commune": places.commune_id,
    "practitioner": _practitioner_id,
    "duty": _present_at,
    "entrusted": entrusted_at,
}
