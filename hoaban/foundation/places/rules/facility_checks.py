"""What cannot be in the register of facilities: a facility in itself, and a line of a list."""

from __future__ import annotations

import re
from datetime import date

from hoaban.connect.sheets import Line
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import facility_list, kinds, opening
from hoaban.foundation.places.rules.facility_columns import BODIES, KEYS, PERMITS, permit_kind
from hoaban.foundation.places.rules.shapes import Facility

_CODE = re.compile(r"\d{2}[0-9A-Z]{3}\Z", re.ASCII)
_LONGEST = {**dict.fromkeys(BODIES, 250), "responsible": 120, "responsible_licence": 50} | {
    f"{group}_{part}": most for group in PERMITS for part, most in (("number", 60), ("scope", 500))
}
_WORDS = {
    "code": (
        "Mã cơ sở có 5 ký tự: hai chữ số của tỉnh, rồi ba chữ số hoặc chữ in hoa không dấu.",
        "A facility code has 5 characters: two digits of the province, then three digits or capital letters.",
    ),
    "name": ("Tên cơ sở trống hoặc dài quá 250 ký tự.", "The name is empty or over 250 characters."),
    "kind": ("Loại cơ sở không có trong danh mục.", "The kind is not in the list."),
    "level": ("Cấp chuyên môn không có trong danh mục.", "The level is not in the list."),
    "former_line": ("Tuyến trước 2025 không có trong danh mục.", "The line before 2025 is not in the list."),
    "owner": ("Hình thức không có trong danh mục.", "The ownership is not in the list."),
    "beds": shapes.BEDS,
    "points": (
        "Điểm xếp cấp từ 0 đến 100, nhiều nhất hai chữ số lẻ.", "Points are 0 to 100, with two decimals at most.",
    ),
    "end": ("Ngày cuối trước ngày đầu.", "The last day is before the first."),
    "parent_code": ("Một cơ sở không ở dưới chính nó.", "A facility is not below itself."),
}  # fmt: skip


def facility_problems(one: Facility) -> list[shapes.Problem]:
    """Why a facility cannot be so, apart from what only the register knows."""
    start, end, points = one.period.start, one.period.end, one.points
    wrong = {
        "code": not _CODE.match(one.code),
        "name": not one.name.strip() or len(one.name) > 250,
        "kind": one.kind not in kinds.facility_kinds(),
        "level": one.level not in {"", *kinds.LEVELS},
        "former_line": one.former_line not in {"", *kinds.LINES},
        "owner": one.owner not in {"", *kinds.OWNERS},
        "beds": one.beds is not None and not 0 <= one.beds <= shapes.MOST_BEDS,
        "points": points is not None and not (0 <= points <= 100 and points == round(points, 2)),
        "end": start is not None and end is not None and end < start,
        "parent_code": one.parent_code == one.code != "",
    }
    return [(key, *_WORDS[key]) for key, is_wrong in wrong.items() if is_wrong]


def row_problems(row: Line, file: shapes.FacilityFile | None, day: date) -> list[shapes.Problem]:
    """Why a line cannot be stored, apart from what only the register knows."""
    current = file.on(day) if file else None
    known = current or (file.history[0] if file else None)
    detail = facility_list.detail_of(row, file.detail if file else shapes.Detail(row.text("code")))
    found = [
        *_numbers(row),
        *facility_problems(facility_list.facility_of(row, known)),
        *((key if key in KEYS else "name", vi, en) for key, vi, en in shapes.detail_problems(detail)),
        *_lengths(row),
        *_hours_and_departments(row, day),
    ]
    for group in PERMITS:
        found += _permit(row, group, file)
    start = row.day("start")
    if start and current and current.period.start and start < current.period.start:
        found.append(
            ("start", "Đã có thông tin từ một ngày sau đó.", "Something is recorded from a later day.")
        )
    return list(dict.fromkeys(found))


def _numbers(row: Line) -> list[shapes.Problem]:
    numbers = ((key, row.number_of(key)) for key in ("beds", "licensed_beds"))
    return [
        (key, "Phải là số nguyên không âm.", "A whole number, not negative, is needed.")
        for key, number in numbers
        if number is not None and (number < 0 or number != int(number))
    ]


def _lengths(row: Line) -> list[shapes.Problem]:
    return [
        (key, f"Dài quá {most} ký tự.", f"Over {most} characters.")
        for key, most in _LONGEST.items()
        if len(row.text(key)) > most
    ]


def _hours_and_departments(row: Line, day: date) -> list[shapes.Problem]:
    found = []
    try:
        opening.read_hours(row.text("hours"))
    except opening.NotHours as part:
        found.append(("hours", f"Không đọc được: {part}", f"Cannot be read: {part}"))
    for one in facility_list.departments_of(row, day):
        if not 0 < len(one.code) <= 10 or not 0 < len(one.name) <= 120:
            found.append(
                (
                    "departments",
                    f"Ghi như “K01: Khoa Khám bệnh”: {one.code[:20]}",
                    f"Write as “K01: Khoa Khám bệnh”: {one.code[:20]}",
                )
            )
    return found


def _permit(row: Line, group: str, file: shapes.FacilityFile | None) -> list[shapes.Problem]:
    keys = [f"{group}_{part}" for part in ("kind", "number", "issued_on")]
    told = [permit_kind(row, group), row.text(keys[1]), row.day(keys[2])]
    if row.unread.intersection(keys):
        return []
    if any(told) and not all(told):
        return [
            (
                keys[1], "Giấy phép cần loại, số và ngày cấp.", "A permit needs kind, number and day of issue.",
            )
        ]  # fmt: skip
    permit = facility_list.permit_of(row, group, file)
    return [(keys[1], vi, en) for _place, vi, en in shapes.permit_problems(permit)] if permit else []
