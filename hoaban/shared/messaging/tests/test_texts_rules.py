"""What leaves the house names no illness, test, drug or department, whatever is told to whom; and it is short."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.connect import sms
from hoaban.foundation.codes import api as codes
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.rules.templates import LANGUAGES, Kind, Template, Value

TODAY = date(2026, 11, 30)
VALUES = {
    Kind.DAY: st.dates(date(2026, 1, 1), date(2099, 12, 31)),
    Kind.TIME: st.times(),
    Kind.NUMBER: st.integers(1, 10**9),
}
BETRAYING = (
    "tâm thần", "lao", "sản khoa", "phụ sản", "thai", "phá thai", "nghiện", "methadone", "ARV", "AIDS", "HIV", "psychiatry",
    "psychiatric", "tuberculosis", "TB", "obstetrics", "pregnancy", "pregnant", "abortion", "xét nghiệm", "kết quả",
    "test result", "medicine", "thuốc",
)  # fmt: skip
"""Words that tell what somebody has by where they go or what is done there."""


def words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


@cache
def named() -> tuple[str, ...]:
    """Every name of an illness and of a department in the lists at hand, in both languages, and what betrays one."""
    lists = [codes.names(one, TODAY).values() for one in ("ICD10", "MA_KHOA")]
    groups = [(group.name_vi, group.name_en) for group in codes.icd10_chapters()]
    pairs = [(code.name_vi, code.name_en) for rows in lists for code in rows] + groups
    return tuple(
        sorted({words(name) for pair in pairs for name in pair if name} | set(map(words, BETRAYING)))
    )


def betrayed(text: str) -> Iterator[str]:
    """The names and words that stand in a text as whole words, with marks or without."""
    whole = f" {words(text)} "
    for name in named():
        if f" {name} " in whole or (" " in name and f" {sms.without_marks(name)} " in whole):
            yield name


def test_the_search_finds_what_it_should() -> None:
    assert len(named()) > 800
    assert list(betrayed("Kết quả: bệnh tả, khoa nội tiết")) == ["bệnh tả", "kết quả", "nội tiết"]
    assert list(betrayed("ket qua: benh ta")) == ["bệnh tả", "kết quả"]
    assert "tuberculosis" in " ".join(betrayed("Tuberculosis of lung"))


@settings(deadline=None)
@given(st.data())
def test_no_text_names_an_illness_a_department_or_what_betrays_one(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(templates.versions()))
    values: dict[str, Value] = {name: data.draw(VALUES[kind]) for name, kind in one.values.items()}
    language, shared = data.draw(st.sampled_from(LANGUAGES)), data.draw(st.booleans())
    text = templates.outward(one, values, language=language, shared=shared, on=TODAY)

    for said in (text, templates.say(one, values, language), templates.subject(language, TODAY), *one.name):
        assert list(betrayed(said)) == []
        assert codes.sensitive_text_labels(said) == 0


@given(st.data())
def test_a_shared_telephone_is_told_the_same_whatever_it_is_about(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    told = set()
    for one in templates.versions():
        values: dict[str, Value] = {name: data.draw(VALUES[kind]) for name, kind in one.values.items()}
        text = templates.outward(one, values, language=language, shared=True, on=TODAY)
        told.add(text.removesuffix(" To stop: write STOP.").removesuffix(" Dừng nhận: nhắn DUNG."))

    assert len(told) == 1
    assert not re.search(r"\d", told.pop())


@pytest.mark.parametrize("one", templates.versions(), ids=lambda one: one.key)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shared", [False, True])
def test_a_text_is_short_and_leads_nowhere(one: Template, language: str, shared: bool) -> None:
    longest: dict[Kind, Value] = {Kind.DAY: TODAY, Kind.TIME: time(12, 30), Kind.NUMBER: 10**9}
    values = {name: longest[kind] for name, kind in one.values.items()}
    text = templates.outward(one, values, language=language, shared=shared, on=TODAY)

    assert sms.count_parts(sms.without_marks(text)) <= 2
    assert sms.count_parts(text) <= 4
    assert not re.search(r"https?:|www\.|\.vn\b|/my/|[A-Za-z0-9_-]{20,}", text)
    assert "{" not in text


def test_two_texts_of_one_template_say_the_same_values() -> None:
    for one in templates.versions():
        for text in one.text:
            assert set(re.findall(r"\{(\w+)\}", text)) == set(one.values)


@pytest.mark.parametrize(
    "values",
    [
        {}, {"number": "12"}, {"number": True}, {"number": 12, "why": 1}, {"number": TODAY}, {"number": "Viêm gan B"},
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(values: dict[str, Value]) -> None:
    with pytest.raises(Invalid):
        templates.check_values(templates.template("request-answered", TODAY), values)


def test_values_come_back_as_they_were_given() -> None:
    one = templates.template("data-breach", TODAY)
    values: dict[str, Value] = {"day": TODAY, "number": 3}

    templates.check_values(one, values)
    assert templates.read_back(one, templates.stored(values)) == values
    assert "Vụ việc số 3, phát hiện ngày 30/11/2026" in templates.say(one, values, "vi")


def test_nothing_is_told_by_a_name_that_nobody_knows_or_before_its_day() -> None:
    with pytest.raises(NotFound):
        templates.template("appointment", TODAY)
    with pytest.raises(NotFound):
        templates.template("data-breach", date(2025, 12, 31))


@pytest.mark.parametrize("text", ["DUNG", "dung", " Dừng. ", "STOP", "stop!", "Dừng  lại", "HUY"])
def test_a_word_stops_messages(text: str) -> None:
    assert templates.meant(text, TODAY) == "stop"


@pytest.mark.parametrize("text", ["TIEP TUC", "Tiếp tục", "start"])
def test_a_word_lets_them_come_again(text: str) -> None:
    assert templates.meant(text, TODAY) == "resume"


@pytest.mark.parametrize(
    "text", ["Đúng", "đúng rồi", "dùng", "", "đừng dừng", "Dung oi, me day", "STOP ME", "x" * 1000]
)
def test_what_only_looks_like_it_does_not(text: str) -> None:
    assert templates.meant(text, TODAY) == ""


def test_marks_of_any_form_are_understood() -> None:
    assert templates.meant(unicodedata.normalize("NFD", "Dừng"), TODAY) == "stop"
