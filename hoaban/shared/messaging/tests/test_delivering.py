"""What is asked for goes out, once, by the way that leads to the person, and what became of it is written down."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from hoaban.connect import sms
from hoaban.connect.sms.sandbox import reference_of
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hoaban.shared.messaging import api
from hoaban.shared.messaging.models import Message, Preference
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.services import delivering, keeping
from hoaban.shared.messaging.tests.people import (
    NOON,
    OFFICER,
    WATCHER,
    Played,
    ask,
    deliver,
    gateway,
    later,
    person,
    state_of,
    teller,
)
from hoaban.shared.people.tests.village import KHONG_LAO, open_stations
from tests import cast

__all__ = ["gateway"]
pytestmark = pytest.mark.django_db
PHONE = "0100000101"


@pytest.fixture
def inh(gateway: Played) -> UUID:
    return person("Lò Văn Inh", "099064000103", PHONE)


@pytest.fixture
def without_phone(gateway: Played) -> UUID:
    open_stations()
    return person(
        "Thào A Dơ", "099060000107", address=cast.patient(UUID(int=1), commune=cast.DAO_SAN)["address"]
    )


class TestSending:
    def test_what_is_asked_for_goes_out_once_with_a_reference(self, inh: UUID, gateway: Played) -> None:
        message = ask(inh)

        assert (deliver(), deliver()) == (1, 0)
        assert state_of(message) == ("sent", "")
        assert message.reference == reference_of(str(message.pk))
        assert gateway.texts == [
            "Y te: Yeu cau so 12 ve du lieu cua ban da co cau tra loi. Xem trang cua ban, muc Yeu cau ve du lieu cua"
            " toi, hoac hoi noi ban da gui."
        ]
        assert (gateway.asked[0]["to"], message.parts) == ("+84100000101", 1)

    def test_asked_for_twice_it_is_one_message(self, inh: UUID, gateway: Played) -> None:
        first, again = ask(inh), ask(inh, now=later(5))
        deliver(later(10))
        ask(inh, now=later(15))
        deliver(later(20))

        assert first.pk == again.pk
        assert len(gateway.asked) == 1
        assert ask(inh, number=13).pk != first.pk

    def test_nothing_goes_out_for_an_act_that_was_undone(self, inh: UUID, gateway: Played) -> None:
        with transaction.atomic():
            ask(inh)
            transaction.set_rollback(True)

        assert deliver() == 0
        assert gateway.asked == []

    def test_what_does_not_fit_the_template_is_refused_where_it_is_asked(self, inh: UUID) -> None:
        for template, values in (
            ("request-answered", {}),
            ("request-answered", {"number": "Viêm gan"}),
            ("x", {}),
        ):
            with pytest.raises((Invalid, NotFound)):
                api.send_message(
                    actor=OFFICER,
                    person=inh,
                    template=template,
                    values=values,
                    about="",
                    now=NOON,  # type: ignore[arg-type]
                )
        assert not Message.objects.exists()

    def test_at_night_it_waits_for_the_morning(self, inh: UUID, gateway: Played) -> None:
        night = NOON.replace(hour=22)
        message = ask(inh, now=night)

        deliver(night)
        assert state_of(message) == ("held", "")
        assert deliver(night + timedelta(hours=8)) == 0
        deliver(night + timedelta(hours=9))
        assert state_of(message) == ("sent", "")

    def test_what_is_out_of_date_is_not_sent(self, inh: UUID, gateway: Played) -> None:
        message = ask(inh, expires_at=later(30))
        deliver(later(31))

        assert state_of(message) == ("expired", "")
        assert gateway.asked == []

    def test_the_language_and_marks_are_what_the_person_chose(self, inh: UUID, gateway: Played) -> None:
        Preference.objects.create(person=inh, way="sms", language="en", set_at=NOON, set_by="x")
        ask(inh)
        deliver()

        assert gateway.texts[0].startswith("Health service: Your request number 12")


class TestSharedTelephones:
    def expected(self, language: str = "vi") -> str:
        before = {"vi": "Y tế: ", "en": "Health service: "}[language]
        return sms.without_marks(before + templates.neutral(language, NOON.date()))

    def test_a_telephone_of_two_people_is_told_neither_for_whom_nor_what(
        self, inh: UUID, gateway: Played
    ) -> None:
        person("Lò Thị Mai", "099066000104", "+84 100 000 101")
        message = ask(inh)
        deliver()

        assert gateway.texts == [self.expected()]
        message.refresh_from_db()
        assert message.shared

    def test_a_telephone_that_the_person_calls_shared_is_too(self, inh: UUID, gateway: Played) -> None:
        Preference.objects.create(person=inh, way="sms", language="vi", shared=True, set_at=NOON, set_by="x")
        ask(inh)
        deliver()

        assert gateway.texts == [self.expected()]

    def test_of_two_telephones_the_own_one_is_taken(self, gateway: Played) -> None:
        person("Lò Thị Mai", "099066000104", "0100000102")
        both = person("Lò Văn Inh", "099064000103", "0100000102", "0100000103")
        ask(both)
        deliver()

        assert gateway.asked[0]["to"] == "+84100000103"
        assert "so 12" in gateway.texts[0]


class TestTryingAgain:
    def test_a_gateway_that_is_away_is_asked_again_ever_later_until_it_is_there(
        self, inh: UUID, gateway: Played
    ) -> None:
        gateway.faults = [TimeoutError(), OSError(), (503, b""), (200, b"nonsense")]
        message, now = ask(inh), NOON
        seen = []
        for _ in range(5):
            deliver(now)
            seen.append(state_of(message))
            now = message.due_at
        assert seen == [
            ("asked", "timeout"), ("asked", "unreachable"), ("asked", "status-503"), ("asked", "answer"), ("sent", ""),
        ]  # fmt: skip
        assert len({one["id"] for one in gateway.asked}) == 1, "the gateway knows them as one"

    def test_it_is_given_up_in_the_end_and_listed(self, inh: UUID, gateway: Played) -> None:
        gateway.faults = [TimeoutError()] * 9
        message, now = ask(inh), NOON
        for _ in range(9):
            deliver(now)
            message.refresh_from_db()
            now = message.due_at

        assert (state_of(message), message.attempts) == (("failed", "timeout"), 6)
        assert len(gateway.asked) == 6

    def test_a_number_that_nobody_has_is_tried_once(self, gateway: Played) -> None:
        message = ask(person("Lò Văn Inh", "099064000103", "0100000197"))
        deliver()
        deliver(later(600))

        assert state_of(message) == ("failed", "unknown-number")
        assert len(gateway.asked) == 1

    def test_a_worker_that_was_killed_before_it_noted_leaves_a_message_that_the_gateway_sends_once(
        self, inh: UUID, gateway: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = ask(inh)
        with monkeypatch.context() as killed:
            killed.setattr(delivering, "_note", _killed)
            with pytest.raises(KeyboardInterrupt):
                deliver()

        assert state_of(message) == ("sending", "")
        assert deliver(later(2)) == 0, "it may still be at it"
        assert deliver(later(4)) == 1
        assert state_of(message) == ("sent", "")
        assert [one["id"] for one in gateway.asked] == [str(message.pk)] * 2

    def test_a_message_that_breaks_every_worker_is_given_up(
        self, inh: UUID, gateway: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = ask(inh)
        monkeypatch.setattr(delivering, "_note", _killed)
        for turn in range(6):
            with pytest.raises(KeyboardInterrupt):
                deliver(later(4 * turn))
        deliver(later(60))

        assert state_of(message) == ("failed", "broken-off")

    def test_a_slow_worker_does_not_undo_what_a_receipt_told(
        self, inh: UUID, gateway: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = ask(inh)

        def receipt_comes_first(row: Message, *rest: Any) -> None:
            Message.objects.filter(pk=row.pk).update(state="delivered")
            noted(row, *rest)

        noted = delivering._note
        monkeypatch.setattr(delivering, "_note", receipt_comes_first)
        deliver()

        assert state_of(message) == ("delivered", "")


class TestByHand:
    def test_what_failed_is_sent_again_by_who_watches_over_it(self, inh: UUID, gateway: Played) -> None:
        gateway.faults = [(422, b'{"code": "blocked"}')]
        message = ask(inh)
        deliver()
        with pytest.raises(NotAllowed):
            keeping.send_again(actor=teller(), message=message.pk, now=NOON)
        keeping.send_again(actor=WATCHER, message=message.pk, now=NOON)
        deliver()

        assert state_of(message) == ("sent", "")
        with pytest.raises(Conflict):
            keeping.send_again(actor=WATCHER, message=message.pk, now=NOON)

    def test_what_failed_is_handed_to_the_station(self, gateway: Played) -> None:
        open_stations()
        address = cast.patient(UUID(int=1), commune=cast.DAO_SAN)["address"]
        message = ask(person("Lò Văn Inh", "099064000103", "0100000197", address=address))
        deliver()
        keeping.hand_over(actor=WATCHER, message=message.pk, now=NOON)

        assert state_of(message)[0] == "to_tell"
        assert message.commune_code == cast.DAO_SAN

    def test_nobody_is_handed_over_to_no_station(self, gateway: Played) -> None:
        message = ask(person("Lò Văn Inh", "099064000103", "0100000197"))
        deliver()
        with pytest.raises(Conflict):
            keeping.hand_over(actor=WATCHER, message=message.pk, now=NOON)

        assert state_of(message)[0] == "failed"


class TestInPerson:
    def test_who_has_no_telephone_is_told_by_the_station_of_their_commune(self, without_phone: UUID) -> None:
        message = ask(without_phone)
        deliver()
        assert state_of(message) == ("to_tell", "")

        with pytest.raises(NotFound):
            keeping.mark_told(actor=teller(KHONG_LAO), message=message.pk, now=NOON)
        with pytest.raises(NotAllowed):
            keeping.mark_told(actor=WATCHER, message=message.pk, now=NOON)
        for _ in range(2):
            keeping.mark_told(actor=teller(), message=message.pk, now=NOON)

        assert state_of(message) == ("told", "")
        assert message.told_by == teller().id

    def test_without_a_gateway_everybody_is_told_in_person(
        self, without_phone: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hoaban.shared.messaging.queries.configuration._trial", [])
        address = cast.patient(UUID(int=1), commune=cast.DAO_SAN)["address"]
        message = ask(person("Lò Văn Inh", "099064000103", PHONE, address=address))
        deliver()

        assert state_of(message) == ("to_tell", "")

    def test_what_was_not_sent_cannot_be_marked_as_told(self, inh: UUID) -> None:
        with pytest.raises(NotFound):
            keeping.mark_told(
                actor=cast.staff("x", ("messages.tell", cast.ALL)), message=ask(inh).pk, now=NOON
            )


def test_texts_and_numbers_are_forgotten_after_their_days_and_the_rest_stays(
    inh: UUID, gateway: Played
) -> None:
    message = ask(inh)
    deliver()
    assert keeping.forget_texts(now=NOON + timedelta(days=89)) == 0
    assert keeping.forget_texts(now=NOON + timedelta(days=91)) == 1
    assert keeping.forget_texts(now=NOON + timedelta(days=91)) == 0

    assert state_of(message) == ("sent", "")
    assert (message.text, message.address, message.values) == ("", "", {})
    assert message.reference


def _killed(*_given: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(gateway: Played) -> None:
    whose = person("Lò Văn Inh", "099064000103", PHONE)
    for number in range(1, 21):
        ask(whose, number)
    together = threading.Barrier(2)

    def work() -> int:
        together.wait()
        try:
            return deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        done = [one.result() for one in [workers.submit(work) for _ in range(2)]]

    assert sum(done) == 20
    assert len({one["id"] for one in gateway.asked}) == len(gateway.asked) == 20
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
