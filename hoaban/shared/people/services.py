"""Place a Patient: decide which human being it is about, keep the register, build the Person that says so."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from hoaban.foundation.places import api as places
from hoaban.kernel import ids, vietnamese
from hoaban.record.shapes import Entry, Json
from hoaban.shared.people import fhir
from hoaban.shared.people.models import Doubt, Human, KnownNumber, PatientLink
from hoaban.shared.people.rules import Description, Verdict, compare, search_keys

_CANDIDATES_AT_MOST = 50


def place(*, patient: Json, patient_id: UUID, now: datetime) -> Entry | None:
    """Find or make the person of a Patient; returns the Person to be written with it, ``None`` when it stands already.

    Must run in the transaction that writes the Patient: the returned entry belongs into the same call of the door.
    """
    described = _described(patient, now)
    digest = hashlib.sha256(repr((described.name, described.sex, described.birth, described.commune_code,
                                  sorted(described.numbers), described.deceased)).encode()).hexdigest()  # fmt: skip
    link = PatientLink.objects.filter(patient=patient_id).first()
    if link is not None and link.digest == digest:
        return None
    with transaction.atomic():
        _lock(described)
        if link is None:
            human_id, rule = _choose(described, now)
            link = PatientLink(patient=patient_id, fhir_id=patient["id"], human=human_id, rule=rule)
        link.digest = digest
        link.save()
        _remember(link.human, patient_id, described)
        return _person(link.human)


def separate(*, patient_id: UUID, now: datetime) -> list[Entry]:
    """Undo a link: the Patient becomes a person of its own again. Returns the Persons to be written."""
    link = PatientLink.objects.select_for_update().get(patient=patient_id)
    old, new = link.human, ids.uuid7(now)
    human = Human.objects.get(id=old)
    link.human, link.rule = new, "steward"
    link.save()
    human.id = new
    human.save(force_insert=True)
    KnownNumber.objects.filter(patient=patient_id).update(human=new)
    Doubt.objects.update_or_create(
        one=min(old, new), other=max(old, new), defaults={"settled": "different", "reason": "steward"}
    )
    return [_person(old), _person(new)]


def _described(patient: Json, now: datetime) -> Description:
    said = fhir.read_patient(patient)
    try:
        day = date.fromisoformat(said.commune_since)
    except ValueError:
        day = now.date()
    commune = (places.today_of(said.commune_code, day) or said.commune_code) if said.commune_code else ""
    return Description(said.name, said.sex, said.birth, commune, said.numbers, said.deceased)


def _person(human_id: UUID) -> Entry:
    """The Person as it is to be written now."""
    human = Human.objects.get(id=human_id)
    patients = PatientLink.objects.filter(human=human_id).order_by("linked_at", "patient")
    resource = fhir.person(
        human_id,
        name=human.name,
        sex=human.sex,
        birth=human.birth,
        patients=[one.fhir_id for one in patients],
    )
    return Entry("PUT", "Person", str(human_id), resource)


def _choose(described: Description, now: datetime) -> tuple[UUID, str]:
    """The person whose number agrees and whom nothing contradicts, else a new one; doubtful pairs are listed."""
    doubtful: list[tuple[UUID, str]] = []
    for human in _candidates(described):
        known = _description_of(human)
        verdict = compare(described, known)
        if verdict is Verdict.SAME:
            return human.id, "number"
        if verdict is Verdict.DOUBTFUL:
            doubtful.append(
                (human.id, "number" if not known.numbers.isdisjoint(described.numbers) else "likeness")
            )
    new = ids.uuid7(now)
    for other, reason in doubtful:
        Doubt.objects.get_or_create(one=min(new, other), other=max(new, other), defaults={"reason": reason})
    return new, "first"


def _candidates(described: Description) -> list[Human]:
    by_number: set[UUID] = set()
    for kind, value in described.numbers:
        by_number.update(KnownNumber.objects.filter(kind=kind, value=value).values_list("human", flat=True))
    found = list(Human.objects.filter(id__in=by_number)) if by_number else []
    if len(described.birth) == 10 and described.name and described.commune_code:
        likeness = Human.objects.filter(
            name_sort=vietnamese.name_sort_key(described.name),
            birth=described.birth,
            commune_code=described.commune_code,
        ).exclude(id__in=by_number)
        found += list(likeness[:_CANDIDATES_AT_MOST])
    return found


def _description_of(human: Human) -> Description:
    numbers = KnownNumber.objects.filter(human=human.id).values_list("kind", "value")
    return Description(human.name, human.sex, human.birth, human.commune_code, frozenset(numbers))


def _remember(human_id: UUID, patient_id: UUID, described: Description) -> None:
    KnownNumber.objects.filter(patient=patient_id).delete()
    KnownNumber.objects.bulk_create(
        [
            KnownNumber(kind=kind, value=value, patient=patient_id, human=human_id)
            for kind, value in described.numbers
        ],
        ignore_conflicts=True,
    )
    known = Human.objects.filter(id=human_id).first()
    numbers = frozenset(KnownNumber.objects.filter(human=human_id).values_list("kind", "value"))
    Human.objects.update_or_create(
        id=human_id,
        defaults={
            "name": described.name or (known.name if known else ""),
            "name_sort": vietnamese.name_sort_key(described.name or (known.name if known else "")),
            "sex": described.sex or (known.sex if known else ""),
            "birth": described.birth or (known.birth if known else ""),
            "birth_year": int(described.birth[:4])
            if described.birth
            else (known.birth_year if known else None),
            "commune_code": described.commune_code or (known.commune_code if known else ""),
            "deceased": described.deceased or bool(known and known.deceased),
            "numbers": " ".join(sorted({value for _, value in numbers})),
            "keys": search_keys(described.name, numbers),
        },
    )


def _lock(described: Description) -> None:
    """Two sources that bring the same number at the same moment take turns."""
    names = sorted(f"{kind}:{value}" for kind, value in described.numbers)
    keys = [int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True) for name in names]
    if keys:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(k) from unnest(%s::bigint[]) as k", [sorted(keys)])
