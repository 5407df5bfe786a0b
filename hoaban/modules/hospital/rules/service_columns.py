"""The sheet of a facility's services: its columns, and what is wrong with a line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hoaban.connect.sheets import Choice, Column, Fault, Line, Sheet
from hoaban.connect.sheets import Kind as Cell
from hoaban.kernel.effective import Period
from hoaban.modules.hospital.rules.ordering import KINDS, Kind, Service

SHEET = "DichVu"


def columns(templates: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns; ``templates``: the result templates that there are."""
    kinds = tuple(Choice(kind.value, words[0]) for kind, words in KINDS.items())
    known = tuple(Choice(one, one) for one in templates)
    return (
        Column("code", "Mã dịch vụ", "Service code", required=True),
        Column("vi", "Tên dịch vụ", "Name", required=True, width=50),
        Column("kind", "Loại", "Kind", required=True, choices=kinds),
        Column("price", "Giá (đồng)", "Price", Cell.NUMBER, required=True),
        Column("insured_price", "Giá BHYT (đồng)", "Insured price", Cell.NUMBER),
        Column("template", "Mẫu kết quả", "Result template", choices=known),
        Column("specimen", "Mẫu bệnh phẩm", "Specimen"),
        Column("point_code", "Mã nơi thực hiện", "Place"),
        Column("repeat_days", "Nhắc khi chỉ định lại trong (ngày)", "Days to a repeat", Cell.NUMBER),
        Column("start", "Áp dụng từ", "From", Cell.DAY, required=True),
        Column("end", "Đến", "To", Cell.DAY),
    )


def services_in(sheet: Sheet) -> tuple[list[Service], list[Fault]]:
    """The services of a sheet, and everything that is wrong in it at once."""
    faults, found = list(sheet.faults), []
    seen: dict[tuple[str, date | None], int] = {}
    for line in sheet.lines:
        problems = list(_problems(line, seen))
        faults += sheet.faults_of(line, problems)
        if not problems and not line.unread:
            found.append(_service(line))
    return found, faults


def _problems(line: Line, seen: dict[tuple[str, date | None], int]) -> list[tuple[str, str, str]]:
    found = []
    key = (line.text("code"), line.day("start"))
    if key in seen:
        found.append(
            (
                "code",
                f"Trùng mã và ngày với dòng {seen[key]}.",
                f"The same code and day as in line {seen[key]}.",
            )
        )
    seen.setdefault(key, line.number)
    if len(line.text("code")) > 50 or " " in line.text("code"):
        found.append(
            ("code", "Mã tối đa 50 ký tự, không có dấu cách.", "A code has at most 50 letters and no space.")
        )
    if len(line.text("vi")) > 500:
        found.append(("vi", "Tên tối đa 500 chữ.", "A name has at most 500 letters."))
    for name in ("price", "insured_price"):
        value = line.number_of(name)
        if value is not None and not 0 <= value < 10**12:
            found.append((name, "Giá phải từ 0 đồng.", "A price is 0 dong or more."))
    days = line.number_of("repeat_days")
    if days is not None and (days != int(days) or not 0 <= days <= 3650):
        found.append(("repeat_days", "Số ngày từ 0 đến 3650.", "Between 0 and 3650 days."))
    start, end = line.day("start"), line.day("end")
    if start and end and end < start:
        found.append(("end", "Ngày kết thúc trước ngày bắt đầu.", "It ends before it begins."))
    return found


def _service(line: Line) -> Service:
    price = line.number_of("price")
    return Service(
        line.text("code"), line.text("vi"), Kind(line.text("kind")), price or Decimal(0), line.number_of("insured_price"),
        line.text("template"), line.text("specimen")[:60], line.text("point_code")[:20],
        int(line.number_of("repeat_days") or 0), Period(line.day("start"), line.day("end")),
    )  # fmt: skip
