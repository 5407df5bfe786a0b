"""The pane of prescriptions of a visit: what is known, what is typed, what was issued; one look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.shared.prescribing import models, policies
from hoaban.shared.prescribing.queries import drugs, persons, prescriptions
from hoaban.shared.prescribing.queries.drugs import FoundDrug
from hoaban.shared.prescribing.queries.examining import Examined, examine
from hoaban.shared.prescribing.queries.persons import Known
from hoaban.shared.prescribing.queries.prescriptions import LOOK, Prescribed, place_of
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed. ``reasons``: code and words by the key of an alert; ``changed_by_other``: who changed it last."""

    version: int
    typed: tuple[tuple[str, str], ...]
    packs: int | None
    usage: str
    advice: str
    guardian: str
    revisit_days: int | None
    replaces: tuple[UUID, ...]
    reasons: dict[str, tuple[str, str]]
    changed_by_other: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set of drugs of one's own."""

    id: UUID
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Pane:
    """Everything that the pane shows. ``candidates``: drugs of what is typed in the field; ``before``: there is an earlier
    prescription to copy."""

    visit: visits.Visit
    known: Known
    draft: Draft
    examined: Examined
    issued: tuple[Prescribed, ...]
    sets: tuple[SavedSet, ...]
    before: bool
    candidates: tuple[FoundDrug, ...]
    may_write: bool


def see_pane(*, actor: Actor, visit: UUID, text: str = "", now: datetime) -> Pane:
    """The pane of a visit; the look is in the trail. ``text``: what is typed to find a drug.

    :raises visits.NoSuchVisit. :raises NotAllowed: the actor reads none there. :raises NotFound: the record is not open.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    policies.must(actor, policies.READ, place_of(seen), LOOK)
    facility, day = seen.arrival.facility_code, clock.vietnam_day(now)
    with audit.as_one(
        actor=actor,
        act=LOOK,
        purpose=Purpose.TREATMENT,
        persons=[seen.arrival.person],
        detail={"visit": str(visit)},
        now=now,
    ):
        known = persons.known_at(actor=actor, visit=seen, now=now)
        draft = _draft(actor, visit)
        facts = replace(known.facts, guardian=draft.guardian or known.facts.guardian)
        examined = examine(draft.typed, facts, facility_code=facility, packs=draft.packs, on=day)
        issued = prescriptions.prescriptions_at(actor, seen, now)
    found = drugs.find_drugs(actor=actor, facility_code=facility, text=text, on=day, count=8) if text else []
    return Pane(
        seen, known, draft, examined, issued, _sets(actor, facility), _has_before(seen),
        tuple(found), actor.may(policies.WRITE, place_of(seen)),
    )  # fmt: skip


def find_for(*, actor: Actor, visit: UUID, text: str, now: datetime) -> list[FoundDrug]:
    """Drugs of the facility of a visit while they are typed; nobody is shown."""
    seen = visits.get_visit(actor=actor, visit=visit)
    return drugs.find_drugs(
        actor=actor, facility_code=seen.arrival.facility_code, text=text, on=clock.vietnam_day(now), count=8
    )


def list_sets(*, actor: Actor) -> list[SavedSet]:
    """One's own sets, by name."""
    rows = models.Saved.objects.filter(owner=actor.id).order_by("name")
    return [SavedSet(row.pk, row.name, len(row.lines)) for row in rows]


def _draft(actor: Actor, visit: UUID) -> Draft:
    row = models.Draft.objects.filter(pk=visit).first()
    if row is None:
        return Draft(0, (), None, "", "", "", None, (), {}, "", None)
    return Draft(
        row.version, tuple((one["code"], one["typed"]) for one in row.lines), row.packs, row.usage, row.advice,
        row.guardian, row.revisit_days, tuple(row.replaces), {key: (one[0], one[1]) for key, one in row.reasons.items()},
        row.changed_name if row.changed_by != actor.id else "", row.changed_at,
    )  # fmt: skip


def _sets(actor: Actor, facility_code: str) -> tuple[SavedSet, ...]:
    rows = models.Saved.objects.filter(owner=actor.id, facility_code=facility_code).order_by("name")
    return tuple(SavedSet(row.pk, row.name, len(row.lines)) for row in rows)


def _has_before(visit: visits.Visit) -> bool:
    rows = models.Prescription.objects.filter(
        person=visit.arrival.person, facility_code=visit.arrival.facility_code, state=prescriptions.ISSUED
    )
    return rows.exclude(visit=visit.id).exists()
