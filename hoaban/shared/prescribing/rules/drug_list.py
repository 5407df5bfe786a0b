"""A facility's drug list as a spreadsheet: its columns, each line as a drug, and what it would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hoaban.connect import sheets
from hoaban.connect.sheets import Choice, Column, Kind
from hoaban.kernel import vietnamese
from hoaban.shared.prescribing.rules import words
from hoaban.shared.prescribing.rules.registration import read_registration
from hoaban.shared.prescribing.rules.shapes import CONTROLS, Control, Drug

SHEET = "Thuoc"
_LONGEST = {"code": 40, "name": 255, "strength": 255, "form": 120, "unit": 50, "dose_unit": 50, "stock": 60, "registration": 60,
            "insurer_code": 255}  # fmt: skip
_YES = (Choice("yes", "Có"), Choice("no", "Không"))
Both = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: its number, the drug, and odd things that stop nothing."""

    line: int
    drug: Drug
    doubts: tuple[Both, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a line does: ``new``, ``changed`` or ``unchanged``; ``fields``: key, before, after."""

    row: Row
    kind: str
    fields: tuple[tuple[str, str, str], ...] = ()


def list_columns() -> tuple[Column, ...]:
    """The columns of a list, in the order of the template."""
    return (
        Column("code", "Mã thuốc của cơ sở", "Code", required=True, width=14),
        Column("name", "Tên thuốc", "Brand", required=True, width=26),
        Column("ingredients", "Hoạt chất", "Active ingredients", Kind.CODES, width=30),
        Column("strength", "Nồng độ, hàm lượng", "Strength", width=18),
        Column("form", "Dạng bào chế", "Form", width=18),
        Column("unit", "Đơn vị tính", "Unit", required=True, width=10),
        Column("dose_unit", "Đơn vị liều", "Unit of dose", width=10),
        Column("per_unit", "Số đơn vị liều trong một đơn vị tính", "Units of dose in one unit", Kind.NUMBER, width=14),
        Column("route", "Đường dùng", "Route", required=True, width=16),
        Column("insurer_code", "Mã BHYT", "Insurer code", width=14),
        Column("registration", "Số đăng ký", "Registration", width=16),
        Column("price", "Đơn giá", "Price", Kind.NUMBER, width=12),
        Column("stock", "Tồn kho", "Stock", width=12),
        Column("control", "Kiểm soát đặc biệt", "Special control", width=16,
               choices=tuple(Choice(key, vi) for key, (vi, _en) in CONTROLS.items())),
        Column("traditional", "Thuốc cổ truyền", "Traditional", width=12, choices=_YES),
        Column("herb", "Vị thuốc (thuốc thang)", "Herb of a decoction", width=12, choices=_YES),
    )  # fmt: skip


def row_of(line: sheets.Line, sheet: sheets.Sheet) -> tuple[Row | None, list[sheets.Fault]]:
    """A line as a drug, or what is wrong with it."""
    problems = list(_problems(line))
    faults = sheet.faults_of(line, problems)
    if problems or line.unread:
        return None, faults
    registration = line.text("registration")
    read = read_registration(registration)
    control = Control(line.text("control") or (read.control if read else Control.NONE))
    herb = line.text("herb") == "yes"
    drug = Drug(
        line.text("code"), line.text("name"), _ingredients(line), line.text("strength"), line.text("form"), line.text("unit"),
        words.route_of(line.text("route")), line.text("insurer_code"), registration, line.number_of("price"),
        line.text("stock"), control, herb or line.text("traditional") == "yes", herb, line.text("dose_unit"),
        line.number_of("per_unit") or Decimal(0),
    )  # fmt: skip
    doubts = []
    if read is not None and line.text("control") and read.control != control:
        doubts.append(
            (f"Số đăng ký nói loại kiểm soát là “{CONTROLS[read.control][0]}”.",
             f"The registration number says that the control is “{CONTROLS[read.control][1]}”."),
        )  # fmt: skip
    return Row(line.number, drug, tuple(doubts)), faults


def change_of(row: Row, before: Drug | None) -> Change:
    """What a line would change of a drug (None: it is new)."""
    if before is None:
        return Change(row, "new")
    old, new = cells_of(before), cells_of(row.drug)
    fields = tuple((key, old[key], new[key]) for key in new if old[key] != new[key])
    return Change(row, "changed" if fields else "unchanged", fields)


def cells_of(drug: Drug) -> dict[str, str]:
    """A drug as the texts of a line, by column key; codes as codes."""
    return {
        "code": drug.code, "name": drug.name, "ingredients": "; ".join(drug.ingredients), "strength": drug.strength,
        "form": drug.form, "unit": drug.unit, "dose_unit": drug.dose_unit, "per_unit": _number(drug.per_unit or None),
        "route": drug.route, "insurer_code": drug.insurer_code, "registration": drug.registration,
        "price": _number(drug.price), "stock": drug.stock, "control": drug.control.value,
        "traditional": _yes(drug.traditional), "herb": _yes(drug.herb),
    }  # fmt: skip


def line_of(drug: Drug) -> Mapping[str, sheets.Value]:
    """A drug as a line to write."""
    cells: dict[str, sheets.Value] = dict(cells_of(drug))
    route = words.routes().get(drug.route)
    return cells | {
        "ingredients": drug.ingredients, "per_unit": drug.per_unit or None, "price": drug.price,
        "route": route.vi if route else drug.route,
    }  # fmt: skip


def words_of(drug: Drug) -> str:
    """What a drug is found by: every word with a space before it."""
    spoken = " ".join(
        vietnamese.fold(part) for part in (drug.name, *drug.ingredients, drug.code, drug.strength)
    )
    return f" {spoken}"[:800]


def _problems(line: sheets.Line) -> list[tuple[str, str, str]]:
    found = [
        (key, f"Dài quá {most} ký tự.", f"Longer than {most} characters.")
        for key, most in _LONGEST.items()
        if len(line.text(key)) > most
    ]
    if line.text("route") and not words.route_of(line.text("route")):
        known = ", ".join(one.vi for one in words.routes().values())
        found.append(("route", f"Không có đường dùng này. Dùng: {known}.", f"No such route. Use: {known}."))
    for key in ("price", "per_unit"):
        number = line.number_of(key)
        if number is not None and not 0 <= number < 10**7:
            found.append((key, "Số không hợp lệ.", "The number is not possible."))
    if line.text("herb") != "yes" and not _ingredients(line):
        found.append(("ingredients", "Thiếu hoạt chất.", "The active ingredient is missing."))
    if any(len(one) > 120 for one in line.codes("ingredients")):
        found.append(
            (
                "ingredients",
                "Tên hoạt chất dài quá 120 ký tự.",
                "An ingredient is longer than 120 characters.",
            )
        )
    return found


def _ingredients(line: sheets.Line) -> tuple[str, ...]:
    """Parted by semicolons, or as the insurer writes them by plus signs."""
    return tuple(part.strip() for one in line.codes("ingredients") for part in one.split("+") if part.strip())


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
