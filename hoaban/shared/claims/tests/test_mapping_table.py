"""data/mapping.csv tells the truth: every field is listed, and every field that is mapped reaches each of its paths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hoaban.connect.claims import fields, tables
from hoaban.connect.claims.registry import known_names
from hoaban.kernel.tables import read_table
from hoaban.shared.claims import fhir
from hoaban.shared.claims.tests import builders, stays
from hoaban.shared.claims.tests.builders import Values

LISTED = {(row["table"], row["field"]): row for row in read_table("hoaban.shared.claims", "mapping.csv")}
MAPPED = sorted(place for place, row in LISTED.items() if row["fate"] == "mapped")

# Two values that must lead to different records; for other fields they follow from the format.
PAIRS = {
    "GIOI_TINH": ("1", "2"),
    "SO_CCCD": ("099064000103", "099064000104"),
    "KET_QUA_DTRI": ("1", "5"),
    "MA_LOAI_KCB": ("01", "03"),
    "MA_DINH_CHI_THAI": ("0", "1"),
    "NGAY_SINH": ("196409020000", "196509020000"),
    "NAM_QT": ("2025", "2026"),
    "THANG_QT": ("10", "11"),
    "DIEN_BIEN_LS": ("CSST<M75_HA120/70>", "CSST<M76_HA121/70>"),
    "GIA_TRI": ("1.1", "1.2"),
    "NGAY_MIEN_CCT": ("20261101", "20261102"),
    "NGAY_TH_YL": ("202611131005", "202611141006"),
}
# What else must be so for a field to be looked at.
GIVEN = {
    ("XML0", "MA_THUOC"): {"MA_DICH_VU": "", "TEN_DICH_VU": ""},
    ("XML0", "TEN_THUOC"): {"MA_DICH_VU": "", "TEN_DICH_VU": ""},
    ("XML0", "MA_VAT_TU"): {"MA_DICH_VU": "", "TEN_DICH_VU": ""},
    ("XML0", "TEN_VAT_TU"): {"MA_DICH_VU": "", "TEN_DICH_VU": ""},
    ("XML7", "NGUYENNHAN_DINHCHI"): {"MA_DINH_CHI_THAI": "1"},
    ("XML7", "THOIGIAN_DINHCHI"): {"MA_DINH_CHI_THAI": "1"},
    ("XML7", "TUOI_THAI"): {"MA_DINH_CHI_THAI": "1"},
    ("XML7", "MA_CHA"): {"HO_TEN_CHA": "Giàng A Dờ"},
    ("XML7", "MA_ME"): {"HO_TEN_ME": "Sùng Thị Chu"},
    ("XML13", "MA_NOI_DI"): {"MA_CSKCB_DI": ""},
    ("XML13", "MA_NOI_DEN"): {"MA_CSKCB_DEN": ""},
}


def check_in() -> dict[str, list[Values]]:
    head = {name: value for name, value in builders.summary([], []).items() if name in known_names("XML0")}
    head |= {"MA_DICH_VU": "02.03.1896", "TEN_DICH_VU": "Khám Nội", "NGAY_YL": "202611130900"}
    return {"XML0": [head]}


def bases() -> Iterator[dict[str, list[Values]]]:
    for dossier in (builders.teacher_visit(), stays.mother_stay(), stays.mother_referred()):
        yield {name: [dict(row.values) for row in rows] for name, rows in dossier.tables.items()}
    yield check_in()


def pair_for(table: str, field: str, now: str) -> tuple[str, str]:
    """Two values that fit the format of a field, near the value it has."""
    if field in PAIRS:
        return PAIRS[field]
    form = next(
        one.format for level in ("4750", "1931", "130") for one in fields(table, level) if one.name == field
    )
    if form in ("dt12", "d8dt12") or (form.startswith("d8") and len(now) == 12):
        base = now or "202611131000"
        return base, f"{base[:-1]}{(int(base[-1]) + 1) % 10}"
    if form.startswith("d8"):
        base = now or "20261120"
        return base, f"{base[:-1]}{(int(base[-1]) + 1) % 10}"
    if form == "int" or form.startswith("dec"):
        return "1", "2"
    return f"{now or 'Z'}1", f"{now or 'Z'}2"


def values_at(resources: list[dict[str, Any]], path: str) -> list[str]:
    return sorted(map(str, fhir.values_at(resources, path)))


def mapped(base: dict[str, list[Values]]) -> list[dict[str, Any]]:
    return fhir.map_dossier(
        builders.dossier(**base),
        level="1931",
        original_sha256="ab" * 32,
        original_size=1,
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        lookups=fhir.NothingKnown(),
    )


def reached(table: str, field: str, path: str) -> bool:
    """Whether, in some row of some dossier, changing the field alone changes what stands at the path."""
    for base in bases():
        for row in base.get(table, []):
            row.update(GIVEN.get((table, field), {}))
            seen = []
            for value in pair_for(table, field, row.get(field, "")):
                row[field] = value
                seen.append(values_at(mapped(base), path))
            if seen[0] != seen[1]:
                return True
    return False


def test_every_field_of_every_table_is_listed_and_nothing_else():
    known = {(table, name) for table in tables() for name in known_names(table)}
    assert set(LISTED) == known


def test_what_is_not_mapped_says_why():
    for place, row in LISTED.items():
        assert row["fate"] in ("mapped", "original only", "not yet mapped"), place
        assert bool(row["path"]) == (row["fate"] == "mapped"), place
        assert bool(row["reason"]) == (row["fate"] != "mapped"), place


def test_only_the_tables_that_wait_are_not_yet_mapped():
    waiting = {table for (table, _), row in LISTED.items() if row["fate"] == "not yet mapped"}
    assert waiting == {"XML6", "XML9", "XML10", "XML11", "XML15"}


@pytest.mark.parametrize(("table", "field"), MAPPED)
def test_a_mapped_field_reaches_every_path_it_claims(table: str, field: str):
    for path in LISTED[table, field]["path"].split("; "):
        assert reached(table, field, path), path
