"""Which facts are sensitive."""

from __future__ import annotations

import timeit
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.codes import api as codes
from hoaban.foundation.codes.rules.sensitive import BITS, Matcher, Rule, expand
from hoaban.kernel.effective import Period

TODAY = date(2026, 11, 20)
ICD10 = "http://hl7.org/fhir/sid/icd-10"
HIV, TB, ABORTION, SEXUAL_VIOLENCE, MENTAL, DONOR = BITS.values()


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("B20", HIV),
        ("B20.0", HIV),
        ("b200", HIV),
        ("B24†", HIV),
        ("Z21", HIV),
        ("F02.4*", HIV | MENTAL),
        ("A15.0", TB),
        ("A19", TB),
        ("A20", 0),
        ("M49.0*", TB),
        ("M49.1", 0),
        ("O04.9", ABORTION),
        ("O03.9", 0),
        ("T74.2", SEXUAL_VIOLENCE),
        ("T74.1", 0),
        ("F32.1", MENTAL),
        ("X64", MENTAL),
        ("Z52.4", DONOR),
        ("Z52.0", 0),
        ("I10", 0),
        ("", 0),
        ("B2", 0),
    ],
)
def test_a_diagnosis_carries_its_labels(code: str, labels: int) -> None:
    assert codes.sensitive_labels(ICD10, code, TODAY) == labels
    assert codes.sensitive_labels("ICD10", code, TODAY) == labels


def test_a_national_edition_and_a_coding_without_a_system_hide_the_same() -> None:
    assert codes.sensitive_labels("http://example.org/icd-10-vn", "B20", TODAY) == HIV
    assert codes.sensitive_labels("", "B20", TODAY) == HIV
    assert codes.sensitive_labels("http://example.org/rooms", "B20", TODAY) == 0


def test_services_drugs_tables_and_other_lists_carry_labels_too() -> None:
    own = "https://hoaban.example/fhir/CodeSystem/"
    assert codes.sensitive_labels(own + "ma-dich-vu", "24.0169.1616", TODAY) == HIV
    assert codes.sensitive_labels(own + "ma-dich-vu", "24.0183.1637", TODAY) == 0
    assert codes.sensitive_labels(own + "ma-doituong-kcb", "1.6", TODAY) == DONOR
    assert codes.sensitive_labels(own + "ma-tai-nan", "6", TODAY) == MENTAL
    assert codes.sensitive_labels("http://www.whocc.no/atc", "J05AR13", TODAY) == HIV
    assert codes.sensitive_labels("http://www.whocc.no/atc", "J05AF05", TODAY) == 0
    assert codes.table_labels("XML6", TODAY) == HIV
    assert codes.table_labels("XML15", TODAY) == TB
    assert codes.table_labels("XML1", TODAY) == 0


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("HIV Ab test nhanh", HIV),
        ("HIVAb", HIV),
        ("Tenofovir + Lamivudin + Dolutegravir", HIV),
        ("Lamivudin 100mg", 0),
        ("Xpert MTB/RIF", TB),
        ("Rifampicin 150mg + Isoniazid 75mg", TB),
        ("Tai nạn lao động", 0),
        ("Tư vấn cai thuốc lào, thuốc lá", 0),
        ("Phá thai bằng thuốc", ABORTION),
        ("Hút thai lưu", 0),
        ("Haloperidol 5mg", MENTAL),
        ("Paracetamol 500mg", 0),
        ("", 0),
    ],
)
def test_a_name_carries_its_labels_with_or_without_tone_marks(text: str, labels: int) -> None:
    assert codes.sensitive_text_labels(text) == labels


def test_a_rule_holds_only_in_its_period() -> None:
    matcher = Matcher([Rule("ICD10", "A15", "A19", TB, Period(date(2026, 1, 1), None))], {})
    assert matcher.labels("ICD10", "A16", date(2025, 12, 31)) == 0
    assert matcher.labels("ICD10", "A16", date(2026, 1, 1)) == TB


@given(st.from_regex(r"\A[A-Z][0-9]{2}(\.[0-9])?\Z"))
def test_a_subcategory_never_carries_less_than_its_category(code: str) -> None:
    own, of_category = (codes.sensitive_labels(ICD10, one, TODAY) for one in (code, code[:3]))
    assert own & of_category == of_category


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_at_all_gets_an_answer(system: str, code: str) -> None:
    assert 0 <= codes.sensitive_labels(system, code, TODAY) < 64
    assert 0 <= codes.sensitive_text_labels(code) < 64


def test_a_range_must_differ_in_its_last_number_only() -> None:
    assert list(expand("A08", "A11")) == ["A08", "A09", "A10", "A11"]
    with pytest.raises(ValueError, match="no range"):
        list(expand("A15", "B16"))


def test_asking_again_costs_about_a_microsecond() -> None:
    codes.sensitive_labels(ICD10, "J18.9", TODAY)
    best = min(timeit.repeat(lambda: codes.sensitive_labels(ICD10, "J18.9", TODAY), number=20_000, repeat=5))
    assert best / 20_000 < 5e-6, "generous: the machine may be busy"
