"""Messages to a system that accepts, refuses, keeps silent, lies; a killed worker; what is too sensitive; corrections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from hoaban.connect import eprescriptions as rx
from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid, NotFound
from hoaban.shared.exchange import api as exchange
from hoaban.shared.exchange import models
from hoaban.shared.exchange.api import State
from hoaban.shared.exchange.services import handing, keeping
from hoaban.shared.exchange.tests import played
from hoaban.shared.exchange.tests.played import NOW, Played, deliver, handed, later, prescription, row

pytestmark = pytest.mark.django_db
WHO = uuid4()


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> tuple[Played, rx.Sandbox]:
    return played.play_system(monkeypatch)


@pytest.fixture
def there(system: tuple[Played, rx.Sandbox]) -> Played:
    return system[0]


@pytest.fixture
def box(system: tuple[Played, rx.Sandbox]) -> rx.Sandbox:
    return system[1]


def run(minutes: float) -> None:
    """The worker, every minute until then."""
    for minute in range(int(minutes) + 1):
        deliver(later(minute))


class TestHandingOver:
    def test_it_is_sent_and_the_receipt_is_kept(self, box: rx.Sandbox) -> None:
        message = handed(WHO)
        assert message.state is State.WAITING
        deliver()

        (found,) = exchange.messages_about(actor=played.doctor(), about="prescription/m9q")
        assert (found.state, found.reference, found.key) == (
            State.ACCEPTED,
            "12981a7k2m9q-C",
            "12981a7k2m9q-C",
        )
        assert [(one.kind, one.number) for one in found.receipts] == [("accepted", "12981a7k2m9q-C")]
        assert list(box.kept) == ["12981a7k2m9q-C"]

    def test_twice_the_same_is_once(self, box: rx.Sandbox) -> None:
        assert handed(WHO).id == handed(WHO, now=later(1)).id
        run(2)
        assert models.Message.objects.count() == 1
        assert models.Try.objects.count() == 1

    def test_nothing_is_sent_for_what_was_rolled_back(self, box: rx.Sandbox) -> None:
        with transaction.atomic():
            handed(WHO)
            transaction.set_rollback(True)
        assert deliver() == 0

    def test_the_content_lies_sealed(self) -> None:
        kept = bytes(row(handed(WHO)).content or b"")
        assert b"Amlodipin" not in kept
        assert handing.content_of(models.Message.objects.get()) == rx.content_of(prescription())

    @pytest.mark.parametrize(
        ("more", "failure"),
        [
            ({"content": {"code": "x"}}, Invalid), ({"content": rx.content_of(prescription(code="12982a7k2m9q-C"))}, Invalid),
            ({"schema": "4210"}, Invalid), ({"replaces": uuid4()}, NotFound),
        ],
    )  # fmt: skip
    def test_what_cannot_be_sent_is_refused_at_once(
        self, more: dict[str, Any], failure: type[HoaBanError]
    ) -> None:
        with pytest.raises(failure):
            handed(WHO, **more)

    def test_nothing_is_handed_to_nobody(self) -> None:
        for name in ("nowhere", exchange.CARDS):
            with pytest.raises(NotFound):
                exchange.hand_over(
                    actor=played.doctor(), destination=name, facility_code="12981", about="x", person=None, content={}, now=NOW
                )  # fmt: skip

    def test_who_has_no_visits_there_sees_no_message(self) -> None:
        handed(WHO)
        assert exchange.messages_about(actor=played.doctor("12982"), about="prescription/m9q") == []


class TestTrying:
    @pytest.mark.parametrize("end", ["zz3", "zz4", "zz5"])
    def test_it_arrives_once_however_the_system_behaves(self, box: rx.Sandbox, end: str) -> None:
        message = handed(WHO, end)
        run(10)

        assert row(message).state == State.ACCEPTED
        assert list(box.kept) == [f"12981a7k2{end}-C"]

    def test_a_timeout_is_not_known_to_have_arrived(self) -> None:
        message = handed(WHO, "zz3")
        deliver()
        assert (row(message).state, row(message).reason, row(message).due_at) == (
            State.UNSURE,
            "timeout",
            later(1),
        )

    def test_a_refusal_waits_for_a_person(self) -> None:
        message = handed(WHO, "zz1")
        run(30)
        assert (row(message).state, row(message).reason, row(message).tries) == (
            State.REFUSED,
            "chan_doan",
            1,
        )

    def test_tried_often_enough_it_is_dead(self) -> None:
        message = handed(WHO, "zz2")
        now = NOW
        for _round in range(60):
            deliver(now)
            now += timedelta(hours=1)
        assert (row(message).state, row(message).tries) == (State.DEAD, 7)
        assert models.Try.objects.filter(outcome="later").count() == 7

    def test_a_killed_worker_is_gone_on_with_and_nothing_arrives_twice(
        self, there: Played, box: rx.Sandbox
    ) -> None:
        message = handed(WHO)
        played.forget_tokens()
        there.ask_it = lambda request: _die_after(box, request)
        with pytest.raises(_Killed):
            deliver()
        assert (row(message).state, list(box.kept)) == (State.SENDING, ["12981a7k2m9q-C"])

        there.ask_it = box.ask
        assert deliver(later(2)) == 0
        deliver(later(3))
        assert (row(message).state, row(message).tries) == (State.ACCEPTED, 2)
        assert list(box.kept) == ["12981a7k2m9q-C"]

    def test_a_wrong_password_is_no_reason_to_be_unsure(self, there: Played) -> None:
        there.faults = [played.wire.Reply(401)]
        message = handed(WHO)
        deliver()
        assert (row(message).state, row(message).reason) == (State.WAITING, "login")

    def test_switched_off_it_waits_without_a_try(self, there: Played) -> None:
        models.Switch.objects.create(
            destination=exchange.EPRESCRIPTIONS,
            facility_code="12981",
            on=False,
            changed_at=NOW,
            changed_by="x",
        )
        message = handed(WHO)
        deliver()
        assert (row(message).state, row(message).reason, row(message).tries, there.asked) == (
            State.WAITING,
            "off",
            0,
            [],
        )

        models.Switch.objects.update(on=True)
        deliver(later(10))
        assert row(message).state == State.ACCEPTED


class TestSensitive:
    def test_of_what_the_law_hides_nobody_is_told_whose_it_is(self, box: rx.Sandbox) -> None:
        handed(WHO, sensitive={"hiv", "tb"})
        deliver()

        (said,) = box.kept.values()
        assert (said["ho_ten_benh_nhan"], said["ma_dinh_danh_cong_dan"], said["ngay_sinh_benh_nhan"]) == (
            "Người bệnh",
            "",
            "1964",
        )
        assert said["thong_tin_don_thuoc"][0]["ten_thuoc"] == "Amlodipin 5mg"

    def test_a_label_that_nobody_thought_of_is_withheld_and_not_kept(self, there: Played) -> None:
        message = handed(WHO, sensitive={"something-new"})
        deliver()
        assert (row(message).state, row(message).content, there.asked) == (State.WITHHELD, None, [])

    def test_what_may_be_sent_is_sent_whole(self, box: rx.Sandbox) -> None:
        handed(WHO, sensitive={"mental"})
        deliver()
        assert next(iter(box.kept.values()))["ho_ten_benh_nhan"] == played.NAME


class TestReplacing:
    def test_what_was_not_sent_is_not_sent_any_more(self, box: rx.Sandbox) -> None:
        old = handed(WHO)
        new = handed(WHO, "m9r", replaces=old.id)
        run(2)
        assert (row(old).state, row(new).state, list(box.kept)) == (
            State.REPLACED,
            State.ACCEPTED,
            ["12981a7k2m9r-C"],
        )

    def test_what_arrived_stands_until_the_new_one_is_there(self) -> None:
        old = handed(WHO)
        deliver()
        new = handed(WHO, "m9r", replaces=old.id)
        assert row(old).state == State.ACCEPTED
        deliver(later(1))
        assert (row(old).state, row(new).state) == (State.REPLACED, State.ACCEPTED)

    def test_it_is_replaced_once(self) -> None:
        old = handed(WHO)
        handed(WHO, "m9r", replaces=old.id)
        with pytest.raises(Conflict):
            handed(WHO, "m9s", replaces=old.id)


class TestCallingBack:
    def test_what_was_not_sent_is_not_sent_any_more(self, there: Played) -> None:
        message = handed(WHO)
        exchange.call_back(actor=played.doctor(), about="prescription/m9q", now=later(1))
        run(3)
        assert (row(message).state, row(message).reason, there.asked) == (State.CALLED_BACK, "", [])

    @pytest.mark.parametrize(("end", "state"), [("m9q", State.ACCEPTED), ("zz2", State.CALLED_BACK)])
    def test_what_is_there_or_may_be_is_for_a_person_to_cancel(self, end: str, state: State) -> None:
        message = handed(WHO, end)
        deliver()
        exchange.call_back(actor=played.doctor(), about=f"prescription/{end}", now=later(1))
        run(5)
        assert (row(message).state, row(message).reason) == (state, "cancelled-here")

        keeping.settle_cancelled(actor=played.officer(), message=message.id, now=later(6))
        keeping.settle_cancelled(actor=played.officer(), message=message.id, now=later(7))
        assert (row(message).reason, row(message).changed_at) == ("", later(6))

    def test_what_a_killed_worker_sent_meanwhile_is_not_sent_again(
        self, there: Played, box: rx.Sandbox
    ) -> None:
        message = handed(WHO)
        there.ask_it = lambda request: _die_after(box, request)
        with pytest.raises(_Killed):
            deliver()
        exchange.call_back(actor=played.doctor(), about="prescription/m9q", now=later(1))
        there.ask_it = box.ask
        run(10)
        assert (row(message).state, row(message).reason, row(message).tries) == (
            State.CALLED_BACK,
            "cancelled-here",
            1,
        )


class _Killed(BaseException):
    pass


def _die_after(box: rx.Sandbox, request: played.wire.Request) -> played.wire.Reply:
    """The system takes it, and the worker dies before it reads the answer."""
    reply = box.ask(request)
    if request.address.endswith("/gui-don-thuoc"):
        raise _Killed
    return reply


def test_a_person_of_the_handing_over_is_told_of_in_the_trail() -> None:
    handed(WHO)
    (entry,) = audit.list_entries(sought=audit.TrailFilter(act="exchange.hand-over"))
    assert list(entry.persons) == [WHO]
