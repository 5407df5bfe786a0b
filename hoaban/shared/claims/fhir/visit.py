"""One dossier on its way into the record: its keys, its references and the names of its codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from hoaban.kernel import errors, ids
from hoaban.record import sources, systems
from hoaban.shared.claims.fhir import pieces

if TYPE_CHECKING:
    from hoaban.connect.claims import Dossier, Row

Fields = dict[str, str]


class Lookups(Protocol):
    """What the mapping asks of the layers that know codes and places; ``None`` means not known."""

    def name(self, list_id: str, code: str, on: date) -> str | None:
        """The Vietnamese name of a code on a day; list ids are claim field names, and ICD10."""

    def commune_since(self, code: str, on: date) -> date | None:
        """The first day of the period of a commune code that holds on a day."""

    def facility_name(self, code: str, on: date) -> str | None:
        """The name of a facility on a day."""

    def station_commune(self, code: str, on: date) -> str | None:
        """The commune whose station a facility is on a day."""


class NothingKnown:
    """Lookups that know no name: the mapping then writes codes alone."""

    def name(self, list_id: str, code: str, on: date) -> str | None:  # noqa: ARG002
        return None

    def commune_since(self, code: str, on: date) -> date | None:  # noqa: ARG002
        return None

    def facility_name(self, code: str, on: date) -> str | None:  # noqa: ARG002
        return None

    def station_commune(self, code: str, on: date) -> str | None:  # noqa: ARG002
        return None


class NotMappable(errors.Invalid):
    """The dossier has neither a summary (XML1) nor a check-in (XML0) row: there is no visit."""


@lru_cache(maxsize=4096)
def facility_uid(code: str) -> str:
    """The id of the Organization of a facility."""
    return str(ids.uuid8_timeless("facility", code))


@lru_cache(maxsize=16384)
def practitioner_uid(facility: str, number: str) -> str:
    """The id of the Practitioner whom a facility names by a number."""
    return str(ids.uuid8_timeless("practitioner", facility, number))


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its stable key (STT and code; a count is added where a source repeats them)."""

    table: str
    key: str
    values: Fields

    def get(self, field: str) -> str:
        """The text of a field, empty when it is absent."""
        return self.values.get(field, "")


@dataclass(frozen=True, slots=True)
class Visit:
    """The frame that every mapped resource of a dossier shares."""

    facility: str
    ma_lk: str
    level: str
    anchor: datetime | None
    on: date
    head: Line
    tables: dict[str, list[Line]]
    lookups: Lookups
    subject: dict[str, Any]
    encounter: dict[str, Any]
    provider: dict[str, Any]
    is_finished: bool

    def uid(self, table: str, *key: str) -> str:
        """The same id for the same row of the same dossier, however often it comes in."""
        return sources.row_id(self.anchor, self.facility, self.ma_lk, table, *key)

    def lines(self, table: str) -> list[Line]:
        """The rows of a table, none when it is absent."""
        return self.tables.get(table, [])

    def coding(self, field: str, value: str, list_id: str = "") -> dict[str, str] | None:
        """A Coding in the code list of a claim field, with its name on the day; None when empty."""
        if not value:
            return None
        name = self.lookups.name(list_id or field, value, self.on)
        return pieces.coding(systems.code_list(field), value, name)

    def concept(self, field: str, value: str, list_id: str = "") -> dict[str, Any] | None:
        """The same as a CodeableConcept."""
        return pieces.concept(self.coding(field, value, list_id))

    def disease(self, value: str) -> dict[str, str] | None:
        """An ICD-10 Coding, dotted, with its name; None when empty."""
        if not value:
            return None
        dotted = dotted_icd(value)
        return pieces.coding(systems.ICD10, dotted, self.lookups.name("ICD10", dotted, self.on))

    def organization(self, code: str) -> dict[str, Any] | None:
        """A reference to a facility by its five-character code."""
        if not code:
            return None
        return pieces.reference(
            "Organization", facility_uid(code), self.lookups.facility_name(code, self.on) or code
        )

    def commune(self, code: str) -> dict[str, Any] | None:
        """The extension that names a commune, with the first day of the period in which its code holds."""
        since = self.lookups.commune_since(code, self.on)
        name = self.lookups.name("MAXA_CU_TRU", code, self.on)
        coding = pieces.coding(systems.COMMUNE, code, name, since.isoformat() if since else None)
        return pieces.extension("commune", valueCoding=coding)

    def practitioners(self, numbers: str) -> list[dict[str, Any]]:
        """References to the staff of a ``;`` list of numbers."""
        return [
            pieces.reference("Practitioner", practitioner_uid(self.facility, number))
            for number in pieces.several(numbers)
        ]

    def practitioner(self, numbers: str) -> dict[str, Any] | None:
        """A reference to the first person of a ``;`` list of numbers."""
        return next(iter(self.practitioners(numbers)), None)


