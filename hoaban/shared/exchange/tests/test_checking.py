"""Cards asked about at the desk: a portal that answers, one that is down, and cards of others."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import NotAllowed, NotFound
from hoaban.shared.exchange import api as exchange
from hoaban.shared.exchange import models
from hoaban.shared.exchange.api import CardQuestion, CardState
from hoaban.shared.exchange.tests import played
from hoaban.shared.exchange.tests.played import BIRTH, NAME, NOW, Played
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(monkeypatch: pytest.MonkeyPatch) -> Played:
    played.settle_places()
    return played.play_portal(monkeypatch)


@pytest.fixture
def person() -> UUID:
    return played.somebody()


def number(end: str) -> str:
    return f"HT312000000{end.zfill(4)}"


def check(end: str = "01", **more: object) -> exchange.CardAnswer:
    question = CardQuestion(number(end), NAME, BIRTH, "male")
    return exchange.check_card(
        **(
            {"actor": played.desk(), "facility_code": cast.PROVINCIAL, "question": question, "now": NOW}
            | more
        )  # type: ignore[arg-type]
    )


class TestAnswers:
    def test_a_card_that_holds_says_until_when_where_and_how_much(self) -> None:
        answer = check()

        assert (answer.state, answer.code, answer.level) == (CardState.VALID, "000", 95)
        assert (answer.valid_from, answer.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
        assert (answer.registered_at, answer.five_years_on) == (cast.PROVINCIAL, date(2025, 1, 1))
        assert answer.words[0] == "Thẻ còn giá trị."
        assert not answer.asked_again

    @pytest.mark.parametrize(
        ("end", "state"),
        [
            ("90", CardState.NOT_VALID), ("91", CardState.NOT_VALID), ("92", CardState.ANOTHER), ("93", CardState.NOT_VALID),
            ("94", CardState.VALID), ("95", CardState.UNKNOWN), ("96", CardState.UNKNOWN), ("97", CardState.UNKNOWN),
            ("98", CardState.UNKNOWN), ("99", CardState.VALID),
        ],
    )  # fmt: skip
    def test_every_behaviour_of_the_other_side(self, end: str, state: CardState) -> None:
        answer = check(end)
        assert (answer.state, answer.asked_again) == (state, state is CardState.UNKNOWN)

    def test_a_card_of_another_person_says_what_differs(self) -> None:
        answer = check("92")
        assert (answer.differs, answer.name) == (("name", "birth", "sex"), "Vàng Thị Thử")

    def test_marks_and_cases_of_a_name_make_no_other_person(self) -> None:
        asked = CardQuestion(number("01"), "LO VAN INH", "1964")
        assert check(question=asked).state is CardState.VALID

    def test_a_renewed_card_brings_its_new_number(self) -> None:
        answer = check("94")
        assert answer.number == "HT3120000000001"
        assert "số mới" in answer.words[0]

    def test_a_number_of_no_shape_is_not_asked_about(self, portal: Played) -> None:
        answer = check(question=CardQuestion("123", NAME, BIRTH))
        assert (answer.state, answer.code, portal.asked) == (CardState.NOT_VALID, "shape", [])

    @pytest.mark.parametrize("typed", ["\0", "a" * 2_000_000, "🙂 \ud800"[:2], "'; drop table--"])
    def test_whatever_is_typed_is_an_answer(self, typed: str) -> None:
        answer = check(question=CardQuestion(number("01"), typed, typed, typed))
        assert answer.state in CardState

    def test_switched_off_nobody_is_asked(self, portal: Played) -> None:
        models.Switch.objects.create(destination=exchange.CARDS, on=False, changed_at=NOW, changed_by="x")
        answer = check()
        assert (answer.state, answer.code, portal.asked) == (CardState.UNKNOWN, "off", [])


class TestAgain:
    def test_a_silent_portal_is_asked_again_until_it_answers(self, portal: Played) -> None:
        portal.faults = [TimeoutError(), ConnectionRefusedError()]
        first = check()
        assert (first.state, first.code) == (CardState.UNKNOWN, "timeout")

        assert again(0.5) == 0
        assert again(1) == 1
        row = models.CardCheck.objects.get()
        assert (row.state, row.code, row.tries) == ("unknown", "unreachable", 2)
        assert again(60) == 1
        row.refresh_from_db()
        assert (row.state, row.tries, row.due_at, row.answered_at) == ("valid", 3, None, played.later(60))

    def test_it_is_not_asked_for_ever(self, portal: Played) -> None:
        portal.faults = [TimeoutError()] * 100
        check()
        now = NOW
        for _day in range(40):
            now += timedelta(hours=4)
            exchange.ask_again(now=lambda at=now: at, until=lambda: False)  # type: ignore[misc]
        row = models.CardCheck.objects.get()
        assert row.due_at is None
        assert row.tries < 20

    def test_a_worker_that_was_killed_is_gone_on_with(self, portal: Played) -> None:
        portal.faults = [SystemExit()]  # type: ignore[list-item]
        with pytest.raises(BaseException):  # noqa: B017, PT011
            check()
        assert models.CardCheck.objects.get().state == "unknown"
        assert again(2) == 1
        assert models.CardCheck.objects.get().state == "valid"


class TestWho:
    def test_every_check_of_a_visit_is_kept_with_its_moment(self, person: UUID) -> None:
        visit = played.a_visit(person)
        check(visit=visit.id)
        check("98", visit=visit.id, moment="end", now=played.later(30), actor=played.desk())

        found = exchange.card_checks_of(actor=played.desk(), visit=visit.id)
        assert [(one.moment.value, one.state.value) for one in found] == [
            ("end", "unknown"),
            ("arrival", "valid"),
        ]
        entries = audit.list_entries(sought=audit.TrailFilter(act="exchange.check-card"))
        assert [list(one.persons) for one in entries] == [[person], [person]]

    def test_who_receives_nobody_there_asks_nothing(self, portal: Played) -> None:
        for actor in (played.desk(cast.PHONG_THO), cast.receptionist()):
            with pytest.raises(NotAllowed):
                check(actor=actor)
        assert portal.asked == []

    def test_a_visit_of_elsewhere_is_not_there(self, person: UUID) -> None:
        visit = played.a_visit(person)
        with pytest.raises(NotFound):
            check(visit=visit.id, actor=played.desk(cast.PHONG_THO))
        with pytest.raises(NotFound):
            exchange.card_checks_of(actor=played.desk(cast.PHONG_THO), visit=visit.id)


def again(minutes: float) -> int:
    return exchange.ask_again(now=lambda: played.later(minutes), until=lambda: False)
