"""What the story's dossiers say fits together, as a pharmacist and an obstetrician would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import pytest

from hoaban.ops.demo.story import story

UNTIL = date(2026, 11, 22)
MOTHER = "Giàng Thị Mỷ"
_DOSE = re.compile(r"(\d+) \w+/lần \* (\d+) lần/ngày \* (\d+) ngày")


def rows(table: str, *, name: str = "") -> Iterator[Mapping[str, str]]:
    for _facility, one in story(UNTIL):
        if not name or one.tables["XML1"][0]["HO_TEN"] == name:
            yield from one.tables.get(table, ())


def test_doses_and_days_give_the_quantity_of_the_line() -> None:
    seen = 0
    for line in rows("XML2"):
        dose = _DOSE.fullmatch(line["LIEU_DUNG"])
        assert dose, line["LIEU_DUNG"]
        each, times, days = map(int, dose.groups())
        assert Decimal(line["SO_LUONG"]) == each * times * days, (line["TEN_THUOC"], line["LIEU_DUNG"])
        seen += 1
    assert seen > 8


@pytest.mark.parametrize(("index", "least"), [("AST", 70), ("ALT", 70)])
def test_hellp_shows_in_the_liver(index: str, least: int) -> None:
    values = [Decimal(row["GIA_TRI"]) for row in rows("XML4", name=MOTHER) if row["MA_CHI_SO"] == index]
    assert len(values) == 2
    assert min(values) >= least


def test_the_mother_carries_twins_and_has_high_blood_pressure_when_she_comes() -> None:
    scans = [row["KET_LUAN"] for row in rows("XML4", name=MOTHER) if row["MA_CHI_SO"] == "USF"]
    assert scans
    assert all("Thai đôi" in scan for scan in scans)
    notes = [row["DIEN_BIEN_LS"] for row in rows("XML5", name=MOTHER)]
    assert any("HA165/112" in note for note in notes)
    assert any("HA158/104" in note for note in notes)
