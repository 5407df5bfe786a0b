"""A list of facilities as a spreadsheet: its columns, each line as plain values, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hoaban.connect import sheets
from hoaban.connect.sheets import Choice, Column, Kind
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import kinds
from hoaban.foundation.places.rules.shapes import Facility
from hoaban.kernel.effective import Period, in_force

SHEET = "CoSo"
BODIES = ("managing", "professional", "budget")
PERMITS = ("permit", "good")
_GOOD = ("gpp", "gdp")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, as it stands in its cells."""

    line: int
    values: Mapping[str, sheets.Value]

    def text(self, key: str) -> str:
        """The text of a cell; empty when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def day(self, key: str) -> date | None:
        """The day of a cell."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def number(self, key: str) -> Decimal | None:
        """The number of a cell."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else None


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a line changes: its key and the texts before and after."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a line does: ``new``, ``changed`` or ``unchanged``. ``doubts`` are odd things that stop nothing."""

    row: Row
    kind: str
    fields: tuple[Changed, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()

    def touches(self, *keys: str) -> bool:
        """Whether one of these fields changes."""
        return any(one.key in keys for one in self.fields)


def columns() -> tuple[Column, ...]:
    """The columns of a list, in the order of the template."""
    return (
        Column("code", "Mã cơ sở", "Facility code", required=True, width=10),
        Column("name", "Tên cơ sở", "Name", required=True, width=40),
        Column("kind", "Loại cơ sở", "Kind", required=True, width=22, choices=_coded(kinds.facility_kinds())),
        Column("start", "Từ ngày", "From", Kind.DAY, width=12),
        Column("end", "đến hết ngày", "until", Kind.DAY, width=12),
        Column("level", "Cấp chuyên môn", "Professional level", width=14, choices=_paired(kinds.LEVELS)),
        Column("points", "Điểm xếp cấp", "Points", Kind.NUMBER, width=10),
        Column("former_line", "Tuyến trước 2025", "Line before 2025", width=12, choices=_paired(kinds.LINES)),
        Column("owner", "Hình thức", "Ownership", width=12, choices=_paired(kinds.OWNERS)),
        Column("commune_code", "Mã xã, phường", "Commune code", width=10),
        Column("parent_code", "Mã đơn vị cấp trên", "Parent code", width=10),
        Column("beds", "Giường kế hoạch", "Planned beds", Kind.NUMBER, width=10),
        Column("licensed_beds", "Giường được cấp phép", "Licensed beds", Kind.NUMBER, width=10),
        Column("practice_code", "Mã cơ sở hành nghề (13 số)", "Practice code (13 digits)", width=18),
        Column("address", "Địa chỉ", "Address", width=36),
        Column("phone", "Điện thoại", "Telephone", width=16),
        Column("email", "Thư điện tử", "E-mail", width=24),
        Column("website", "Trang web", "Website", width=24),
        Column("lat", "Vĩ độ", "Latitude", Kind.NUMBER, width=10),
        Column("lon", "Kinh độ", "Longitude", Kind.NUMBER, width=10),
        *(Column(key, kinds.RELATIONS[key][0], kinds.RELATIONS[key][1], width=24) for key in BODIES),
        Column("responsible", "Người chịu trách nhiệm chuyên môn", "Responsible person", width=26),
        Column("responsible_licence", "Số giấy phép của người chịu trách nhiệm", "Their licence number", width=20),
        *_permit_columns("permit", "Giấy phép", "Permit", tuple(k for k in kinds.permit_kinds() if k not in _GOOD)),
        *_permit_columns("good", "GPP, GDP", "GPP, GDP", _GOOD),
        Column("services", "Dịch vụ", "Services", Kind.CODES, width=36, choices=_coded(kinds.offered_kinds())),
    )  # fmt: skip


def _permit_columns(key: str, vi: str, en: str, known: tuple[str, ...]) -> tuple[Column, ...]:
    choices = _coded({code: one for code, one in kinds.permit_kinds().items() if code in known})
    return (
        Column(f"{key}_kind", f"{vi}: loại", f"{en}: kind", width=24, choices=choices),
        Column(f"{key}_number", f"{vi}: số", f"{en}: number", width=18),
        Column(f"{key}_issued_on", f"{vi}: ngày cấp", f"{en}: issued on", Kind.DAY, width=12),
        Column(f"{key}_until", f"{vi}: có giá trị đến", f"{en}: valid until", Kind.DAY, width=12),
        Column(f"{key}_scope", f"{vi}: phạm vi", f"{en}: scope", width=24),
    )


def facility_of(row: Row, known: Facility | None) -> Facility:
    """The facility of a line over the one known today; a later first day begins a new period."""
    base = known or Facility(row.text("code"), row.text("name"), row.text("kind"))
    start = row.day("start") or base.period.start
    moves = known is not None and start is not None and start != base.period.start
    beds = row.number("beds")
    return replace(
        base,
        name=row.text("name"),
        kind=row.text("kind"),
        period=Period(start, row.day("end") or (None if moves or known is None else base.period.end)),
        points=row.number("points") if row.number("points") is not None else base.points,
        beds=int(beds) if beds is not None else base.beds,
        level=row.text("level") or base.level,
        former_line=row.text("former_line") or base.former_line,
        owner=row.text("owner") or base.owner,
        commune_code=row.text("commune_code") or base.commune_code,
        parent_code=row.text("parent_code") or base.parent_code,
    )


def detail_of(row: Row, known: shapes.Detail) -> shapes.Detail:
    """The detail of a line over the one known."""
    beds, lat, lon = row.number("licensed_beds"), row.number("lat"), row.number("lon")
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
    )


