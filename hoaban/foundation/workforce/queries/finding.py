"""Whom a line of a unit's list is about: somebody whose file is known, or somebody of a line above."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import shapes, unit_list
from hoaban.kernel import vietnamese


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom lines may be about. ``opened_by``: the line above that opens the file; None: it is kept already."""

    file: shapes.StaffFile
    opened_by: int | None = None

    @property
    def key(self) -> UUID | int:
        """Who it is, within one list."""
        return self.opened_by or self.file.member.id


class Finder:
    """Finds whom a line is about: personal number, else licence, else name and birth at the facility."""

    def __init__(self, rows: list[unit_list.Row]) -> None:
        self._by_number: dict[str, Known] = {}
        self._by_licence: dict[tuple[str, str], Known] = {}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for file in members.files_of(list(_sought(rows))):
            self._keep(Known(file))

    def find(self, row: unit_list.Row) -> Known | None:
        """The person, if there is one and one only."""
        found = self._by_number.get(row.member.personal_number) or self.holder_of(row.licence)
        if found is not None:
            return found
        namesakes = self._by_name[vietnamese.fold(row.member.name)]
        alike = [one for one in namesakes if _is_alike(one.file, row)]
        return alike[0] if len(alike) == 1 else None

    def holder_of(self, licence: shapes.Licence | None) -> Known | None:
        """Who has this licence."""
        return self._by_licence.get((licence.kind, licence.number)) if licence else None

    def add(self, row: unit_list.Row) -> None:
        """From here on the person whose file a line opens is known: another line may tell of a second post."""
        licences = () if row.licence is None else (row.licence,)
        self._keep(Known(shapes.StaffFile(row.member, (row.post,), licences), row.line))

    def _keep(self, known: Known) -> None:
        if known.file.member.personal_number:
            self._by_number.setdefault(known.file.member.personal_number, known)
        for one in known.file.licences:
            self._by_licence.setdefault((one.kind, one.number), known)
        self._by_name[vietnamese.fold(known.file.member.name)].append(known)


def _sought(rows: list[unit_list.Row]) -> QuerySet[models.Member]:
    numbers = [row.member.personal_number for row in rows if row.member.personal_number]
    licences = [row.licence.number for row in rows if row.licence]
    facilities = {row.post.facility_code for row in rows}
    return models.Member.objects.filter(
        Q(personal_number__in=numbers)
        | Q(pk__in=models.Licence.objects.filter(number__in=licences).values("member"))
        | Q(pk__in=models.Post.objects.filter(facility_code__in=facilities).values("member"))
    )


def _is_alike(file: shapes.StaffFile, row: unit_list.Row) -> bool:
    """Nothing contradicts, and birth and facility agree; where no birth is known, the first day in post, too."""
    known, told, post = file.member, row.member, row.post
    here = any(
        one.facility_code == post.facility_code and (told.birth or one.period.start == post.period.start)
        for one in file.posts
    )
    return here and known.birth == told.birth and not (known.personal_number and told.personal_number)
