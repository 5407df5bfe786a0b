"""The columns of a list of facilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hoaban.connect.sheets import Choice, Column, Kind, Line
from hoaban.foundation.places.rules import kinds

SHEET = "CoSo"
BODIES = {"owned_by": "owner", "managing": "managing", "professional": "professional", "budget": "budget"}
"""Column -> which relation it tells."""
PERMITS = {"permit": ("operating", "business"), "good": ("gpp", "gdp"), "vaccination": ("vaccination",)}
"""Permits of a line: the beginning of their columns -> which kinds stand there."""


def permit_kind(line: Line, group: str) -> str:
    """Of which kind a permit of a line is: as told, or the only one that stands in these columns."""
    told, possible = line.text(f"{group}_kind"), PERMITS[group]
    return possible[0] if not told and len(possible) == 1 and line.text(f"{group}_number") else told


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
        Column("hours", "Giờ mở cửa", "Opening hours", width=30),
        *(Column(key, *kinds.RELATIONS[kind], width=24) for key, kind in BODIES.items()),
        Column("responsible", "Người chịu trách nhiệm chuyên môn", "Responsible person", width=26),
        Column("responsible_licence", "Số giấy phép của người chịu trách nhiệm", "Their licence number", width=20),
        *_permit_columns("permit", "Giấy phép", "Permit"),
        *_permit_columns("good", "GPP, GDP", "GPP, GDP"),
        *_permit_columns("vaccination", "Công bố tiêm chủng", "Vaccination site"),
        Column("services", "Dịch vụ", "Services", Kind.CODES, width=36, choices=_coded(kinds.offered_kinds())),
        Column("departments", "Khoa, phòng (mã: tên)", "Departments (code: name)", Kind.CODES, width=36),
    )  # fmt: skip


def _permit_columns(key: str, vi: str, en: str) -> tuple[Column, ...]:
    known = PERMITS[key]
    choices = _coded({code: one for code, one in kinds.permit_kinds().items() if code in known})
    found = (
        Column(f"{key}_kind", f"{vi}: loại", f"{en}: kind", width=24, choices=choices),
        Column(f"{key}_number", f"{vi}: số", f"{en}: number", width=18),
        Column(f"{key}_issued_on", f"{vi}: ngày cấp", f"{en}: issued on", Kind.DAY, width=12),
        Column(f"{key}_until", f"{vi}: có giá trị đến", f"{en}: valid until", Kind.DAY, width=12),
        Column(f"{key}_scope", f"{vi}: phạm vi", f"{en}: scope", width=24),
    )
    return found if len(known) > 1 else found[1:]


def _paired(words: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, vi) for code, (vi, _en) in words.items())


def _coded(
    words: Mapping[str, kinds.FacilityKind]
    | Mapping[str, kinds.OfferedKind]
    | Mapping[str, kinds.PermitKind],
) -> tuple[Choice, ...]:
    known: Iterable[tuple[str, kinds.FacilityKind | kinds.OfferedKind | kinds.PermitKind]] = words.items()
    return tuple(Choice(code, one.vi) for code, one in known)


KEYS = frozenset(one.key for one in columns())
