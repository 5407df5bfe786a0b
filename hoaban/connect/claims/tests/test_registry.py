from __future__ import annotations

import re
from datetime import date

import pytest

from hoaban.connect import claims
from hoaban.connect.claims import checks, registry
from hoaban.connect.claims.problems import messages

OFFICIAL_COUNTS = {
    "XML0": 26,
    "XML1": 66,
    "XML2": 39,
    "XML3": 47,
    "XML4": 12,
    "XML5": 9,
    "XML6": 47,
    "XML7": 26,
    "XML8": 22,
    "XML9": 35,
    "XML10": 13,
    "XML11": 23,
    "XML12": 35,
    "XML13": 39,
    "XML14": 22,
    "XML15": 20,
}


def test_every_table_has_the_official_number_of_fields_in_gapless_order():
    for code, count in OFFICIAL_COUNTS.items():
        positions = [field.position for field in claims.fields(code, "4750")]
        assert positions == list(range(1, count + 1)), code


def test_decision_3176_renames_and_removes_fields_of_the_referral_paper():
    before = [field.name for field in claims.fields("XML13", "4750")]
    after = [field.name for field in claims.fields("XML13", "3176")]
    assert (len(before), len(after)) == (39, 37)
    assert {"MA_NOI_DI", "MA_NOI_DEN", "TEN_DICH_VU", "TEN_THUOC", "PP_DIEU_TRI"} == {*before} - {*after}
    assert after[5:7] == ["MA_CSKCB_DI", "MA_CSKCB_DEN"]
    assert after[after.index("MA_BENH_YHCT") + 1] == "TINH_TRANG_CT"


def test_patches_add_up_over_the_decisions():
    sizes = [registry.fields_by_name("XML2", code)["MUC_HUONG"].max for code in ("4750", "3176", "1931")]
    assert sizes == [3, 3, 4]
    assert registry.fields_by_name("XML14", "1931")["NGAY_HEN_KL"].format == "d8"
    assert registry.fields_by_name("XML1", "1931")["SO_CCCD"].max is None
    assert registry.fields_by_name("XML3", "130")["TT_THAU"].max == 25


def test_the_bigger_of_two_sizes_refuses_and_the_smaller_warns():
    blood = registry.fields_by_name("XML1", "4750")["NHOM_MAU"]
    assert (blood.refuse_over, blood.warn_over) == (10, 5)
    department = registry.fields_by_name("XML2", "4750")["MA_KHOA"]
    assert (department.refuse_over, department.warn_over) == (50, 15)
    traditional = registry.fields_by_name("XML1", "3176")["MA_BENH_YHCT"]
    assert (traditional.refuse_over, traditional.warn_over) == (255, 150)
    signatory = registry.fields_by_name("XML1", "3176")["MA_TTDV"]
    assert (signatory.refuse_over, signatory.warn_over) == (255, 255)


@pytest.mark.parametrize("code", ["130", "4750", "3176", "1931"])
def test_every_field_has_a_known_type_format_mask_and_meaning(code: str):
    for table in claims.tables():
        for field in claims.fields(table, code):
            assert field.type in "SN"
            assert field.format in {"text", "list"} or field.format in checks._FORMATS
            assert field.required in {"", "R", "C"}
            assert (field.required == "") == (field.required_certainty == "") or field.format
            assert field.sensitive in {"", "name", "number", "address", "birth"}
            assert field.certainty in {"O", "S", "G"}
            assert field.name_vi
            assert field.name_en
            assert field.legal_basis
            re.compile(field.pattern)


def test_every_patch_names_an_existing_field_and_a_known_attribute():
    for (table, name), patches in registry._patches().items():
        assert name in registry.known_names(table)
        assert {patch["attribute"] for patch in patches} <= {"max", "type", "format", "required"}


def test_fields_that_identify_a_person_are_marked():
    named = {
        (table, field.name)
        for table in claims.tables()
        for field in claims.fields(table, "4750")
        if field.sensitive
    }
    for wanted in [
        ("XML1", "HO_TEN"),
        ("XML1", "DIEN_THOAI"),
        ("XML9", "HO_TEN_NND"),
        ("XML11", "HO_TEN_ME"),
    ]:
        assert wanted in named
    for table in claims.tables():
        for field in claims.fields(table, "4750"):
            if re.search(r"HO_?TEN|SO_CCCD|MA_THE|DIA_CHI|DIEN_THOAI|BHXH|NGAY_?SINH", field.name):
                assert field.sensitive, (table, field.name)


def test_every_message_formats_in_both_languages():
    words = dict.fromkeys(
        [
            "root",
            "line",
            "offset",
            "limit",
            "declared",
            "found",
            "name",
            "decision",
            "table",
            "expected",
            "column",
            "field",
            "meaning",
            "meaning_en",
            "length",
        ],
        "1",
    )
    for code, text in messages().items():
        assert text["severity"] in {"error", "warning"}, code
        assert text["vi"].format(**words)
        assert text["en"].format(**words)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2016, 1, 1), "4210"),
        (date(2024, 6, 30), "4210"),
        (date(2024, 7, 1), "4750"),
        (date(2024, 12, 31), "4750"),
        (date(2025, 1, 1), "3176"),
        (date(2026, 6, 30), "3176"),
        (date(2026, 7, 1), "1931"),
        (date(2030, 1, 1), "1931"),
    ],
)
def test_the_level_follows_the_end_day(day: date, code: str):
    assert claims.level_on(day).code == code


def test_trial_files_are_checked_as_what_they_are():
    assert claims.level_for(claims.level("130"), date(2023, 9, 1)).code == "130"
    assert claims.level_for(claims.level("4750"), date(2024, 5, 1)).code == "4750"
    assert claims.level_for(claims.level("4750"), date(2023, 5, 1)).code == "130"
    assert claims.level_for(claims.level("4210"), date(2023, 5, 1)).code == "4210"
    assert claims.level_for(claims.level("4750"), date(2026, 8, 1)).code == "1931"


def test_an_unknown_level_is_an_error():
    with pytest.raises(KeyError):
        claims.level("9999")
