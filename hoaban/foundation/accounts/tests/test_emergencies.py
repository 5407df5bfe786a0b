"""Breaking the glass: one person, some hours, a reason, a verdict; heard at once, over by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries import tokens
from hoaban.foundation.accounts.services.emergencies import Reviewed
from hoaban.foundation.accounts.tests.people import DAO_SAN, HOSPITAL, NOW, PROVINCE, account, actor
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Grant, Scope
from hoaban.kernel.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db

PERSON, ANOTHER = UUID(int=7), UUID(int=8)
WORDS = "Ngã từ mái nhà, hôn mê, cần biết bệnh nền"
LATER = NOW + timedelta(minutes=10)
OPENED = Grant("record.read:BTG", Scope("person", str(PERSON)))


def opens(username: str, person: UUID = PERSON, words: str = WORDS, kind: str = "unconscious") -> None:
    api.break_glass(actor=actor(username), person=person, kind=kind, words=words, now=NOW)


def at(username: str, minutes: int) -> Actor:
    return api.actor_of(username, now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("role", "scope"),
    [("doctor", HOSPITAL), ("nurse", HOSPITAL), ("station_head", DAO_SAN), ("station_nurse", DAO_SAN)],
)
def test_who_treats_opens_one_person_for_reading_until_the_hours_are_over(role: str, scope: Scope) -> None:
    account("someone", role, scope)
    before = actor("someone").grants

    opens("someone")

    assert at("someone", 239).grants == before | {OPENED}
    assert at("someone", 240).grants == before


@pytest.mark.parametrize("role", ["reception", "pharmacist", "cashier", "insurance_officer"])
def test_who_does_not_treat_opens_nothing_and_the_trail_says_so(role: str) -> None:
    account("someone", role)

    with pytest.raises(NotAllowed):
        opens("someone")

    assert not models.Emergency.objects.exists()
    (entry,) = audit.list_entries(sought=audit.TrailFilter(act="emergency.open"))
    assert (entry.outcome, entry.persons, entry.purpose) == ("refused", (PERSON,), "BTG")


@pytest.mark.parametrize(
    ("kind", "words"), [("unconscious", "gấp"), ("", WORDS), ("life", "x" * 501), ("life", " " * 20)]
)
def test_a_reason_has_to_say_something(kind: str, words: str) -> None:
    account("bs", "doctor")

    with pytest.raises(Invalid):
        opens("bs", words=words, kind=kind)


def test_the_trail_tells_of_the_person_and_the_kind_of_reason_and_keeps_no_words() -> None:
    account("bs", "doctor")

    opens("bs")

    (entry,) = audit.list_entries(sought=audit.TrailFilter(act="emergency.open"))
    assert (entry.purpose, entry.persons, entry.detail["reason"]) == ("BTG", (PERSON,), "unconscious")
    assert "hôn mê" not in str(entry.detail)


def test_opening_twice_opens_once() -> None:
    account("bs", "doctor")

    opens("bs")
    opens("bs")
    opens("bs", ANOTHER)

    assert models.Emergency.objects.count() == 2


def test_it_is_over_when_its_owner_ends_it() -> None:
    account("bs", "doctor")
    opens("bs")
    opens("bs", ANOTHER)

    assert api.end_emergency(actor=actor("bs"), person=PERSON, now=LATER)

    assert at("bs", 11).scopes("record.read:BTG") == (Scope("person", str(ANOTHER)),)
    assert not api.end_emergency(actor=actor("bs"), person=PERSON, now=LATER)


def test_who_loses_the_role_loses_what_was_opened() -> None:
    account("bs", "doctor")
    opens("bs")
    models.Assignment.objects.update(
        ends_on=NOW.date() - timedelta(days=1), starts_on=NOW.date() - timedelta(days=9)
    )

    assert actor("bs").grants == frozenset()


def test_a_token_that_is_kept_in_memory_is_believed_no_longer_than_the_emergency(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account("bs", "doctor")
    kept: list[object] = []
    monkeypatch.setattr(
        tokens._memory, "keep", lambda _digest, _actor, until, _generation: kept.append(until)
    )
    now = clock.now()
    officer = Actor("o", actor("bs").kind, "o", frozenset({Grant("accounts.manage", PROVINCE)}))
    token = api.issue_token(actor=officer, username="bs", now=now)
    ends_at = api.break_glass(actor=api.actor_of("bs"), person=PERSON, kind="life", words=WORDS, now=now)

    found = api.actor_of_token(token, now=now)

    assert found is not None
    assert found.scopes("record.read:BTG") == (Scope("person", str(PERSON)),)
    assert kept == [ends_at]
    over = api.actor_of_token(token, now=ends_at)
    assert over is not None
    assert over.scopes("record.read:BTG") == ()


class TestReview:
    def test_a_reviewer_gives_one_verdict_with_words(self) -> None:
        account("bs", "doctor")
        account("kiemtra", "auditor", PROVINCE)
        opens("bs")
        (waiting,) = api.emergencies_to_review(reviewed=False, start=0, count=10)

        api.review_emergency(
            actor=actor("kiemtra"),
            emergency=waiting.id,
            verdict="justified",
            words="Có trong sổ cấp cứu",
            now=LATER,
        )

        assert api.emergencies_to_review(reviewed=False, start=0, count=10) == []
        (done,) = api.emergencies_to_review(reviewed=True, start=0, count=10)
        assert (done.verdict, done.reviewed_by) == ("justified", "account:kiemtra")
        with pytest.raises(Reviewed):
            api.review_emergency(
                actor=actor("kiemtra"),
                emergency=waiting.id,
                verdict="unjustified",
                words="Đổi ý kiến rồi",
                now=LATER,
            )
        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="emergency.review"))
        assert (entry.persons, entry.detail["verdict"]) == ((PERSON,), "justified")

    def test_nobody_reviews_what_they_opened_nor_without_the_right(self) -> None:
        account("bs", "doctor")
        account("bs.khac", "doctor")
        opens("bs")
        (waiting,) = api.emergencies_to_review(reviewed=False, start=0, count=10)
        both = Actor("account:bs", actor("bs").kind, "bs", frozenset({Grant("audit.review", PROVINCE)}))

        for judge in (both, actor("bs.khac")):
            with pytest.raises(NotAllowed):
                api.review_emergency(
                    actor=judge, emergency=waiting.id, verdict="justified", words="Tôi thấy đúng", now=LATER
                )

        assert api.count_waiting(now=LATER) == (1, 0)

    def test_what_waits_too_long_is_overdue(self) -> None:
        account("bs", "doctor")
        opens("bs")

        assert api.count_waiting(now=NOW + timedelta(days=3)) == (1, 0)
        assert api.count_waiting(now=NOW + timedelta(days=3, seconds=1)) == (1, 1)
