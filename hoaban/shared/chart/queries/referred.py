"""Who is on the way: people referred to the places where an actor works, while the referral lets them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from hoaban.shared.chart import fhir

_KIND = "https://hoaban.example/fhir/CodeSystem/request-kind|referral"
_OPENS = f"record.read:{Purpose.TREATMENT}"


@dataclass(frozen=True, slots=True)
class Referred:
    """Somebody on the way: from where, since when, and the last day on which that opens their record."""

    person: UUID | None
    name: str
    birth: str
    sex: str
    from_facility: str
    reason: str
    written_on: date
    until: date


@dataclass(frozen=True, slots=True)
class ReferredPage:
    """A page, the latest first; ``next`` asks for the following one."""

    people: tuple[Referred, ...]
    next: str


def referred(*, actor: Actor, on: date, after: str = "", count: int = 50) -> ReferredPage:
    """The referrals to the actor's places that are open that day; one look, one entry in the trail."""
    here = [f"Organization/{one}" for one in _organizations(actor, on)]
    if not here:
        return ReferredPage((), "")
    since = on - timedelta(days=record.referral_days(on))
    asked = [
        ("performer", ",".join(here)), ("status", "active"), ("category", _KIND), ("authored", f"ge{since}"),
        ("_sort", "-authored"), ("_count", str(count)), ("_include", "ServiceRequest:subject"),
        ("_include", "ServiceRequest:encounter"), *([("_page", after)] if after else []),
    ]  # fmt: skip
    page = record.open(actor, purpose=Purpose.TREATMENT).search("ServiceRequest", asked)
    along = {f"{one.type}/{one.id}": one for one in page.included}
    found = []
    for one in page.entries:
        request = fhir.read_referral(one.json())
        if request.written_on is None or request.written_on > on:
            continue
        patient, visit = along.get(request.patient), along.get(request.visit)
        who = fhir.read_patient(patient.json()) if patient else None
        found.append(
            Referred(
                one.person, who.name if who else "", who.birth if who else "", who.sex if who else "",
                fhir.read_visit(visit.json()).facility if visit else "", request.reason, request.written_on,
                request.written_on + timedelta(days=record.referral_days(request.written_on)),
            )
        )  # fmt: skip
    return ReferredPage(tuple(found), page.next or "")


def _organizations(actor: Actor, on: date) -> list[UUID]:
    """The facilities where the actor works, and the stations of their communes."""
    found = []
    for scope in actor.scopes(_OPENS):
        if scope.kind == "facility":
            found.append(places.organization_id(scope.code))
        elif scope.kind == "commune":
            found += [one.organization_id for one in places.stations_of(scope.code, on)]
    return list(dict.fromkeys(found))
