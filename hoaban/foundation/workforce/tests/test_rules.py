"""Licences, acts, training and retirement: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from hoaban.foundation.workforce.rules import checks, licences, lists, practising, retirement, schooling
from hoaban.foundation.workforce.rules.licences import State
from hoaban.foundation.workforce.rules.shapes import Licence, Member, Post, StaffFile, Suspension, Training
from hoaban.kernel.effective import Period

WHO = Member(UUID(int=1), "Quàng Thị Diên", "midwife", birth="1990-05-12", sex="female")
PAPER = Licence(
    "gphn", "000123/LCH-GPHN", date(2024, 1, 1), valid_until=date(2028, 12, 31), scopes=frozenset({"midwifery"}),
    suspensions=(Suspension(Period(date(2025, 3, 1), date(2025, 4, 30)), "Vi phạm"),),
)  # fmt: skip
HERE = Post("12983", "1", "Hộ sinh", Period(date(2024, 6, 1)), registered_on=date(2024, 6, 5))
FILE = StaffFile(WHO, (HERE,), (PAPER,))
DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2023, 12, 31), State.NOT_YET),
        (date(2025, 2, 28), State.VALID),
        (date(2025, 3, 1), State.SUSPENDED),
        (date(2025, 5, 1), State.VALID),
        (date(2028, 12, 31), State.VALID),
        (date(2029, 1, 1), State.EXPIRED),
    ],
)
def test_a_licence_holds_from_its_issue_to_its_end_but_while_suspended(day: date, state: State) -> None:
    assert licences.state_on(PAPER, day) is state


def test_a_revoked_licence_does_not_hold_from_that_day() -> None:
    revoked = replace(PAPER, revoked_on=date(2026, 1, 1))
    assert licences.state_on(revoked, date(2025, 12, 31)) is State.VALID
    assert licences.state_on(revoked, date(2026, 1, 1)) is State.REVOKED


@pytest.mark.parametrize(
    ("kind", "number", "usual"),
    [
        ("gphn", "000123/LCH-GPHN", True),
        ("cchn", "040144/HCM-CCHN", True),
        ("cchnd", "123/BYT-CCHND", True),
        ("gphn", "000123/LCH-CCHN", False),
        ("cchn", "Số 12 năm 1998", False),
    ],
)
def test_numbers_of_old_papers_are_only_remarked_on(kind: str, number: str, usual: bool) -> None:
    assert licences.is_usual_number(kind, number) is usual


def answer(
    file: StaffFile = FILE, act: str = "vaccinate", facility: str = "12983", on: date = DAY
) -> practising.Answer:
    return practising.judge(file, act=act, facility=facility, on=on)


def test_within_scope_with_a_valid_licence_and_a_post_it_is_yes() -> None:
    found = answer()
    assert (found.allowed, found.reason.code, found.warnings) == (True, "covered", ())
    assert found.licence == PAPER


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (replace(FILE, posts=()), "no_post"),
        (replace(FILE, posts=(replace(HERE, is_trainee=True),)), "trainee"),
        (replace(FILE, licences=()), "no_licence"),
        (replace(FILE, licences=(replace(PAPER, valid_until=date(2026, 1, 1)),)), "licence_expired"),
        (replace(FILE, licences=(replace(PAPER, revoked_on=date(2026, 1, 1)),)), "licence_revoked"),
    ],
)
def test_without_post_or_licence_it_is_no_and_says_why(file: StaffFile, why: str) -> None:
    found = answer(file)
    assert (found.allowed, found.reason.code) == (False, why)
    assert found.reason.text_vi
    assert found.reason.text_en


def test_a_post_elsewhere_or_a_day_before_it_is_no() -> None:
    assert answer(facility="12981").reason.code == "no_post"
    assert answer(on=date(2024, 5, 31)).reason.code == "no_post"
    assert answer(on=date(2025, 3, 15)).reason.code == "licence_suspended"
    assert answer(act="fly").reason.code == "unknown_act"


def test_outside_the_scope_a_sure_row_refuses_and_a_doubtful_one_warns() -> None:
    sure = answer(act="prescribe")
    assert (sure.allowed, sure.reason.code) == (False, "outside_scope")
    physician = replace(FILE, licences=(replace(PAPER, scopes=frozenset({"internal"})),))
    doubtful = answer(physician, act="perform_surgery")
    assert (doubtful.allowed, doubtful.reason.code) == (True, "covered_in_doubt")
    assert [one.code for one in doubtful.warnings] == ["outside_scope"]


def test_an_act_of_another_profession_is_refused_but_where_the_law_lets_others_help() -> None:
    surgery = answer(act="perform_surgery")
    assert (surgery.allowed, surgery.reason.code) == (False, "outside_scope")
    assert answer(act="dispense").reason.code == "covered_in_doubt"


def test_a_technique_beyond_scope_on_the_licence_covers_the_act() -> None:
    wider = replace(FILE, licences=(replace(PAPER, techniques=frozenset({"prescribe"})),))
    assert answer(wider, act="prescribe").allowed


def test_a_post_not_yet_registered_is_doubted() -> None:
    fresh = replace(FILE, posts=(replace(HERE, registered_on=None),))
    assert [one.code for one in answer(fresh).warnings] == ["not_registered"]


@pytest.mark.parametrize(
    ("birth", "sex", "day"),
    [
        ("1961-01", "male", date(2021, 4, 30)),  # table of NĐ 135/2020: retires on 1 May 2021
        ("1961-10-20", "male", date(2022, 4, 30)),
        ("1966-01-05", "male", date(2027, 10, 31)),
        ("1966-04-05", "male", date(2028, 4, 30)),
        ("1980-07-01", "male", date(2042, 7, 31)),
        ("1966-01-15", "female", date(2021, 5, 31)),
        ("1990-05-12", "female", date(2050, 5, 31)),
        ("1966", "female", date(2021, 5, 31)),  # only the year is known: January
    ],
)
def test_the_day_of_retirement_follows_the_rising_age(birth: str, sex: str, day: date) -> None:
    assert retirement.retires_on(birth, sex) == day


def test_without_birth_or_sex_no_day_of_retirement_is_told() -> None:
    assert retirement.retires_on("", "male") is None
    assert retirement.retires_on("1966-05", "") is None


def test_hours_of_training_count_within_their_years() -> None:
    taken = tuple(
        Training(kind, day, Decimal(hours), "Khóa")
        for kind, day, hours in (
            ("cme", date(2026, 5, 1), 80), ("cme", date(2022, 5, 1), 39), ("cme", date(2021, 11, 27), 24),
            ("security", date(2026, 3, 1), 4),
        )
    )  # fmt: skip
    found = {one.need.kind: one for one in schooling.learnt(replace(FILE, trainings=taken), DAY)}
    assert (found["cme"].hours, found["cme"].is_enough) == (Decimal(119), False)
    assert (found["security"].hours, found["security"].is_enough) == (Decimal(4), True)


def test_a_personal_number_that_fits_neither_sex_nor_year_is_remarked_on() -> None:
    fits = replace(WHO, personal_number="099190000001")
    assert checks.member_doubts(fits) == []
    odd = replace(WHO, personal_number="099085000001")
    assert [place for place, _vi, _en in checks.member_doubts(odd)] == ["sex", "birth"]
    assert checks.member_problems(odd, DAY) == []


def test_every_list_holds_together() -> None:
    assert {one.profession for one in lists.scopes().values()} <= set(lists.professions())
    for act in lists.acts(DAY).values():
        assert act.scopes <= set(lists.scopes()), act.code
        assert act.certainty in {"O", "S", "G"}
    for profession in lists.professions().values():
        assert set(profession.kinds) <= set(lists.LICENCE_KINDS)
