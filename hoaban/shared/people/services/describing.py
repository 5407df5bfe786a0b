"""The rows of human beings, made of what the Patients linked to each last said and of where each is registered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel import vietnamese
from hoaban.shared.people.models import Human, KnownNumber, PatientLink, Registration
from hoaban.shared.people.rules import Description, described_by, read_said, search_keys

_COLUMNS = (
    "name", "name_sort", "sex", "birth", "birth_year", "commune_code", "deceased", "numbers", "keys",
)  # fmt: skip


class Sources:
    """Who is linked to some people, and what each said: enough to describe these people anew."""

    def __init__(self, humans: Collection[UUID]) -> None:
        numbers: dict[UUID, set[tuple[str, str]]] = {}
        for row in KnownNumber.objects.filter(human__in=humans):
            numbers.setdefault(row.patient, set()).add((row.kind, row.value))
        self._said: dict[UUID, dict[UUID, tuple[datetime, Description]]] = {}
        self._places: dict[UUID, set[UUID]] = {}
        links = list(PatientLink.objects.filter(human__in=humans))
        for link in links:
            self.add(link, read_said(link.said, numbers.get(link.patient, ())))
        behind = {link.patient: link.human for link in links}
        for one in Registration.objects.filter(patient__in=behind, until=None):
            here = places.organization_id(one.facility_code)
            self._places.setdefault(behind[one.patient], set()).add(here)

    def add(self, link: PatientLink, described: Description) -> None:
        """A Patient has spoken; what it said before no longer counts."""
        self._said.setdefault(link.human, {})[link.patient] = (link.said_at, described)
        if link.source:
            self._places.setdefault(link.human, set()).add(link.source)

    def description(self, human: UUID) -> Description:
        """What is known of one of them. :raises KeyError: nobody is linked."""
        spoken = sorted((at, patient) for patient, (at, _) in self._said[human].items())
        return described_by([self._said[human][patient][1] for _, patient in spoken])

    def known(self) -> dict[UUID, Description]:
        """All who have a source."""
        return {human: self.description(human) for human in self._said}

    def write(self, humans: Iterable[UUID]) -> None:
        """Write the rows of some of them."""
        rows = [_row(one, self.description(one), self._places.get(one, ())) for one in sorted(set(humans))]
        Human.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS)


def _row(human: UUID, one: Description, sources: Iterable[UUID]) -> Human:
    return Human(
        id=human, name=one.name[:255], name_sort=vietnamese.name_sort_key(one.name)[:600], sex=one.sex, birth=one.birth,
        birth_year=int(one.birth[:4]) if one.birth else None, commune_code=one.commune_code, deceased=one.deceased,
        numbers=" ".join(sorted({value for _, value in one.numbers}))[:400], keys=search_keys(one, sources),
    )  # fmt: skip
