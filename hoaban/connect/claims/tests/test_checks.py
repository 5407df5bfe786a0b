from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import claims
from hoaban.connect.claims import registry
from hoaban.connect.claims.tests import builders

NOW = claims.level("1931")
_PERSONAL = {field.name for field in claims.fields("XML1", "1931") if field.sensitive}


def found(table: str, level: str = "1931", **values: str) -> list[tuple[str, str, str]]:
    row = claims.Row(builders.row(table, level=level, **values))
    return [(p.severity, p.code, p.field) for p in claims.format_problems(table, row, claims.level(level))]


@pytest.mark.parametrize("level", ["4750", "3176", "1931"])
@pytest.mark.parametrize(
    "table", ["XML0", "XML1", "XML2", "XML3", "XML4", "XML5", "XML7", "XML8", "XML9", "XML14"]
)
def test_a_well_filled_row_has_no_errors(table: str, level: str):
    assert [one for one in found(table, level) if one[0] == "error"] == []


def test_a_well_filled_summary_has_no_findings_at_all():
    assert found("XML1", MA_KHOA="K01;K02") == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("MA_LK", "", "field-required"),
        ("MA_BN", "9" * 101, "field-too-long"),
        ("T_THUOC", "1,200", "number-shape"),
        ("T_THUOC", "-1", "number-negative"),
        ("T_THUOC", "9" * 16, "field-too-long"),
        ("SO_NGAY_DTRI", "1.5", "number-whole"),
        ("SO_NGAY_DTRI", "x", "number-shape"),
        ("NGAY_VAO", "20261122", "instant-shape"),
        ("NGAY_VAO", "202613221030", "instant-unreal"),
        ("NAM_NAM_LIEN_TUC", "20260231", "day-unreal"),
        ("GT_THE_DEN", "20261231;2026", "day-shape"),
        ("NGAY_SINH", "19600502", "birth-shape"),
        ("NGAY_SINH", "196000050000", "birth-unreal"),
        ("MA_KHUVUC", "K4", "pattern"),
    ],
)
def test_official_rules_reject(field: str, value: str, code: str):
    assert ("error", code, field) in found("XML1", **{field: value})


@pytest.mark.parametrize(
    ("table", "field", "value", "code"),
    [
        ("XML1", "NHOM_MAU", "A Rh+ D", "field-long"),
        ("XML1", "SO_CCCD", "PASSPORT 1", "pattern-unusual"),
        ("XML1", "MA_LOAI_KCB", "3", "pattern-unusual"),
        ("XML1", "T_THUOC", "10.1234", "number-decimals"),
        ("XML1", "MA_HSBA", "", "field-expected"),
        ("XML14", "NGAY_HEN_KL", "202612010800", "format-older"),
    ],
)
def test_doubtful_rules_warn(table: str, field: str, value: str, code: str):
    results = found(table, **{field: value})
    assert ("warning", code, field) in results
    assert not [one for one in results if one[0] == "error" and one[2] == field]


def test_a_benefit_level_with_a_fraction_is_whole_only_before_1931():
    assert ("error", "number-whole", "MUC_HUONG") in found("XML2", "3176", MUC_HUONG="47.5")
    assert not [one for one in found("XML2", "1931", MUC_HUONG="47.5") if one[2] == "MUC_HUONG"]


def test_trailing_zeros_make_no_number_wrong():
    assert not [one for one in found("XML2", TYLE_TT_BH="80.0", SO_LUONG="1.00000") if one[0] == "error"]


def test_the_older_shape_of_the_referral_paper_warns_but_passes():
    row = claims.Row(builders.row("XML13", level="4750"))
    results = claims.format_problems("XML13", row, NOW)
    assert {p.field for p in results if p.code == "field-other-level"} >= {"MA_NOI_DI", "TEN_DICH_VU"}
    assert not [p for p in results if p.severity == "error"]


def test_a_newborns_district_is_no_longer_asked_for():
    assert found("XML1", MAHUYEN_CU_TRU="") == []
    assert ("warning", "field-expected", "MAHUYEN_CU_TRU") in found("XML1", "4750", MAHUYEN_CU_TRU="")


def test_findings_name_the_place_the_law_and_a_masked_value():
    row = claims.Row(builders.row("XML1", SO_CCCD="0991600000019"), number=1)
    (finding,) = [p for p in claims.format_problems("XML1", row, NOW) if p.field == "SO_CCCD"]
    assert (finding.table, finding.row, finding.value) == ("XML1", 1, "**********019")
    assert "3176" in finding.legal_basis
    assert "0991600000019" not in finding.message_vi + finding.message_en


@pytest.mark.parametrize(
    ("table", "field", "value", "shown"),
    [
        ("XML1", "HO_TEN", "Lò Thị Thử", "L. T. T."),
        ("XML1", "DIA_CHI", "Bản Thử, xã Thử", "***"),
        ("XML1", "NGAY_SINH", "196005020000", "1960********"),
        ("XML1", "NGAY_SINH", "Lò Thị Thử", "***"),
        ("XML1", "MA_THE_BHYT", "DN4120000000001;123", "************001;***"),
        ("XML1", "CHAN_DOAN_RV", "Viêm phổi", "(9)"),
        ("XML1", "MA_KHOA", "K01", "K01"),
    ],
)
def test_values_are_masked_by_what_they_tell(table: str, field: str, value: str, shown: str):
    assert claims.mask(registry.fields_by_name(table, "1931")[field], value) == shown


def test_a_field_nobody_knows_is_hidden_whole():
    assert claims.mask(None, "Lò Thị Thử") == "***"


@given(
    st.dictionaries(st.sampled_from([f.name for f in claims.fields("XML1", "1931")]), st.text(max_size=300))
)
def test_no_row_makes_the_checks_raise_or_shows_a_name(values: dict[str, str]):
    named = {field: f"Kín Tiếng{value}" if field in _PERSONAL else value for field, value in values.items()}
    for one in claims.format_problems("XML1", claims.Row(named | {"HO_TEN": "Kín Tiếng" * 40}), NOW):
        assert "Kín Tiếng" not in one.message_vi + one.message_en + one.value


def test_checking_a_summary_row_is_quick():
    row = claims.Row(builders.row("XML1", level="1931"))
    claims.format_problems("XML1", row, NOW)
    best = min(_time_of(row) for _ in range(5))
    assert best < 0.000_3  # seconds; 60 µs on a quiet machine, wide here so that a busy one does not fail


def _time_of(row: claims.Row) -> float:
    start = time.perf_counter()
    for _ in range(50):
        claims.format_problems("XML1", row, NOW)
    return (time.perf_counter() - start) / 50