def permit_of(row: Row, key: str, file: shapes.FacilityFile | None) -> shapes.Permit | None:
    """One of the two permits of a line, over the one of that kind and number known."""
    kind, number, issued = row.text(f"{key}_kind"), row.text(f"{key}_number"), row.day(f"{key}_issued_on")
    if not kind or not number or issued is None:
        return None
    theirs = file.permits if file else ()
    known = next((one for one in theirs if (one.kind, one.number) == (kind, number)), None)
    base = known or shapes.Permit(kind, number, issued)
    return replace(
        base, issued_on=issued, valid_until=row.day(f"{key}_until") or base.valid_until,
        scope=row.text(f"{key}_scope") or base.scope,
    )  # fmt: skip


def problems_of(row: Row, file: shapes.FacilityFile | None, day: date) -> list[shapes.Problem]:
    """Why a line cannot be stored, apart from what only the register knows."""
    known = file.detail if file else shapes.Detail(row.text("code"))
    found = [
        (key if key in _KEYS else "name", vi, en)
        for key, vi, en in shapes.detail_problems(detail_of(row, known))
    ]
    for key in PERMITS:
        cells = [row.text(f"{key}_kind"), row.text(f"{key}_number"), row.day(f"{key}_issued_on")]
        if any(cells) and not all(cells):
            found.append(
                (
                    f"{key}_number",
                    "Giấy phép cần loại, số và ngày cấp.",
                    "A permit needs kind, number and day of issue.",
                )
            )
        permit = permit_of(row, key, file)
        if permit is not None:
            found += [(f"{key}_number", vi, en) for _place, vi, en in shapes.permit_problems(permit)]
    for key in ("beds", "licensed_beds"):
        number = row.number(key)
        if number is not None and (number < 0 or number != int(number)):
            found.append((key, "Phải là số nguyên không âm.", "A whole number, not negative, is needed."))
    start = row.day("start")
    current = file.on(day) if file else None
    if start and current and current.period.start and start < current.period.start:
        found.append(
            ("start", "Đã có thông tin từ một ngày sau đó.", "Something is recorded from a later day.")
        )
    return found


def change_of(row: Row, file: shapes.FacilityFile | None, day: date) -> Change:
    """What a line would change. An empty cell says nothing and changes nothing."""
    before = cells_of(file, day, row) if file else {}
    after = {one.key: _told(row.values.get(one.key)) for one in columns()}
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


def cells_of(file: shapes.FacilityFile, day: date, row: Row | None = None) -> dict[str, str]:
    """A facility as the texts of its cells on a day, by column key. Of permits the one that ``row`` names, or the newest."""
    return {key: _told(value) for key, value in line_of(file, day, row).items()}


def line_of(file: shapes.FacilityFile, day: date, row: Row | None = None) -> dict[str, sheets.Value]:
    """A facility as a line to write."""
    one = file.on(day) or file.history[0]
    cells: dict[str, sheets.Value] = {
        key: getattr(one, key)
        for key in (
            "code",
            "name",
            "kind",
            "level",
            "points",
            "former_line",
            "owner",
            "commune_code",
            "parent_code",
        )
    }
    cells |= {
        "start": one.period.start,
        "end": one.period.end,
        "beds": _number(one.beds),
        "licensed_beds": _number(file.detail.licensed_beds),
    }
    cells |= {
        key: getattr(file.detail, key) for key in ("practice_code", "address", "phone", "email", "website")
    }
    cells |= {"lat": _degrees(file.detail.lat), "lon": _degrees(file.detail.lon)}
    for relation in in_force(file.relations, day):
        cells[relation.kind] = relation.other_code or relation.other_name
    for person in in_force(file.responsible, day)[:1]:
        cells |= {"responsible": person.name, "responsible_licence": person.licence_number}
    for key in PERMITS:
        permit = _permit_shown(file, key, row)
        if permit is not None:
            cells |= {
                f"{key}_kind": permit.kind, f"{key}_number": permit.number, f"{key}_issued_on": permit.issued_on,
                f"{key}_until": permit.valid_until, f"{key}_scope": permit.scope,
            }  # fmt: skip
    cells["services"] = tuple(sorted(each.service for each in in_force(file.services, day)))
    return {key: value for key, value in cells.items() if key in _KEYS}


def _permit_shown(file: shapes.FacilityFile, key: str, row: Row | None) -> shapes.Permit | None:
    of_group = [one for one in file.permits if (one.kind in _GOOD) == (key == "good")]
    named = (row.text(f"{key}_kind"), row.text(f"{key}_number")) if row else ("", "")
    if any(named):
        return next((one for one in of_group if (one.kind, one.number) == named), None)
    return of_group[0] if of_group else None


def _moves(row: Row, file: shapes.FacilityFile, day: date) -> bool:
    """Whether the line begins a new period."""
    current = file.on(day)
    return row.day("start") is not None and (current is None or row.day("start") != current.period.start)


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


def _paired(words: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, vi) for code, (vi, _en) in words.items())


def _coded(
    words: Mapping[str, kinds.FacilityKind]
    | Mapping[str, kinds.OfferedKind]
    | Mapping[str, kinds.PermitKind],
) -> tuple[Choice, ...]:
    known: Iterable[tuple[str, kinds.FacilityKind | kinds.OfferedKind | kinds.PermitKind]] = words.items()
    return tuple(Choice(code, one.vi) for code, one in known)


_KEYS = frozenset(one.key for one in columns())
