"""Lists as spreadsheets: what is written is read back, and what is wrong is named by its cell."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import sheets
from hoaban.connect.sheets import Choice, Column, Kind
from hoaban.connect.sheets.markup import read_markup
from hoaban.kernel import vietnamese

COLUMNS = (
    Column("name", "Họ và tên", "Full name", required=True),
    Column("birth", "Ngày sinh", "Birth", Kind.DAY),
    Column("hours", "Số giờ", "Hours", Kind.NUMBER),
    Column("sex", "Giới tính", "Sex", choices=(Choice("male", "Nam"), Choice("female", "Nữ"))),
    Column("scopes", "Phạm vi", "Scopes", Kind.CODES),
)
WHOLE: dict[str, sheets.Value] = {
    "name": "Lò Thị Hương", "birth": date(1988, 3, 9), "hours": Decimal("12.5"), "sex": "female", "scopes": ("a", "b"),
}  # fmt: skip


def book(*rows: list[Any], name: str = "Bang") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_is_written_is_read_back() -> None:
    found = sheets.read(sheets.write(COLUMNS, [WHOLE], name="Bang"), COLUMNS, name="Bang")
    assert found.faults == ()
    assert [line.values for line in found.lines] == [WHOLE]
    assert found.lines[0].number == 2


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_text_comes_back_as_text(text: str) -> None:
    columns = (Column("a", "Cột A", "A"), Column("b", "Cột B", "B"))
    found = sheets.read(sheets.write(columns, [{"a": text, "b": "x"}], name="T"), columns, name="T")
    told = [line.text("a") for line in found.lines if not line.unread] + [one.column for one in found.faults]
    assert told in ([vietnamese.nfc(text)], ["A"])


def test_titles_may_stand_in_any_order_language_and_case_below_a_heading() -> None:
    found = sheets.read(
        book(["DANH SÁCH"], [], ["SEX", "ho va ten *", "Birth"], ["Nữ", "Lò Văn Inh", "02/09/1964"]),
        COLUMNS,
        name="Bang",
    )
    assert found.faults == ()
    assert found.lines[0].text("sex") == "female"
    assert found.lines[0].day("birth") == date(1964, 9, 2)
    assert found.lines[0].number == 4


def test_every_fault_names_sheet_line_and_column_and_the_cell_is_empty_in_its_line() -> None:
    content = book(
        ["Họ và tên", "Ngày sinh", "Số giờ", "Giới tính", "Lạ"],
        ["Lò Văn Inh", "31/02/1964", "nhiều", "khác", ""],
        [None, date(1990, 1, 1), 3, "nam", ""],
        ["Lý Tả Mẩy", None, 2.5, "NỮ", ""],
    )
    found = sheets.read(content, COLUMNS, name="Bang")
    assert [one.place for one in found.faults] == ["Bang!E1", "Bang!B2", "Bang!C2", "Bang!D2", "Bang!A3"]
    assert [line.text("name") for line in found.lines] == ["Lò Văn Inh", "", "Lý Tả Mẩy"]
    assert [line.unread for line in found.lines] == [{"birth", "hours", "sex"}, {"name"}, frozenset()]
    assert found.lines[2].number_of("hours") == Decimal("2.5")


def test_a_missing_required_column_is_a_fault() -> None:
    found = sheets.read(book(["Ngày sinh", "Số giờ"], ["01/01/1990", 1]), COLUMNS, name="Bang")
    assert [(one.title, one.column) for one in found.faults] == [("Họ và tên", "")]


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    written = sheets.write(COLUMNS, [{**WHOLE, "name": "=1+1"}], name="Bang")
    cell = openpyxl.load_workbook(io.BytesIO(written)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def entity_bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(["Họ và tên", "Ngày sinh"]))) as source,
        zipfile.ZipFile(out, "w") as made,
    ):
        for part in source.infolist():
            body = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + body
            made.writestr(part, body)
    return out.getvalue()


def large() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b" " * (61 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"not a workbook", entity_bomb(), large(), book(["x"], ["y"]), book()],
    ids=["empty", "cut", "text", "entity", "bomb", "no titles", "no lines"],
)
def test_what_is_no_list_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(sheets.NotASpreadsheet) as refusal:
        sheets.read(content, COLUMNS, name="Bang")
    assert refusal.value.message_vi


@given(st.text(max_size=40))
def test_no_plain_cell_is_a_formula_and_none_loses_a_letter(text: str) -> None:
    ((kept,),) = csv.reader(io.StringIO(sheets.write_csv([text], []).decode("utf-8-sig"), newline=""))

    assert kept in (text, f"'{text}")
    assert kept.lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}


def test_a_plain_table_says_what_it_is_to_a_spreadsheet() -> None:
    lines = [
        ['=HYPERLINK("http://x")', date(1988, 3, 9), Decimal("12.5"), ("a", "b")],
        [" +1", None, Decimal(-2), ()],
    ]

    told = (
        sheets.write_csv(["Họ và tên", "Ngày sinh", "Số giờ", "Phạm vi"], lines)
        .decode("utf-8-sig")
        .splitlines()
    )

    assert told == [
        "Họ và tên,Ngày sinh,Số giờ,Phạm vi",
        '"\'=HYPERLINK(""http://x"")",1988-03-09,12.5,a; b',
        "' +1,,-2,",
    ]


@pytest.mark.parametrize("typed", ["Nam?", "nam!", "Nam*", "Nam = 1"])
def test_a_label_with_a_sign_of_doubt_is_none(typed: str) -> None:
    (fault,) = sheets.read(book(["Họ và tên", "Giới tính"], ["A", typed]), COLUMNS, name="Bang").faults
    assert "không có trong danh mục" in fault.message_vi


@pytest.mark.parametrize("typed", ["1.000", "1,000", "12.345.678"])
def test_a_number_as_text_that_may_be_a_thousand_is_asked_for_again(typed: str) -> None:
    (fault,) = sheets.read(book(["Họ và tên", "Số giờ"], ["A", typed]), COLUMNS, name="Bang").faults
    assert "ngăn nghìn" in fault.message_vi


def test_merged_cells_and_formulas_without_a_result_are_faults_at_their_place() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for line in (["Danh sách", None], ["Họ và tên", "Số giờ"], ["A", 1], ["B", None], ["C", "=1+1"]):
        sheet.append(line)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("B3:B4")
    out = io.BytesIO()
    made.save(out)

    found = sheets.read(out.getvalue(), COLUMNS, name="Bang")

    assert [(one.place, one.message_vi.split(":")[0]) for one in found.faults] == [
        ("Sheet!B3", "Ô gộp (B3"),
        ("Sheet!B5", "Công thức chưa có kết quả"),
    ]
    assert [line.number for line in found.lines] == [3, 4, 5]


def test_a_formula_with_a_result_is_its_result_be_it_an_empty_text() -> None:
    cells = b'<c r="A2" t="str"><f>IF(1,"","")</f><v></v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><f>1+1</f></c>'
    found = read_markup(b'<x:mergeCell ref="A1:B1"/>' + cells)
    assert found.unresolved == {2: {3}}
    assert [one.name for one in found.merged] == ["A1:B1"]


def test_the_list_is_found_on_whichever_sheet_has_its_titles() -> None:
    made = openpyxl.Workbook()
    made.active.append(["Đọc trước khi điền"])
    made.create_sheet("Trang 2").append(["Họ và tên", "Số giờ"])
    made["Trang 2"].append(["Lò Văn Inh", 2])
    out = io.BytesIO()
    made.save(out)

    found = sheets.read(out.getvalue(), COLUMNS, name="Bang")

    assert (found.name, [line.text("name") for line in found.lines]) == ("Trang 2", ["Lò Văn Inh"])
