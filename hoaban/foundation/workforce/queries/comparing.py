"""What a unit's list would change, before anything is changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.connect import sheets
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.queries import finding, members
from hoaban.foundation.workforce.rules import hindrances, shapes, unit_list
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
    again: dict[int, int]
    """Line -> the line above that opens the file of the same person."""

    @property
    def digest(self) -> str:
        """Stands for all that would be changed: applied is only what was shown."""
        told = [
            (
                one.row.line,
                one.kind,
                one.fields,
                str(self.matched.get(one.row.line)),
                self.again.get(one.row.line),
            )
            for one in self.changes
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
    registered = {one.code for one in places.facilities(on)}
    rows: list[unit_list.Row] = []
    for line in sheet.lines:
        row, wrong = unit_list.row_of(line, sheet, facility_code, on)
        wrong += sheet.faults_of(
            line, _not_theirs(actor, line.text("facility_code") or facility_code, registered)
        )
        faults += wrong
        if row is not None and not wrong:
            rows.append(row)
    lines = {line.number: line for line in sheet.lines}
    said = _Lines(rows)
    for row in rows:
        faults += [sheet.fault(lines[row.line], *one) for one in said.take(row)]
    return Difference(
        facility_code, tuple(said.changes), tuple(sorted(faults, key=lambda one: (one.line, one.column))),
        _missing(facility_code, set(said.matched.values()), on), said.matched, said.again,
    )  # fmt: skip


class _Lines:
    """The lines of a list one after the other: whom each is about and what it would change."""

    def __init__(self, rows: list[unit_list.Row]) -> None:
        self._finder = finding.Finder(rows)
        self._above: dict[UUID | int, list[unit_list.Row]] = defaultdict(list)
        self.changes: list[unit_list.Change] = []
        self.matched: dict[int, UUID] = {}
        self.again: dict[int, int] = {}

    def take(self, row: unit_list.Row) -> list[Problem]:
        """Note a line; or say why it cannot be applied."""
        known, holder = self._finder.find(row), self._finder.holder_of(row.licence)
        file = known.file if known else None
        above = self._above[known.key] if known else []
        problems = hindrances.contradictions(row, above)
        if file is not None and not problems:
            problems = hindrances.hindrances(row, file, is_holder=holder in (None, known))
        if problems:
            return problems
        if known is None:
            self._finder.add(row)
        elif known.opened_by is not None:
            self.again[row.line] = known.opened_by
        else:
            self.matched[row.line] = known.file.member.id
        self._above[known.key if known else row.line].append(row)
        self.changes.append(unit_list.change_of(row, file))
        return []


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


def _not_theirs(actor: Actor, code: str, registered: set[str]) -> list[Problem]:
    if not policies.may_manage(actor, code):
        return [
            (
                "facility_code", "Cơ sở này không thuộc phạm vi được sửa.", "The facility is not yours to edit.",
            )
        ]  # fmt: skip
    if code not in registered:
        return [
            (
                "facility_code", "Cơ sở không có trong danh mục.", "The facility is not in the register.",
            )
        ]  # fmt: skip
    return []


def _missing(facility_code: str, told: set[UUID], on: date) -> tuple[shapes.Member, ...]:
    posts = models.Post.objects.filter(members.holding(on), facility_code=facility_code).exclude(member=None)
    rows = models.Member.objects.filter(pk__in=posts.values("member")).exclude(pk__in=told)
    return tuple(members.shaped_member(row) for row in rows.order_by("name_order", "id"))
