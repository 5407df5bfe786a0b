"""Drugs of a facility on a day: one, those of a text as typed, all of them; lists that wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from hoaban.connect import sheets
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.prescribing import models, policies
from hoaban.shared.prescribing.rules import drug_list
from hoaban.shared.prescribing.rules.shapes import Control, Drug

_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class FoundDrug:
    """A drug with the dose that this actor typed last, and how often they prescribed it."""

    drug: Drug
    used: int = 0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits to be applied."""

    id: UUID
    facility_code: str
    file_name: str
    valid_from: date
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What a list would change on the day from which it holds; ``ending``: drugs that it leaves out."""

    waiting: Waiting
    changes: tuple[drug_list.Change, ...]
    ending: tuple[Drug, ...]
    faults: tuple[sheets.Fault, ...]

    def count(self, kind: str) -> int:
        """How many lines are of a kind."""
        return sum(one.kind == kind for one in self.changes)


def held(facility_code: str, on: date) -> QuerySet[models.Drug]:
    """The rows of a facility's list that hold on a day."""
    rows = models.Drug.objects.filter(facility_code=facility_code, valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=on))


def find_drugs(*, actor: Actor, facility_code: str, text: str, on: date, count: int = 12) -> list[FoundDrug]:
    """Drugs of a facility by words of brand, ingredient or code, begun or whole, with marks or without; those that this actor
    uses most come first. Nothing by less than two letters; nothing where the actor neither prescribes nor reads."""
    words = vietnamese.fold(text[:200]).split()
    if len("".join(words)) < 2 or facility_code not in _seen(actor):
        return []
    rows = held(facility_code, on)
    for word in words:
        rows = rows.filter(words__contains=f" {word}")
    found = [shaped(row) for row in rows.order_by("name", "code")[:_LOOKED_AT]]
    used = _used(actor, facility_code, [one.code for one in found])
    told = [FoundDrug(one, *used.get(one.code, (0, ""))) for one in found]
    begun = " ".join(words)

    def rank(one: FoundDrug) -> tuple[int, int, str, str]:
        names = [vietnamese.fold(name) for name in (one.drug.code, one.drug.name, *one.drug.ingredients)]
        place = 0 if begun in names else 1 if any(name.startswith(begun) for name in names) else 2
        return (-one.used if place < 2 else 0, place, vietnamese.sort_key(one.drug.shown), one.drug.code)

    return sorted(told, key=rank)[:count]


def drugs_of(*, facility_code: str, codes: Iterable[str], on: date) -> dict[str, Drug]:
    """Several drugs of a facility's list by their codes; those that the list has not are left out."""
    return {row.code: shaped(row) for row in held(facility_code, on).filter(code__in=list(codes))}


def list_drugs(
    *, actor: Actor, facility_code: str, on: date, text: str = "", start: int = 0, count: int = 50
) -> tuple[list[Drug], int]:
    """A page of a facility's list and how many there are. :raises NotFound: the facility is none that the actor keeps."""
    must_keep(actor, facility_code)
    rows = held(facility_code, on)
    for word in vietnamese.fold(text[:200]).split():
        rows = rows.filter(words__contains=f" {word}")
    found = [shaped(row) for row in rows.order_by("name", "code")[start : start + count]]
    return found, rows.count()


def export_list(*, actor: Actor, facility_code: str, on: date) -> bytes:
    """A facility's list as a spreadsheet; an empty one is a template. :raises NotFound."""
    must_keep(actor, facility_code)
    lines = [drug_list.line_of(shaped(row)) for row in held(facility_code, on).order_by("name", "code")]
    return sheets.write(drug_list.list_columns(), lines, name=drug_list.SHEET)


def list_waiting(*, actor: Actor) -> list[Waiting]:
    """The lists that wait, of facilities that the actor keeps, the newest first."""
    kept = policies.facilities_kept(actor)
    rows = models.DrugListDraft.objects.order_by("-sent_at")
    return [_waiting(row) for row in rows if kept is None or row.facility_code in kept]


def see_list(*, actor: Actor, draft: UUID) -> ListDifference:
    """What a list that was sent in would change. :raises NotFound: there is none, or not of the actor's facility."""
    row = models.DrugListDraft.objects.filter(pk=draft).first()
    if row is None:
        raise _none()
    must_keep(actor, row.facility_code)
    return compare(_waiting(row), bytes(row.content))


def compare(waiting: Waiting, content: bytes) -> ListDifference:
    """Read a list and say what it would change. :raises sheets.NotASpreadsheet."""
    sheet = sheets.read(content, drug_list.list_columns(), name=drug_list.SHEET)
    faults, rows = list(sheet.faults), []
    seen: dict[str, int] = {}
    for line in sheet.lines:
        row, wrong = drug_list.row_of(line, sheet)
        if (first := seen.setdefault(line.text("code"), line.number)) != line.number:
            wrong.append(
                sheet.fault(
                    line, "code", f"Mã đã có ở dòng {first}.", f"The code stands in line {first} already."
                )
            )
        faults += wrong
        if row is not None and not wrong:
            rows.append(row)
    today = {one.code: shaped(one) for one in held(waiting.facility_code, waiting.valid_from)}
    changes = tuple(drug_list.change_of(row, today.get(row.drug.code)) for row in rows)
    ending = tuple(one for code, one in today.items() if code not in seen)
    return ListDifference(
        waiting, changes, ending, tuple(sorted(faults, key=lambda one: (one.line, one.column)))
    )


def has_drugs(*, facility_code: str, on: date) -> bool:
    """Whether a facility has a drug list that holds on a day."""
    return held(facility_code, on).exists()


def must_keep(actor: Actor, facility_code: str) -> None:
    """:raises NotFound: the facility is none whose list the actor keeps."""
    kept = policies.facilities_kept(actor)
    if kept is not None and facility_code not in kept:
        raise _none()


def shaped(row: models.Drug) -> Drug:
    """A row as plain values."""
    return Drug(
        row.code, row.name, tuple(row.ingredients), row.strength, row.form, row.unit, row.route, row.insurer_code,
        row.registration, row.price, row.stock, Control(row.control), row.traditional, row.herb, row.dose_unit,
        Decimal(row.per_unit),
    )  # fmt: skip


def _used(actor: Actor, facility_code: str, codes: list[str]) -> dict[str, tuple[int, str]]:
    rows = models.DrugUse.objects.filter(owner=actor.id, facility_code=facility_code, code__in=codes)
    return {code: (count, typed) for code, count, typed in rows.values_list("code", "count", "typed")}


def _seen(actor: Actor) -> frozenset[str]:
    kept = policies.facilities_kept(actor) or frozenset()
    return policies.facilities_of_work(actor) | kept


def _waiting(row: models.DrugListDraft) -> Waiting:
    return Waiting(row.pk, row.facility_code, row.file_name, row.valid_from, row.sent_at)


def _none() -> NotFound:
    return NotFound("Không có danh mục thuốc này.", "There is no such drug list.")
