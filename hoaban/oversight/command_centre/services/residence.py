"""Where patients live, and where each visit's patient lived when it was first told: the same however the feed is cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.clock import vietnam_day
from hoaban.oversight.command_centre import fhir
from hoaban.oversight.command_centre.models import ResidentFact, VisitFact
from hoaban.record import feed
from hoaban.record.shapes import Change, Json

_FIELDS = ["commune_code", "sex", "birth_year"]


def follow(changes: Sequence[Change]) -> tuple[dict[UUID, ResidentFact], set[UUID]]:
    """Bring the residents up to date; returns the resident of each visit as of its announcement, and visits that had none.

    What one announcement tells is told at once: a Patient counts for the visits beside it, whichever comes first.
    """
    facts = {_uid(one): _fact(one) for one in changes if one.type == "Patient"}
    subjects = {_subject(one) for one in changes if one.type == "Encounter"} - {None}
    known = ResidentFact.objects.in_bulk(list({*facts, *subjects}))
    fresh = set(facts) - set(known)
    of_visit: dict[UUID, ResidentFact] = {}
    for _, told in groupby(changes, key=lambda one: one.position):
        together = list(told)
        for one in together:
            if one.type == "Patient":
                known.pop(_uid(one), None)
                if (fact := _fact(one)) is not None:
                    known[_uid(one)] = fact
        for one in together:
            patient = _subject(one) if one.type == "Encounter" else None
            if patient in known and patient is not None:
                of_visit.setdefault(_uid(one), known[patient])
    _save({uid: known.get(uid) for uid in facts})
    waiting = VisitFact.objects.filter(patient__in=fresh & set(known))
    return of_visit, set(waiting.values_list("encounter", flat=True))


def _save(latest: dict[UUID, ResidentFact | None]) -> None:
    ResidentFact.objects.filter(patient__in=[uid for uid, one in latest.items() if one is None]).delete()
    ResidentFact.objects.bulk_create(
        [one for one in latest.values() if one is not None],
        update_conflicts=True, unique_fields=["patient"], update_fields=_FIELDS,
    )  # fmt: skip


def _fact(change: Change) -> ResidentFact | None:
    if change.resource is None:
        return None
    code, since, sex, birth_year = fhir.read_resident(change.resource)
    today = (places.today_of(code, _day(since, change.at)) or code) if code else ""
    return ResidentFact(patient=_uid(change), commune_code=today[:5], sex=sex, birth_year=birth_year)


def _subject(change: Change) -> UUID | None:
    encounter: Json = change.resource or {}
    patient = fhir.read_subject(encounter)
    return feed.uid_of("Patient", patient) if patient else None


def _day(since: str, at: datetime) -> date:
    try:
        return date.fromisoformat(since)
    except ValueError:
        return vietnam_day(at)


def _uid(change: Change) -> UUID:
    return feed.uid_of(change.type, change.id)
