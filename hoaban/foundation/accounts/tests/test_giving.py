"""Roles are given and taken by officers: within their reach, never to themselves, duties kept apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries import duties
from hoaban.foundation.accounts.queries.assignments import UnknownAssignment, Wanted, get_given, list_given
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.services import assigning, reviewing
from hoaban.foundation.accounts.services.leave import OwnRole
from hoaban.foundation.accounts.tests import officers
from hoaban.foundation.accounts.tests.officers import TODAY, WHY, give, last_entry
from hoaban.foundation.accounts.tests.people import (
    DAO_SAN,
    HEALTH_CENTRE,
    HOSPITAL,
    NOW,
    PROVINCE,
    account,
    actor,
)
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Actor:
    return officers.province_officer()


@pytest.fixture
def unit_officer() -> Actor:
    return officers.hospital_officer()


def test_an_officer_gives_a_role_for_a_reason_and_that_is_in_the_trail_without_the_words(officer) -> None:
    account("bs.kham")

    number = give(officer)

    assert actor("bs.kham").scopes("record.read:TREAT") == (HOSPITAL,)
    held = get_given(actor=officer, assignment=number, now=NOW)
    assert (held.reason, held.given_by, held.state) == (WHY, "account:qltk", State.HELD)
    entry = last_entry()
    assert (entry.actor_id, entry.act, entry.outcome) == ("account:qltk", "accounts.assign", "allowed")
    assert WHY not in str(entry.detail)


@pytest.mark.parametrize("reason", ["", "   ngắn   ", "x" * 501])
def test_an_officer_says_why(officer, reason: str) -> None:
    account("bs.kham")

    with pytest.raises(Invalid) as refused:
        give(officer, reason=reason)

    assert refused.value.place == "reason"
    assert not models.Assignment.objects.filter(account__username="bs.kham").exists()


@pytest.mark.parametrize(
    ("role", "scope", "rights"),
    [
        ("doctor", HEALTH_CENTRE, []),
        ("station_nurse", DAO_SAN, []),
        ("clerk", PROVINCE, []),
        ("analyst", PROVINCE, []),
        ("hospital_director", HOSPITAL, []),
        ("unit_staff_officer", HOSPITAL, []),
        ("unit_accounts_officer", HOSPITAL, []),
        ("accounts_officer", PROVINCE, []),
        ("auditor", PROVINCE, []),
        ("doctor", HOSPITAL, ["label.hiv"]),
    ],
)
def test_an_officer_of_a_unit_gives_nothing_beyond_it(unit_officer, role, scope, rights) -> None:
    account("bs.kham")

    with pytest.raises(NotAllowed):
        give(unit_officer, role=role, scope=scope, rights=rights)

    assert actor("bs.kham").grants == frozenset()
    entry = last_entry()
    assert (entry.actor_id, entry.act, entry.outcome) == ("account:qltk.bv", "accounts.assign", "refused")


class TestDepartments:
    SURGERY, ELSEWHERE = Scope("department", "12981.K19"), Scope("department", "12982.K19")

    def test_an_officer_of_the_unit_gives_reviews_and_takes_roles_at_its_departments(
        self, unit_officer
    ) -> None:
        account("dd.ngoai")
        number = give(unit_officer, "dd.ngoai", "nurse", self.SURGERY)

        held = actor("dd.ngoai")
        assert held.scopes("record.read:TREAT") == (self.SURGERY,)
        assert held.scopes("people.find") == (self.SURGERY,)
        assert not held.may("record.read:TREAT", HOSPITAL)
        listed = list_given(actor=unit_officer, wanted=Wanted(), now=NOW)
        assert "dd.ngoai" in {one.username for one in listed}
        assert get_given(actor=unit_officer, assignment=number, now=NOW).scope == self.SURGERY
        reviewing.review_assignment(
            actor=unit_officer, assignment=number, verdict="withdraw", words="Chuyển khoa khác", now=NOW
        )
        assert actor("dd.ngoai").grants == frozenset()

    def test_a_department_of_another_unit_does_not_exist_for_that_officer(self, unit_officer) -> None:
        account("dd.pt", "nurse", self.ELSEWHERE)
        number = models.Assignment.objects.get(account__username="dd.pt").pk

        with pytest.raises(UnknownAssignment):
            get_given(actor=unit_officer, assignment=number, now=NOW)
        account("dd.hai")
        with pytest.raises(NotAllowed):
            give(unit_officer, "dd.hai", "nurse", self.ELSEWHERE)
        assert "dd.pt" not in {
            one.username for one in list_given(actor=unit_officer, wanted=Wanted(), now=NOW)
        }

    @pytest.mark.parametrize(
        "role", ["reception", "hospital_director", "unit_accounts_officer", "station_nurse"]
    )
    def test_a_role_of_the_whole_place_is_not_given_at_a_department(self, officer, role: str) -> None:
        account("ai.do")

        with pytest.raises(api.UnsuitableAssignment):
            give(officer, "ai.do", role, self.SURGERY)

    def test_the_trail_of_a_unit_holds_who_works_in_its_departments(self) -> None:
        account("dd.ngoai", "nurse", self.SURGERY)
        account("dd.pt", "nurse", self.ELSEWHERE)

        assert {one.actor_id for one in api.stays_at(HOSPITAL)} == {"account:dd.ngoai"}
        assert {one.actor_id for one in api.stays_at(self.SURGERY)} == {"account:dd.ngoai"}

    def test_a_doctor_of_a_department_is_own_doctor_at_the_facility_and_on_duty_there(self) -> None:
        made = account("bs.ngoai", "doctor", self.SURGERY)
        models.Account.objects.filter(username=made.username).update(staff_number="1/LCH-GPHN")
        turn = {"1/LCH-GPHN": (duties.Duty("12981", NOW + timedelta(hours=3)),)}
        before = list(duties._finders)
        api.register_duty_finder(lambda numbers, now: turn)
        try:
            found = actor("bs.ngoai").scopes("record.read:TREAT")
        finally:
            duties._finders[:] = before

        assert found == (self.SURGERY, Scope("duty", "12981"), Scope("practitioner", "12981/1/LCH-GPHN"))


def test_an_officer_of_a_unit_gives_and_takes_within_it(unit_officer) -> None:
    account("bs.kham")
    number = give(unit_officer)
    assert actor("bs.kham").may("record.read:TREAT", HOSPITAL)

    reviewing.review_assignment(
        actor=unit_officer, assignment=number, verdict="withdraw", words="Chuyển khoa khác", now=NOW
    )

    assert actor("bs.kham").grants == frozenset()


def test_what_lies_in_another_unit_does_not_exist_for_an_officer_of_a_unit(unit_officer) -> None:
    account("bs.pt", "doctor", HEALTH_CENTRE)
    number = models.Assignment.objects.get(account__username="bs.pt").pk
    tries = {
        "accounts.end-assignment": lambda one: assigning.end_assignment(
            actor=unit_officer, assignment=one, last_day=TODAY, reason=WHY, now=NOW
        ),
        "accounts.review-assignment": lambda one: reviewing.review_assignment(
            actor=unit_officer, assignment=one, verdict="withdraw", words=WHY, now=NOW
        ),
        "accounts.agree-assignment": lambda one: assigning.agree_assignment(
            actor=unit_officer, assignment=one, now=NOW
        ),
    }

    for act, do in tries.items():
        with pytest.raises(UnknownAssignment) as hidden:
            do(number)
        assert (last_entry().act, last_entry().outcome) == (act, "refused")
        with pytest.raises(UnknownAssignment) as absent:
            do(number + 1000)
        assert hidden.value.message_vi == absent.value.message_vi
        assert hidden.value.message_en == absent.value.message_en
    with pytest.raises(UnknownAssignment):
        get_given(actor=unit_officer, assignment=number, now=NOW)
    assert "bs.pt" not in {one.username for one in list_given(actor=unit_officer, wanted=Wanted(), now=NOW)}
    assert actor("bs.pt").may("record.read:TREAT", HEALTH_CENTRE)


@pytest.mark.parametrize(("role", "scope"), [("doctor", HOSPITAL), ("auditor", PROVINCE)])
def test_nobody_gives_a_role_to_themself(officer, role, scope) -> None:
    with pytest.raises(OwnRole):
        give(officer, "qltk", role, scope)

    assert {one.role for one in models.Assignment.objects.filter(account__username="qltk")} == {
        "accounts_officer"
    }
    assert (last_entry().act, last_entry().outcome) == ("accounts.assign", "refused")


def test_nobody_reviews_their_own_role(officer) -> None:
    own = models.Assignment.objects.get(account__username="qltk").pk

    with pytest.raises(OwnRole):
        reviewing.review_assignment(actor=officer, assignment=own, verdict="keep", words=WHY, now=NOW)


@pytest.mark.parametrize(
    "role", ["doctor", "it_officer", "auditor", "unit_staff_officer", "department_director", "clerk"]
)
def test_who_is_no_officer_gives_nothing(role) -> None:
    from hoaban.foundation.accounts.rules.roles import roles

    place = PROVINCE if "all" in roles()[role].given_at else HOSPITAL
    account("ai.do", role, place)
    account("bs.kham")

    with pytest.raises(NotAllowed):
        give(actor("ai.do"))
    assert actor("bs.kham").grants == frozenset()


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (("doctor", HOSPITAL), ("auditor", PROVINCE)),
        (("reception", HOSPITAL), ("auditor", PROVINCE)),
        (("auditor", PROVINCE), ("registrar", PROVINCE)),
        (("auditor", PROVINCE), ("accounts_officer", PROVINCE)),
        (("accounts_officer", PROVINCE), ("it_officer", PROVINCE)),
        (("unit_accounts_officer", HOSPITAL), ("nurse", HOSPITAL)),
        (("it_officer", PROVINCE), ("doctor", HOSPITAL)),
    ],
)
def test_duties_stay_apart(officer, held, wanted) -> None:
    account("ai.do", *held)

    with pytest.raises(assigning.DutiesApart) as refused:
        give(officer, "ai.do", *wanted)

    assert refused.value.place == "role"
    assert {one.role for one in models.Assignment.objects.filter(account__username="ai.do")} == {held[0]}


def test_duties_are_apart_also_from_what_is_to_come_and_what_waits(officer) -> None:
    account("ai.do")
    tomorrow = TODAY + timedelta(days=1)
    give(officer, "ai.do", period=(tomorrow, None))

    with pytest.raises(assigning.DutiesApart):
        give(officer, "ai.do", "auditor", PROVINCE)

    account("kiem.tra")
    give(officer, "kiem.tra", "auditor", PROVINCE)
    with pytest.raises(assigning.DutiesApart):
        give(officer, "kiem.tra", "doctor", HOSPITAL)


def test_periods_that_do_not_meet_do_not_clash(officer) -> None:
    account("ai.do")
    give(officer, "ai.do", period=(TODAY, TODAY + timedelta(days=9)))

    give(officer, "ai.do", "auditor", PROVINCE, period=(TODAY + timedelta(days=10), None))

    assert models.Assignment.objects.filter(account__username="ai.do").count() == 2


def test_a_role_is_given_once_and_a_right_may_come_on_top(officer) -> None:
    account("bs.kham", "doctor")

    with pytest.raises(assigning.GivenAlready):
        give(officer)
    give(officer, rights=["label.hiv"])
    with pytest.raises(assigning.GivenAlready):
        give(officer, rights=["label.hiv"])


def test_a_shut_account_is_given_nothing(officer) -> None:
    account("bs.kham")
    api.shut_account(actor=officer, username="bs.kham", now=NOW)

    with pytest.raises(api.UnknownAccount):
        give(officer)
