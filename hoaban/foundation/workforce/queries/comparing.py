"""What a unit's list would change, before anything is changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from hoaban.connect import sheets
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.queries import members
from hoaban.foundation.workforce.rules import shapes, unit_list
from hoaban.foundation.workforce.rules.problems import Problem
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Difference:
    """The dry run of a list. Nothing is applied while there are ``faults``; ``missing`` are people in post whom it leaves out."""

    facility_code: str
    changes: tuple[unit_list.Change, ...]
    faults: tuple[sheets.Fault, ...]
    missing: tuple[shapes.Member, ...]
    matched: dict[int, UUID]
    """Line -> the staff file that it is about."""

    @property
    def digest(self) -> str:
        """Stands for all that would be changed: applied is only what was shown."""
        told = [
            (one.row.line, one.kind, one.fields, str(self.matched.get(one.row.line))) for one in self.changes
        ]
        return hashlib.sha256(repr((told, self.faults)).encode()).hexdigest()

    def count(self, kind: str) -> int:
        """How many lines are new, changed or unchanged."""
        return sum(one.kind == kind for one in self.changes)


@dataclass(frozen=True, slots=True)
class Draft:
    """A list that was sent in, with its dry run."""

    id: UUID
    file_name: str
    difference: Difference


def compare(*, actor: Actor, content: bytes, facility_code: str, on: date) -> Difference:
    """Read a list and say what it would change.

    :raises sheets.NotASpreadsheet: it cannot be read at all.
    """
    sheet = sheets.read(content, unit_list.columns(), name=unit_list.SHEET)
    faults = list(sheet.faults)
    rows: list[unit_list.Row] = []
    for line in sheet.lines:
        row, wrong = unit_list.row_of(line, sheet, facility_code, on)
        wrong += sheet.faults_of(line, _not_theirs(actor, line.text("facility_code") or facility_code, on))
        faults += wrong
        if row is not None and not wrong:
            rows.append(row)
    finder = _Finder(rows)
    changes: list[unit_list.Change] = []
    matched: dict[int, UUID] = {}
    for row in rows:
        file = finder.find(row)
        if file is not None and file.member.id in matched.values():
            faults.append(_twice(sheet, row))
            continue
        if file is not None:
            matched[row.line] = file.member.id
        changes.append(unit_list.change_of(row, file))
    return Difference(
        facility_code, tuple(changes), tuple(sorted(faults, key=lambda one: (one.line, one.column))),
        _missing(facility_code, set(matched.values()), on), matched,
    )  # fmt: skip


def find_draft(*, actor: Actor, draft: UUID, on: date) -> Draft:
    """A list that was sent in, with what it would change today.

    :raises NotFound: there is none, or it is about a facility that is not the actor's to keep.
    """
    row = models.ListDraft.objects.filter(pk=draft).first()
    if row is None or not policies.may_manage(actor, row.facility_code):
        raise NotFound("Không có danh sách này.", "There is no such list.")
    content = bytes(row.content)
    found = compare(actor=actor, content=content, facility_code=row.facility_code, on=on)
    return Draft(row.pk, row.file_name, found)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits to be applied."""

    id: UUID
    facility_code: str
    file_name: str
    sent_at: datetime


def list_drafts(*, actor: Actor) -> list[Waiting]:
    """The lists that wait, of facilities that the actor keeps, the newest first."""
    rows = models.ListDraft.objects.order_by("-sent_at").values_list(
        "id", "facility_code", "file_name", "sent_at"
    )
    return [one for row in rows if policies.may_manage(actor, (one := Waiting(*row)).facility_code)]


def export(*, actor: Actor, facility_code: str, on: date) -> bytes:
    """The list of a unit as a spreadsheet: everybody in post on a day; a template where nobody is.

    :raises NotFound: the unit is none that the actor keeps: the list holds whole numbers.
    """
    if not policies.may_manage(actor, facility_code):
        raise NotFound("Không có cơ sở này.", "There is no such facility.")
    lines = [
        unit_list.line_of(file, post)
        for file in members.files_at(facility_code)
        for post in file.posts_on(on)
        if post.facility_code == facility_code
    ]
    return sheets.write(unit_list.columns(), lines, name=unit_list.SHEET)


class _Finder:
    """Finds the file that a line is about: personal number, licence, or name and birth at the facility."""

    def __init__(self, rows: list[unit_list.Row]) -> None:
        numbers = [row.member.personal_number for row in rows if row.member.personal_number]
        licences = [row.licence.number for row in rows if row.licence]
        facilities = {row.post.facility_code for row in rows}
        sought = models.Member.objects.filter(
            Q(personal_number__in=numbers)
            | Q(pk__in=models.Licence.objects.filter(number__in=licences).values("member"))
            | Q(pk__in=models.Post.objects.filter(facility_code__in=facilities).values("member"))
        )
        self._files = members.files_of(list(sought))

    def find(self, row: unit_list.Row) -> shapes.StaffFile | None:
        number, licence = row.member.personal_number, row.licence
        for file in self._files:
            if number and file.member.personal_number == number:
                return file
        for file in self._files:
            if licence and any(
                (one.kind, one.number) == (licence.kind, licence.number) for one in file.licences
            ):
                return file
        alike = [file for file in self._files if self._is_alike(file, row)]
        return alike[0] if len(alike) == 1 else None

    @staticmethod
    def _is_alike(file: shapes.StaffFile, row: unit_list.Row) -> bool:
        """Nothing contradicts, and name, birth and facility agree; where no birth is known, the first day in post, too."""
        known, told, post = file.member, row.member, row.post
        contradicts = known.personal_number and told.personal_number
        here = any(
            one.facility_code == post.facility_code and (told.birth or one.period.start == post.period.start)
            for one in file.posts
        )
        return bool(
            here
            and not contradicts
            and known.birth == told.birth
            and unit_list.same_name(known.name, told.name)
        )


def _not_theirs(actor: Actor, code: str, on: date) -> list[Problem]:
    if not policies.may_manage(actor, code):
        return [
            (
                "facility_code", "Cơ sở này không thuộc phạm vi được sửa.", "The facility is not yours to edit.",
            )
        ]  # fmt: skip
    if places.facility(code, on) is None:
        return [
            (
                "facility_code", "Cơ sở không có trong danh mục.", "The facility is not in the register.",
            )
        ]  # fmt: skip
    return []


def _twice(sheet: sheets.Sheet, row: unit_list.Row) -> sheets.Fault:
    return sheets.Fault(
        sheet.name,
        row.line,
        "",
        "",
        "Người này đã có ở một dòng trên.",
        "The person stands on a line above already.",
    )


def _missing(facility_code: str, told: set[UUID], on: date) -> tuple[shapes.Member, ...]:
    posts = models.Post.objects.filter(members.holding(on), facility_code=facility_code).exclude(member=None)
    rows = models.Member.objects.filter(pk__in=posts.values("member")).exclude(pk__in=told)
    return tuple(members.shaped_member(row) for row in rows.order_by("name_order", "id"))
