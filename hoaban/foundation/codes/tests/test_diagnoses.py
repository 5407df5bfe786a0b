"""Diagnoses: the ministry's workbook is read and loaded, codes are found as doctors type."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import sheets
from hoaban.foundation.codes import api as codes
from hoaban.foundation.codes import models
from hoaban.foundation.codes.rules import diagnosis_table
from hoaban.foundation.codes.rules.diagnoses import Diagnosis, objections
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.errors import Invalid, NotAllowed

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
OPERATOR = Actor("system:test", ActorKind.SYSTEM, "test", frozenset({Grant(codes.LOAD, Scope("all"))}))
BASIS = "TT 06/2026/TT-BYT"


def line(code: str, vi: str, en: str = "", **flags: str) -> list[Any]:
    """A line of 29 columns: 18 and 19 the code, 20 and 21 its names, 24 to 29 what is said of its use."""
    cells: list[Any] = [None] * 29
    cells[0], cells[17], cells[18], cells[19], cells[20] = "I", code, code.replace(".", ""), en, vi
    for flag, value in flags.items():
        cells[diagnosis_table.PLACES[flag] - 1] = value
    return cells


def book(*lines: list[Any], titles: tuple[str, str, str] = ("MÃ BỆNH", "DISEASE NAME", "TÊN BỆNH")) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["DANH MỤC MÃ BỆNH ICD-10"])
    heads: list[Any] = [f"Cột {n}" for n in range(1, 30)]
    heads[17], heads[19], heads[20] = titles
    sheet.append(heads)
    for one in lines:
        sheet.append(one)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(content: bytes, **named: int) -> codes.DiagnosisTable:
    return codes.read_diagnosis_table(sheets.read_grid(content)[1], named=named)


def test_the_workbook_is_read_with_its_flags_and_lines_that_are_wrong_are_told() -> None:
    table = read(
        book(
            line("J00", "Viêm mũi họng cấp [cảm thường]", "Acute nasopharyngitis [common cold]"),
            line("A17.0†", "Lao màng não", seldom_main="x", too_coarse="0"),
            line("O80", "Đẻ thường một thai", female="x", too_coarse="X"),
            line("U13/9", "Mã gõ sai"),
            line("J00", "Lặp lại"),
            line("K35.8", ""),
            [None] * 29,
        )
    )

    assert {code: set(one.flags) for code, one in table.found.items()} == {
        "J00": set(), "A17.0": {"seldom_main"}, "O80": {"female", "too_coarse"},
    }  # fmt: skip
    assert table.found["J00"].en == "Acute nasopharyngitis [common cold]"
    assert [one.line for one in table.faults] == [6, 7, 8]


def test_columns_without_titles_that_we_know_are_asked_for() -> None:
    content = book(line("J00", "Viêm mũi họng cấp"), titles=("A", "B", "C"))

    assert read(content).lacking == ("vi",)
    assert read(content, vi=20).found["J00"].vi == "Viêm mũi họng cấp"
    assert codes.read_diagnosis_table([]).lacking == ("code", "vi")


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans()), max_size=30),
        max_size=20,
    )
)
def test_any_grid_is_read_or_told(rows: list[list[object]]) -> None:
    table = codes.read_diagnosis_table(rows)

    assert table.lacking or all(one.name for one in table.found.values())


@pytest.mark.parametrize(
    ("flags", "facts", "kinds", "refuses"),
    [
        ({"never_main"}, {"is_main": True}, ["never_main"], True), ({"never_main"}, {"is_main": False}, [], False),
        ({"seldom_main"}, {"is_main": True}, ["seldom_main"], False),
        ({"too_coarse"}, {"is_main": False}, ["too_coarse"], True),
        ({"death_only"}, {"is_main": False}, ["death_only"], True),
        ({"death_only"}, {"is_main": True, "for_death": True}, [], False),
        ({"female"}, {"is_main": True, "sex": "male"}, ["sex"], False),
        ({"female"}, {"is_main": True, "sex": "female"}, [], False),
        ({"male"}, {"is_main": True, "sex": ""}, [], False),
    ],
)  # fmt: skip
def test_the_table_says_where_a_code_is_not_to_be_used(
    flags: set[str], facts: dict[str, Any], kinds: list[str], refuses: bool
) -> None:
    found = list(objections(Diagnosis("A00", "Bệnh tả", "", frozenset(flags)), **facts))

    assert [one.kind for one in found] == kinds
    assert any(one.refuses for one in found) is refuses


@pytest.mark.django_db
class TestSearching:
    @pytest.fixture(autouse=True)
    def _shipped(self) -> None:
        codes.load_shipped_diagnoses(now=NOW)

    def test_what_comes_with_the_product_is_loaded_once(self) -> None:
        assert codes.load_shipped_diagnoses(now=NOW) == 0
        [release] = codes.list_releases()
        assert release.count > 10_000
        assert not release.is_official
        found = codes.find_diagnosis("o142", TODAY)
        assert found is not None
        assert (found.code, set(found.flags)) == ("O14.2", {"female"})

    def test_a_doctor_finds_it_by_code_or_words_and_nonsense_finds_nothing(self) -> None:
        wanted = {
            "j00": "J00", "J0": "J00", "O14.2": "O14.2", "o142": "O14.2", "tăng huyết áp": "I10", "tang huyet ap": "I10",
            "cao huyết áp": "I10", "sởi": "B05", "hellp": "O14.2", "thuong han": "A01.0", "ruot thua": "K35",
            "appendicitis acute": "K35",
        }  # fmt: skip
        found = {
            typed: [one.code for one in codes.search_diagnoses(typed, TODAY, most=3)] for typed in wanted
        }

        assert not {
            typed: got
            for typed, got in found.items()
            if not any(one.startswith(wanted[typed]) for one in got)
        }
        for typed in ("", " ", "x", "'", "%", "\\", "zzzzqq", "_ _", "\x00", "a" * 3000):
            assert codes.search_diagnoses(typed, TODAY) == [], typed


@pytest.mark.django_db
class TestLoading:
    def table(self) -> list[Diagnosis]:
        return [Diagnosis(f"A{n // 10:02d}.{n % 10}", f"Bệnh thứ {n}", "") for n in range(1000)]

    def load(self, found: list[Diagnosis], start: date = date(2026, 7, 1), **told: Any) -> int:
        facts = {"actor": OPERATOR, "legal_basis": BASIS, "source": "icd.xlsx", "now": NOW} | told
        return codes.load_diagnoses(found=found, valid_from=start, **facts)

    def test_the_table_of_a_day_is_the_one_that_had_begun(self) -> None:
        codes.load_shipped_diagnoses(now=NOW)
        assert codes.compare_diagnoses(self.table(), TODAY)[0] > 0
        self.load(self.table())

        before = codes.find_diagnosis("A01.0", date(2026, 6, 30))
        after = codes.find_diagnosis("A01.0", date(2026, 7, 1))
        assert before is not None
        assert after is not None
        assert (before.vi, after.vi) == ("Thương hàn", "Bệnh thứ 10")
        assert set(codes.find_diagnoses(["A010", "A01.1", "Z99"], TODAY)) == {"A01.0", "A01.1"}
        assert [one.code for one in codes.search_diagnoses("bệnh thứ 999", TODAY)] == ["A99.9"]

    def test_a_part_a_second_one_and_a_stranger_are_refused(self) -> None:
        with pytest.raises(Invalid):
            self.load(self.table()[:999])
        with pytest.raises(Invalid):
            self.load(self.table(), legal_basis=" ")
        with pytest.raises(NotAllowed):
            self.load(self.table(), actor=Actor("account:x", ActorKind.PERSON, "x"))
        self.load(self.table())
        with pytest.raises(codes.AlreadyLoaded):
            self.load(self.table())
        with pytest.raises(codes.AlreadyLoaded):
            self.load([*self.table(), Diagnosis("B00", "Mới", "")])
        assert models.DiagnosisRelease.objects.count() == 1
