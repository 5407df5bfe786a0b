"""A list of facilities: each line as plain values, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hoaban.connect import sheets
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import opening
from hoaban.foundation.places.rules.facility_columns import BODIES, KEYS, PERMITS, columns, permit_kind
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.kernel import vietnamese
from hoaban.kernel.effective import Period, in_force

_OF_THE_FACILITY = (
    "code", "name", "kind", "level", "points", "former_line", "owner", "commune_code", "parent_code",
)  # fmt: skip
_OF_THE_DETAIL = ("practice_code", "address", "phone", "email", "website")


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a line changes: its key and the texts before and after."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a line does: ``new``, ``changed`` or ``unchanged``. ``doubts`` are odd things that stop nothing."""

    row: sheets.Line
    kind: str
    fields: tuple[Changed, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()

    def touches(self, *keys: str) -> bool:
        """Whether one of these fields changes."""
        return any(one.key in keys for one in self.fields)


def facility_of(row: sheets.Line, known: Facility | None) -> Facility:
    """The facility of a line over the one known today; a later first day begins a new period."""
    base = known or Facility(row.text("code"), row.text("name"), row.text("kind"))
    start = row.day("start") or base.period.start
    moves = known is not None and start is not None and start != base.period.start
    beds = row.number_of("beds")
    return replace(
        base,
        name=row.text("name"),
        kind=row.text("kind"),
        period=Period(start, row.day("end") or (None if moves or known is None else base.period.end)),
        points=row.number_of("points") if row.number_of("points") is not None else base.points,
        beds=int(beds) if beds is not None else base.beds,
        level=row.text("level") or base.level,
        former_line=row.text("former_line") or base.former_line,
        owner=row.text("owner") or base.owner,
        commune_code=row.text("commune_code") or base.commune_code,
        parent_code=row.text("parent_code") or base.parent_code,
    )


def detail_of(row: sheets.Line, known: shapes.Detail) -> shapes.Detail:
    """The detail of a line over the one known."""
    beds, lat, lon = row.number_of("licensed_beds"), row.number_of("lat"), row.number_of("lon")
    return replace(
        known,
        licensed_beds=int(beds) if beds is not None else known.licensed_beds,
        lat=float(lat) if lat is not None else known.lat,
        lon=float(lon) if lon is not None else known.lon,
        practice_code=row.text("practice_code") or known.practice_code,
        address=row.text("address") or known.address,
        phone=row.text("phone") or known.phone,
        email=row.text("email") or known.email,
        website=row.text("website") or known.website,
        hours=_hours(row.text("hours")) or known.hours,
    )


def since_of(row: sheets.Line, file: shapes.FacilityFile | None, today: date) -> date:
    """From which day holds what a line says: its first day where a period begins by it, else today.

    A fetched list has the first day of each facility in it; whoever changes a body there does not rewrite the past.
    """
    start = row.day("start")
    return start if start and (file is None or _moves(row, file, today)) else today


def permit_of(row: sheets.Line, key: str, file: shapes.FacilityFile | None) -> shapes.Permit | None:
    """One of the permits of a line, over the one of that kind and number known."""
    kind, number, issued = permit_kind(row, key), row.text(f"{key}_number"), row.day(f"{key}_issued_on")
    if not kind or not number or issued is None:
        return None
    theirs = file.permits if file else ()
    known = next((one for one in theirs if (one.kind, one.number) == (kind, number)), None)
    base = known or shapes.Permit(kind, number, issued)
    return replace(
        base, issued_on=issued, valid_until=row.day(f"{key}_until") or base.valid_until,
        scope=row.text(f"{key}_scope") or base.scope,
    )  # fmt: skip


def change_of(row: sheets.Line, file: shapes.FacilityFile | None, day: date) -> Change:
    """What a line would change. An empty cell says nothing and changes nothing."""
    before = cells_of(file, day, row) if file else {}
    after = _texts(
        {**row.values, "hours": opening.shown_hours(_hours(row.text("hours"))).replace("\n", "; ")}
    )
    fields = tuple(
        Changed(key, before.get(key, ""), text)
        for key, text in after.items()
        if text
        and text != before.get(key, "")
        and not (key == "start" and file and not _moves(row, file, day))
    )
    doubts = tuple(
        (vi, en) for _key, vi, en in shapes.detail_doubts(detail_of(row, shapes.Detail(row.text("code"))))
    )
    if file is None:
        return Change(row, "new", fields, doubts)
    return Change(row, "changed" if fields else "unchanged", fields, doubts)


def cells_of(file: shapes.FacilityFile, day: date, row: sheets.Line | None = None) -> dict[str, str]:
    """A facility as the texts of its cells on a day, by column key. Of permits the one that ``row`` names, or the newest."""
    return _texts(line_of(file, day, row))


def line_of(file: shapes.FacilityFile, day: date, row: sheets.Line | None = None) -> dict[str, sheets.Value]:
    """A facility as a line to write."""
    one, detail = file.on(day) or file.history[0], file.detail
    told = {each.kind: each.other_code or each.other_name for each in in_force(file.relations, day)}
    cells: dict[str, sheets.Value] = {
        **{key: getattr(one, key) for key in _OF_THE_FACILITY},
        **{key: getattr(detail, key) for key in _OF_THE_DETAIL},
        **{key: told[kind] for key, kind in BODIES.items() if kind in told},
        "start": one.period.start, "end": one.period.end, "beds": _number(one.beds),
        "licensed_beds": _number(detail.licensed_beds), "lat": _degrees(detail.lat), "lon": _degrees(detail.lon),
        "hours": opening.shown_hours(detail.hours).replace("\n", "; "),
        "departments": tuple(f"{each.code}: {each.name}" for each in in_force(file.departments, day)),
        "services": tuple(sorted(each.service for each in in_force(file.services, day))),
    }  # fmt: skip
    for person in in_force(file.responsible, day)[:1]:
        cells |= {"responsible": person.name, "responsible_licence": person.licence_number}
    for group in PERMITS:
        permit = _permit_shown(file, group, row)
        if permit is not None:
            cells |= {
                f"{group}_kind": permit.kind, f"{group}_number": permit.number, f"{group}_issued_on": permit.issued_on,
                f"{group}_until": permit.valid_until, f"{group}_scope": permit.scope,
            }  # fmt: skip
    return {key: value for key, value in cells.items() if key in KEYS}


def _permit_shown(file: shapes.FacilityFile, key: str, row: sheets.Line | None) -> shapes.Permit | None:
    of_group = [one for one in file.permits if one.kind in PERMITS[key]]
    named = (permit_kind(row, key), row.text(f"{key}_number")) if row else ("", "")
    if any(named):
        return next((one for one in of_group if (one.kind, one.number) == named), None)
    return of_group[0] if of_group else None


def departments_of(row: sheets.Line, since: date) -> tuple[shapes.Department, ...]:
    """The departments that a line names, each from a day on."""
    pairs = (one.partition(":") for one in row.codes("departments"))
    return tuple(
        shapes.Department(code.strip(), vietnamese.nfc(name).strip(), Period(since))
        for code, _colon, name in pairs
    )


def _hours(text: str) -> opening.Hours:
    """Opening hours as typed; none where they cannot be read, which is a problem of the line."""
    try:
        return opening.read_hours(text)
    except opening.NotHours:
        return ()


def _moves(row: sheets.Line, file: shapes.FacilityFile, day: date) -> bool:
    """Whether the line begins a new period."""
    current = file.on(day)
    return row.day("start") is not None and (current is None or row.day("start") != current.period.start)


def _texts(values: Mapping[str, sheets.Value]) -> dict[str, str]:
    """Cells as texts; codes stay codes."""
    return {one.key: _told(values.get(one.key)) for one in columns() if one.key in values}


def _told(value: sheets.Value) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(sorted(value))
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
