"""What people do about messages: sent again, entered by hand with proof, found there later; dispensing; switches,
accounts, forgetting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from hoaban.connect import eprescriptions as rx
from hoaban.foundation.files import api as files
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hoaban.shared.exchange import api as exchange
from hoaban.shared.exchange import models
from hoaban.shared.exchange.api import State
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.exchange.services import by_hand, keeping
from hoaban.shared.exchange.tests import played
from hoaban.shared.exchange.tests.played import NOW, Played, deliver, handed, later, row
from tests import cast

pytestmark = pytest.mark.django_db
WHO = uuid4()
TODAY = date(2026, 11, 30)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> tuple[Played, rx.Sandbox]:
    played.settle_places()
    return played.play_system(monkeypatch)


def enter(message: exchange.Message, **changes: object) -> None:
    told = {"actor": played.officer(), "number": "QG-1", "on": TODAY, "proof": PNG, "now": later(5)} | changes
    by_hand.enter_by_hand(message=message.id, **told)  # type: ignore[arg-type]


def look(now: datetime) -> int:
    return exchange.look_due(now=lambda: now, until=lambda: False)


def receipts(message: exchange.Message) -> list[str]:
    return [one.kind for one in models.Receipt.objects.filter(message=message.id).order_by("at", "id")]


class TestAgain:
    def test_what_was_refused_is_sent_again(self, system: tuple[Played, rx.Sandbox]) -> None:
        system[0].faults = [played.wire.Reply(200, b'{"token": "bs-1"}'), played.wire.Reply(422, b"{}")]
        message = handed(WHO)
        deliver()
        assert row(message).state == State.REFUSED

        keeping.send_again(actor=played.officer(), message=message.id, now=later(1))
        deliver(later(1))
        assert row(message).state == State.ACCEPTED
        assert list(models.Try.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]

    def test_what_is_settled_is_not(self) -> None:
        message = handed(WHO)
        deliver()
        with pytest.raises(Conflict):
            keeping.send_again(actor=played.officer(), message=message.id, now=later(1))

    def test_only_who_acts_there_does(self) -> None:
        message = handed(WHO, "zz1")
        deliver()
        with pytest.raises(NotFound):
            keeping.send_again(actor=played.officer(cast.PHONG_THO), message=message.id, now=later(1))
        with pytest.raises(NotAllowed):
            keeping.send_again(actor=played.doctor(), message=message.id, now=later(1))
        keeping.send_again(actor=played.keeper(), message=message.id, now=later(1))


class TestByHand:
    def test_it_is_never_sent_after_that(self, system: tuple[Played, rx.Sandbox]) -> None:
        message = handed(WHO, "zz2")
        deliver()
        enter(message)
        for hours in range(1, 80):
            deliver(later(60 * hours))

        assert (row(message).state, row(message).reference, receipts(message)) == (
            State.BY_HAND,
            "QG-1",
            ["by_hand"],
        )
        assert system[1].kept == {}
        proof = models.Receipt.objects.get()
        assert files.get(proof.proof) == PNG

    def test_found_there_later_it_is_marked_and_not_sent_twice(
        self, system: tuple[Played, rx.Sandbox]
    ) -> None:
        message = handed(WHO, "zz6")
        enter(message)
        system[1].kept["12981a7k2zz6-C"] = rx.payload(played.prescription("zz6"))
        assert look(later(40)) == 1

        assert (row(message).state, row(message).found_at) == (State.BY_HAND, later(40))
        assert receipts(message) == ["by_hand", "found"]

    def test_what_is_not_there_is_said_to_be_not_there(self) -> None:
        message = handed(WHO)
        enter(message)
        look(later(40))
        assert (row(message).state, row(message).reason, row(message).found_at) == (
            State.BY_HAND,
            "not-found-there",
            None,
        )

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"number": "  "}, "number"), ({"number": "x" * 101}, "number"), ({"on": date(2026, 11, 29)}, "on"),
            ({"on": date(2026, 12, 1)}, "on"), ({"proof": b"MZ\x90"}, "proof"), ({"proof": b""}, "proof"),
            ({"proof": b"%PDF-" + b"0" * (10 * 1024 * 1024)}, "proof"),
        ],
    )  # fmt: skip
    def test_without_number_day_or_proof_it_is_nothing(self, changes: dict[str, object], place: str) -> None:
        message = handed(WHO)
        with pytest.raises(Invalid) as refused:
            enter(message, **changes)
        assert refused.value.place == place
        assert row(message).state == State.WAITING

    def test_twice_is_told(self) -> None:
        message = handed(WHO)
        enter(message)
        with pytest.raises(Conflict):
            enter(message)
        assert models.Receipt.objects.count() == 1

    def test_who_keeps_the_machines_sees_no_content_and_enters_nothing(self) -> None:
        message = handed(WHO)
        with pytest.raises(NotFound):
            by_hand.see_content(actor=played.keeper(), message=message.id, now=NOW)
        with pytest.raises(NotFound):
            enter(message, actor=played.keeper())

    def test_what_is_typed_stands_in_the_order_of_the_other_side(self) -> None:
        shown = by_hand.see_content(actor=played.officer(), message=handed(WHO).id, now=NOW)
        names = [name for name, _ in shown.rows]
        assert names[:3] == ["loai_don_thuoc", "ma_don_thuoc", "ho_ten_benh_nhan"]
        assert dict(shown.rows)["thong_tin_don_thuoc[1].ten_thuoc"] == "Amlodipin 5mg"

    def test_it_settles_what_it_replaces(self) -> None:
        old = handed(WHO)
        deliver()
        new = handed(WHO, "zz2", replaces=old.id)
        enter(new)
        assert row(old).state == State.REPLACED


class TestDispensing:
    @pytest.mark.parametrize(("end", "extent"), [("m9q", "whole"), ("zz7", "part"), ("zz6", "none")])
    def test_what_was_handed_out_comes_back(self, end: str, extent: str) -> None:
        drugs = tuple(rx.Drug("", f"Thuốc {place}", "viên", "10", "Uống") for place in range(2))
        message = handed(WHO, end, content=rx.content_of(played.prescription(end, drugs=drugs)))
        deliver()
        assert look(later(20)) == 0
        assert look(later(31)) == 1

        (found,) = exchange.messages_about(actor=played.doctor(), about=f"prescription/{end}")
        assert found.extent == extent
        assert [one.kind for one in found.receipts][1:] == (["dispensed"] if extent != "none" else [])
        assert (row(message).look_at is None) == (extent == "whole")

    def test_it_is_not_asked_for_ever(self) -> None:
        message = handed(WHO, "zz6")
        deliver()
        asked = sum(look(NOW + timedelta(hours=hours)) for hours in range(1, 400))
        assert 20 < asked < 30
        assert row(message).look_at is None


class TestSettings:
    def test_a_switch_needs_a_reason_and_its_own_place(self) -> None:
        there = {"destination": exchange.EPRESCRIPTIONS, "now": NOW}
        with pytest.raises(Invalid):
            keeping.switch(actor=played.officer(), facility_code="12981", on=False, why=" ", **there)  # type: ignore[arg-type]
        for facility in ("12982", ""):
            with pytest.raises(NotAllowed):
                keeping.switch(
                    actor=played.officer(), facility_code=facility, on=False, why="bảo trì", **there
                )  # type: ignore[arg-type]
        keeping.switch(actor=played.officer(), facility_code="12981", on=False, why="bảo trì", **there)  # type: ignore[arg-type]
        assert not configuration.is_on(exchange.EPRESCRIPTIONS, "12981")
        assert configuration.is_on(exchange.EPRESCRIPTIONS, "12982")
        keeping.switch(actor=played.keeper(), facility_code="", on=False, why="bảo trì", **there)  # type: ignore[arg-type]
        assert not configuration.is_on(exchange.EPRESCRIPTIONS, "12982")

    def test_an_account_lies_sealed_and_a_secret_left_empty_stays(self) -> None:
        told = {"destination": exchange.CARDS, "facility_code": "12981", "now": NOW}
        keep = {"username": "12981_A", "password": "s3cret", "staff_name": "N", "staff_number": "1"}
        keeping.keep_credentials(actor=played.officer(), values=keep, **told)  # type: ignore[arg-type]
        assert b"s3cret" not in bytes(models.Credential.objects.get().sealed)
        keeping.keep_credentials(
            actor=played.officer(), values=keep | {"password": "", "staff_name": "M"}, **told
        )  # type: ignore[arg-type]
        assert configuration.secrets_of(exchange.CARDS, "12981") == keep | {"staff_name": "M"}

    def test_of_another_row_it_is_worth_nothing(self) -> None:
        keep = {"username": "12981_A", "password": "s3cret", "staff_name": "N", "staff_number": "1"}
        keeping.keep_credentials(
            actor=played.officer(), destination=exchange.CARDS, facility_code="12981", values=keep, now=NOW
        )  # fmt: skip
        models.Credential.objects.update(facility_code="12982")
        assert configuration.kept_secrets(exchange.CARDS, "12982") == {}

    @pytest.mark.parametrize("facility", ["99999", ""])
    def test_nowhere_nothing_is_kept(self, facility: str) -> None:
        with pytest.raises((NotFound, NotAllowed)):
            keeping.keep_credentials(
                actor=played.keeper(), destination=exchange.CARDS, facility_code=facility, values={"password": "a"}, now=NOW
            )  # fmt: skip

    def test_contents_that_are_settled_are_forgotten_after_their_days(self) -> None:
        settled, waits = handed(WHO), handed(WHO, "zz2")
        deliver()
        assert keeping.forget_contents(now=NOW + timedelta(days=89)) == 0
        assert keeping.forget_contents(now=NOW + timedelta(days=91)) == 1
        assert row(settled).content is None
        assert row(waits).content is not None


@pytest.mark.parametrize(
    "text",
    ["[nowhere]\naddress='https://a'", "[eprescriptions]\naddress='http://a'", "[eprescriptions]", "x = [", "[eprescriptions]\naddress='https://a'\nseconds=0"],
)  # fmt: skip
def test_a_file_that_is_wrong_is_said_to_be(text: str, tmp_path: object, settings: object) -> None:
    file = tmp_path / "exchange.toml"  # type: ignore[operator]
    file.write_text(text)
    settings.EXCHANGE = str(file)  # type: ignore[attr-defined]
    assert exchange.configuration_problem().startswith("HOABAN_EXCHANGE")
