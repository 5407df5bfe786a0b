"""What a list of facilities would change, before anything is changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hoaban.connect import sheets
from hoaban.foundation.places import models
from hoaban.foundation.places.queries import communes, facilities, facility_files
from hoaban.foundation.places.rules import facility_columns, facility_list
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules.facility_checks import row_problems
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Difference:
    """The dry run of a list. Nothing is applied while there are ``faults``."""

    changes: tuple[facility_list.Change, ...]
    faults: tuple[sheets.Fault, ...]

    @property
    def digest(self) -> str:
        """Stands for all that would be changed: applied is only what was shown."""
        told = [(one.row.number, one.row.text("code"), one.kind, one.fields) for one in self.changes]
        return hashlib.sha256(repr((told, self.faults)).encode()).hexdigest()

    def count(self, kind: str) -> int:
        """How many lines are new, changed or unchanged."""
        return sum(one.kind == kind for one in self.changes)


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A list that waits, with what it would change today."""

    id: UUID
    file_name: str
    sent_at: datetime
    difference: Difference


def compare(*, content: bytes, on: date) -> Difference:
    """Read a list and say what it would change.

    :raises sheets.NotASpreadsheet: it cannot be read at all.
    """
    sheet = sheets.read(content, facility_columns.columns(), name=facility_columns.SHEET)
    faults = list(sheet.faults)
    told = {line.text("code") for line in sheet.lines}
    known = {file.code: file for file in facility_files.facility_files(told)}
    names = facilities.facility_names(on)
    changes: list[facility_list.Change] = []
    twice = _Twice()
    for line in sheet.lines:
        file = known.get(line.text("code"))
        problems = [
            *row_problems(line, file, on),
            *_unknown(line, told | set(names), on),
            *twice.problems(line),
        ]
        faults += sheet.faults_of(line, problems)
        if not problems and not line.unread:
            changes.append(facility_list.change_of(line, file, on))
    return Difference(tuple(changes), tuple(sorted(faults, key=lambda one: (one.line, one.column))))


class _Twice:
    """Codes that are one facility's alone: not on two lines, and a practice code at no other facility."""

    def __init__(self) -> None:
        rows = models.FacilityDetail.objects.exclude(practice_code="")
        self._holders = dict(rows.values_list("practice_code", "facility_code"))
        self._codes: set[str] = set()

    def problems(self, row: sheets.Line) -> list[shapes.Problem]:
        """Of the next line."""
        code, practice = row.text("code"), row.text("practice_code")
        found: list[shapes.Problem] = []
        if code and code in self._codes:
            found.append(
                ("code", "Mã này đã có ở một dòng trên.", "The code stands on a line above already.")
            )
        if practice and self._holders.setdefault(practice, code) != code:
            found.append(("practice_code", "Mã này đã là của cơ sở khác.", "Another facility has this code."))
        self._codes.add(code)
        return found


def find_draft(*, draft: UUID, on: date) -> FacilityDraft:
    """A list that was sent in, with what it would change today.

    :raises NotFound: there is none.
    """
    row = models.FacilityListDraft.objects.filter(pk=draft).first()
    if row is None:
        raise NotFound("Không có danh sách này.", "There is no such list.")
    return FacilityDraft(row.pk, row.file_name, row.sent_at, compare(content=bytes(row.content), on=on))


def list_drafts() -> list[tuple[UUID, str, datetime]]:
    """The lists that wait, the newest first: id, file name, when it was sent."""
    rows = models.FacilityListDraft.objects.order_by("-sent_at")
    return list(rows.values_list("id", "file_name", "sent_at"))


def export(*, on: date, kind: str = "") -> bytes:
    """The facilities of a day (of a kind) as a spreadsheet."""
    wanted = [one.code for one in facilities.facilities(on, kind=kind or None)]
    lines = [facility_list.line_of(file, on) for file in facility_files.facility_files(wanted)]
    return sheets.write(facility_columns.columns(), lines, name=facility_columns.SHEET)


def _unknown(row: sheets.Line, known: set[str], on: date) -> list[shapes.Problem]:
    """Codes that mean nothing: of a commune on the day, of another facility."""
    found = []
    day = row.day("start") or on
    commune = row.text("commune_code")
    if commune and communes.commune_on(commune, day) is None:
        found.append(("commune_code", *communes.NO_SUCH_COMMUNE))
    for key in ("parent_code", *facility_columns.BODIES):
        text = row.text(key)
        if (key == "parent_code" or (len(text) == 5 and text[:2].isdigit())) and text and text not in known:
            found.append((key, "Không có cơ sở mang mã này.", "There is no facility of this code."))
        if text and text == row.text("code") and key != "parent_code":
            found.append((key, "Một cơ sở không ở dưới chính nó.", "A facility is not below itself."))
    return found