def dotted_icd(value: str) -> str:
    """A000 -> A00.0; both forms are in use (reference 4.12), the record keeps the dotted one."""
    compact = pieces.code(value).upper()
    return (
        f"{compact[:3]}.{compact[3:]}"
        if len(compact) > 3 and "." not in compact and compact[:1].isalpha()
        else compact
    )


_KEY_FIELDS = {
    "XML2": ("STT", "MA_THUOC"),
    "XML3": ("STT", "MA_DICH_VU", "MA_VAT_TU"),
    "XML4": ("STT", "MA_DICH_VU", "MA_CHI_SO"),
    "XML5": ("STT",),
    "XML7": ("SO_LUU_TRU", "MA_THE_TAM"),
    "XML13": ("GIAY_CHUYEN_TUYEN",),
    "XML14": ("SO_GIAYHEN_KL",),
}


def keyed(table: str, rows: Iterable[Row]) -> Iterator[Line]:
    """The rows with their keys: what names a row in its table, so that order and other fields may change."""
    seen: dict[str, int] = {}
    for row in rows:
        values = {field: text for field, text in row.values.items() if text}
        key = "|".join(values.get(field, "") for field in _KEY_FIELDS.get(table, ()))
        repeated = seen[key] = seen.get(key, 0) + 1
        yield Line(table, f"{key}#{repeated}" if repeated > 1 else key, values)


def frame(dossier: Dossier, *, level: str, lookups: Lookups, anchor: datetime | None = None) -> Visit:
    """The frame of a dossier.

    ``anchor`` is the arrival under which this MA_LK was first stored; without it the arrival of this dossier
    serves. A correction that changes NGAY_VAO needs it, or every id would change too.

    :raises NotMappable: neither XML1 nor XML0 has a row.
    """
    tables = {name: list(keyed(name, rows)) for name, rows in dossier.tables.items()}
    summary = tables.get("XML1") or []
    heads = summary or tables.get("XML0") or []
    if not heads:
        raise NotMappable(
            "Hồ sơ không có bảng XML1 hoặc XML0 nên chưa thể ghi vào hồ sơ sức khỏe.",
            "The dossier has no XML1 or XML0 row, so it cannot be written to the record.",
        )
    head = heads[0]
    facility = dossier.facility_code or head.get("MA_CSKCB")
    ma_lk = dossier.ma_lk or head.get("MA_LK")
    begin, end = pieces.moment(head.get("NGAY_VAO")), pieces.moment(head.get("NGAY_RA"))
    anchor = anchor or begin
    last = end or begin
    patient = sources.patient_id(facility, head.get("MA_BN") or f"ma-lk:{ma_lk}")
    on = last.date() if last else date(1900, 1, 1)
    return Visit(
        facility=facility,
        ma_lk=ma_lk,
        level=level,
        anchor=anchor,
        on=on,
        head=head,
        tables=tables,
        lookups=lookups,
        subject=pieces.reference("Patient", patient),
        encounter=pieces.reference("Encounter", sources.encounter_id(facility, ma_lk, anchor)),
        provider=pieces.reference(
            "Organization", facility_uid(facility), lookups.facility_name(facility, on) or facility
        ),
        is_finished=bool(summary),
    )
