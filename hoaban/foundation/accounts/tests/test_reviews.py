"""The regular review of roles: what is due, what is said about it, the figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries.assignments import (
    ReviewFigures,
    Wanted,
    get_given,
    list_given,
    review_figures,
)
from hoaban.foundation.accounts.rules.assignments import due_on
from hoaban.foundation.accounts.services import assigning, reviewing
from hoaban.foundation.accounts.tests.people import (
    HEALTH_CENTRE,
    HOSPITAL,
    NOW,
    OFFICER,
    PROVINCE,
    account,
    actor,
)
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
WHY = "Vẫn làm việc tại khoa Khám bệnh"
GIVEN_ON = date(2026, 11, 11)


def at(day: date):
    return NOW + (day - GIVEN_ON)


@pytest.fixture
def officer() -> Actor:
    account("qltk", "accounts_officer", PROVINCE)
    return actor("qltk")


def due(officer: Actor, now) -> list[str]:
    return [one.username for one in list_given(actor=officer, wanted=Wanted("due"), now=now)]


def test_a_role_comes_on_the_list_a_month_before_it_is_due_and_leaves_it_when_kept(officer) -> None:
    account("bs.kham", "doctor")
    number = models.Assignment.objects.get(account__username="bs.kham").pk
    deadline = due_on(GIVEN_ON)

    assert "bs.kham" not in due(officer, at(deadline - timedelta(days=31)))
    assert "bs.kham" in due(officer, at(deadline - timedelta(days=30)))
    on_the_day = get_given(actor=officer, assignment=number, now=at(deadline))
    assert not on_the_day.is_overdue(at(deadline))
    late = at(deadline + timedelta(days=1))
    assert get_given(actor=officer, assignment=number, now=late).is_overdue(late)

    reviewing.review_assignment(actor=officer, assignment=number, verdict="keep", words=WHY, now=late)

    assert "bs.kham" not in due(officer, late)
    told = get_given(actor=officer, assignment=number, now=late)
    assert told.due_on == due_on(deadline + timedelta(days=1))
    assert [(one.by, one.verdict, one.words) for one in told.reviews] == [("account:qltk", "keep", WHY)]
    (entry,) = audit.list_entries(limit=1)
    assert (entry.act, entry.detail) == (
        "accounts.review-assignment",
        {"assignment": number, "verdict": "keep"},
    )


def test_the_list_and_the_day_agree_on_every_day_of_a_year(officer) -> None:
    account("bs.kham", "doctor")
    rows = models.Assignment.objects.filter(account__username="bs.kham")
    now = at(date(2027, 5, 31))
    for back in range(365):
        rows.update(confirmed_at=now - timedelta(days=back))
        (told,) = (one for one in list_given(actor=officer, wanted=Wanted(text="bs.kham"), now=now))
        assert ("bs.kham" in due(officer, now)) == (told.due_on <= date(2027, 6, 30)), back


def test_a_review_that_withdraws_ends_the_role_at_once(officer) -> None:
    account("bs.kham", "doctor")
    number = models.Assignment.objects.get(account__username="bs.kham").pk

    reviewing.review_assignment(
        actor=officer, assignment=number, verdict="withdraw", words="Đã chuyển công tác", now=NOW
    )

    assert not actor("bs.kham").grants
    ended = [one.username for one in list_given(actor=officer, wanted=Wanted("ended"), now=NOW)]
    assert ended == ["bs.kham"]
    with pytest.raises(assigning.NotInForce):
        reviewing.review_assignment(actor=officer, assignment=number, verdict="keep", words=WHY, now=NOW)


@pytest.mark.parametrize(("verdict", "words", "place"), [
    ("keep", "ngắn", "words"), ("", WHY, "verdict"), ("extend", WHY, "verdict"), ("keep", "x" * 501, "words"),
])  # fmt: skip
def test_a_review_says_something(officer, verdict, words, place) -> None:
    account("bs.kham", "doctor")
    number = models.Assignment.objects.get(account__username="bs.kham").pk

    with pytest.raises(Invalid) as refused:
        reviewing.review_assignment(actor=officer, assignment=number, verdict=verdict, words=words, now=NOW)

    assert refused.value.place == place
    assert not models.AssignmentReview.objects.exists()


def test_what_does_not_go_together_is_shown_and_not_kept(officer) -> None:
    account("ai.do", "doctor")
    models.Assignment.objects.create(  # given before the rule was
        account_id=api.find_account("ai.do").id, role="auditor", scope_kind="all", scope_code="", rights=[],
        starts_on=GIVEN_ON, given_by="account:truoc.day", given_at=NOW,
    )  # fmt: skip

    clashing = list_given(actor=officer, wanted=Wanted("clash"), now=NOW)
    assert {one.role_key for one in clashing} == {"doctor", "auditor"}
    with pytest.raises(assigning.DutiesApart):
        reviewing.review_assignment(
            actor=officer, assignment=clashing[0].id, verdict="keep", words=WHY, now=NOW
        )
    reviewing.review_assignment(
        actor=officer, assignment=clashing[0].id, verdict="withdraw", words=WHY, now=NOW
    )
    assert list_given(actor=officer, wanted=Wanted("clash"), now=NOW) == []


def test_the_figures_add_up(officer) -> None:
    account("bs.kham", "doctor")
    account("bs.san", "doctor")
    account("bs.pt", "doctor", HEALTH_CENTRE)
    account("qltk.bv", "unit_accounts_officer", HOSPITAL)
    account("nguoi.moi")
    assigning.assign(actor=officer, username="nguoi.moi", role="auditor", scope=PROVINCE, reason=WHY, now=NOW)
    for name, days in (("bs.kham", 200), ("bs.san", 170)):
        models.Assignment.objects.filter(account__username=name).update(
            confirmed_at=NOW - timedelta(days=days)
        )
    number = models.Assignment.objects.get(account__username="bs.pt").pk
    reviewing.review_assignment(actor=officer, assignment=number, verdict="keep", words=WHY, now=NOW)
    later = NOW + timedelta(minutes=1)

    assert review_figures(actor=officer, now=later) == ReviewFigures(
        held=5, due=2, overdue=1, waiting=1, clashing=0, kept=1, withdrawn=0
    )
    assert review_figures(actor=actor("qltk.bv"), now=later) == ReviewFigures(
        held=3, due=2, overdue=1, waiting=0, clashing=0, kept=0, withdrawn=0
    )


def test_the_auditor_sees_what_is_overdue_and_changes_nothing(officer) -> None:
    account("kiemtra", "auditor", PROVINCE)
    account("bs.kham", "doctor")
    number = models.Assignment.objects.get(account__username="bs.kham").pk
    auditor, late = actor("kiemtra"), NOW + timedelta(days=200)

    assert "bs.kham" in due(auditor, late)
    from hoaban.kernel.errors import NotAllowed

    with pytest.raises(NotAllowed):
        reviewing.review_assignment(actor=auditor, assignment=number, verdict="keep", words=WHY, now=late)
    with pytest.raises(NotAllowed):
        assigning.end_assignment(actor=auditor, assignment=number, last_day=GIVEN_ON, reason=WHY, now=late)


def test_an_auditor_and_a_unit_see_only_what_their_act_reaches() -> None:
    account("bs.kham", "doctor")

    assert list_given(actor=OFFICER, wanted=Wanted(), now=NOW)
    assert list_given(actor=actor("bs.kham"), wanted=Wanted(), now=NOW) == []


def test_a_role_of_a_shut_account_gives_nothing_and_is_still_to_be_reviewed(officer) -> None:
    account("bs.kham", "doctor")
    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    (told,) = list_given(actor=officer, wanted=Wanted(text="bs.kham"), now=NOW)

    assert not told.is_open
    assert "bs.kham" in due(officer, at(due_on(GIVEN_ON)))
