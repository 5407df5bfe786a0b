"""Who is whose mother, father, guardian, spouse: said, ended, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.models import Human, Relation
from hoaban.shared.people.queries.circle import patients_of, people_behind
from hoaban.shared.people.rules.circle import KINDS, OF_ONE
from hoaban.shared.people.services import circle
from hoaban.shared.people.services.circle import NoSuchEntry, NotPossible, Standing
from hoaban.shared.people.services.persons import person_entries

ACT = "people.relation"


def relate(
    *, actor: Actor, person: UUID, other: UUID, kind: str, since: date | None, until: date | None = None, now: datetime
) -> UUID:  # fmt: skip
    """``other`` is the mother, guardian ... of ``person``. Returns the relation.

    :raises NotPossible: nobody is their own mother, a parent is not younger, a person has one mother.
    :raises Standing: it is recorded already. :raises OutOfReach: the person is another station's.
    """
    if kind not in KINDS:
        raise NotPossible("Không có quan hệ này.", "There is no such relation.", place="kind")
    policies.must(actor, policies.HOUSEHOLDS)

    def work() -> UUID:
        (human, link), (relative, theirs) = circle.hold(person), circle.hold(other)
        policies.must_keep(actor, {human.commune_code, relative.commune_code})
        circle.check_days(since, until, now, born=human.birth)
        _check(human, relative, kind)
        row = Relation.objects.create(
            id=ids.uuid7(now), patient=link.patient, other=theirs.patient, kind=kind, since=since, until=until
        )
        _tell(actor, row, relative.name, [person, other], "say", now)
        return row.pk

    return record.in_one_transaction(work)


def end_relation(*, actor: Actor, relation: UUID, last: date, now: datetime) -> None:
    """A relation ends: a guardianship, a marriage. :raises NotPossible: the day does not fit."""

    def work(row: Relation, name: str, persons: list[UUID]) -> None:
        circle.check_days(row.since, last, now)
        row.until = last
        row.save(update_fields=["until"])
        _tell(actor, row, name, persons, "end", now)

    _on_relation(actor, relation, work)


def reopen_relation(*, actor: Actor, relation: UUID, now: datetime) -> None:
    """A relation never ended: the end was a mistake. :raises NotPossible: somebody else is recorded by now."""

    def work(row: Relation, name: str, persons: list[UUID]) -> None:
        mine = patients_of(list(people_behind([row.patient]).values()))
        others = Relation.objects.filter(patient__in=mine, kind=row.kind, until=None)
        circle.check_ended(row.until, taken=row.kind in OF_ONE and others.exists())
        row.until = None
        row.save(update_fields=["until"])
        _tell(actor, row, name, persons, "reopen", now)

    _on_relation(actor, relation, work)


def take_back_relation(*, actor: Actor, relation: UUID, now: datetime) -> None:
    """A relation that was entered by mistake is withdrawn; the record keeps its history."""

    def work(row: Relation, _name: str, persons: list[UUID]) -> None:
        row.delete()
        entries = [*person_entries(persons), Entry("DELETE", "RelatedPerson", str(relation))]
        circle.write(actor, ACT, entries, persons, now, what="mistake", relation=str(relation))

    _on_relation(actor, relation, work)


def _check(human: Human, relative: Human, kind: str) -> None:
    if human.pk == relative.pk:
        raise NotPossible(
            "Không ai là thân nhân của chính mình.", "Nobody is their own relative.", place="other"
        )
    elder = kind in ("mother", "father", "guardian", "grandparent")
    if elder and human.birth_year and relative.birth_year and relative.birth_year >= human.birth_year:
        raise NotPossible(
            "Cha, mẹ, ông bà, người giám hộ phải sinh trước.",
            "A parent, grandparent or guardian was born earlier.",
            place="other",
        )
    mine = Relation.objects.select_for_update().filter(
        patient__in=patients_of([human.pk]), kind=kind, until=None
    )
    if mine.filter(other__in=patients_of([relative.pk])).exists():
        raise Standing("Quan hệ này đã ghi.", "This relation is recorded.", place="other")
    theirs = Relation.objects.filter(patient__in=patients_of([relative.pk]), kind=kind, until=None)
    if theirs.filter(other__in=patients_of([human.pk])).exists():
        raise NotPossible(
            "Quan hệ ngược lại đã ghi.", "The relation is recorded the other way round.", place="other"
        )  # fmt: skip
    if kind in OF_ONE and (mine.exists() or (kind == "spouse" and _is_married(relative))):
        raise NotPossible(
            "Đã ghi một người khác. Hãy kết thúc hoặc báo ghi nhầm quan hệ ấy trước.",
            "Somebody else is recorded. End that relation, or take it back, first.",
            place="kind",
        )


def _is_married(human: Human) -> bool:
    patients = patients_of([human.pk])
    married = Relation.objects.filter(kind="spouse", until=None)
    return married.filter(Q(patient__in=patients) | Q(other__in=patients)).exists()


def _on_relation(actor: Actor, relation: UUID, act: Callable[[Relation, str, list[UUID]], None]) -> None:
    policies.must(actor, policies.HOUSEHOLDS)

    def work() -> None:
        row = Relation.objects.select_for_update().filter(pk=relation).first()
        if row is None:
            raise NoSuchEntry(
                "Không có mục này; có thể đã báo ghi nhầm.", "There is no such entry; it may be gone."
            )
        behind = people_behind([row.patient, row.other])
        known = Human.objects.in_bulk(list(set(behind.values())))
        policies.must_keep(actor, {one.commune_code for one in known.values()})
        relative = known.get(behind[row.other]) if row.other in behind else None
        act(row, relative.name if relative else "", sorted(known))

    record.in_one_transaction(work)


def _tell(actor: Actor, row: Relation, name: str, persons: list[UUID], what: str, now: datetime) -> None:
    patient = circle.fhir_ids([row.patient])[row.patient]
    related = fhir.build_relation(row.pk, patient, kind=row.kind, name=name, since=row.since, until=row.until)
    entries = [Entry("PUT", "RelatedPerson", str(row.pk), related), *person_entries(persons)]
    circle.write(actor, ACT, entries, persons, now, what=what, relation=str(row.pk))
