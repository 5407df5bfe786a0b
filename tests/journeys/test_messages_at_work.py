"""Messages at work: the station that tells in person, who watches over the sending, and the door of the gateway."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.connect.sms import Sandbox
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Grant, Scope, system_actor
from hoaban.shared.chart.tests.test_pages import SignIn, sign_in, text
from hoaban.shared.messaging.models import Message, StoppedNumber
from hoaban.shared.messaging.tests.people import TRIAL, Played, gateway
from hoaban.shared.people.tests.village import KHONG_LAO
from tests import cast
from tests.journeys.looks import browser
from tests.journeys.messages import (
    OFFICER,
    PHONE,
    STATION,
    WATCHER,
    ask,
    deliver,
    entries,
    teacher,
    without_phone,
)
from tests.journeys.test_citizens import citizen

__all__ = ["gateway", "sign_in", "teacher", "without_phone"]
pytestmark = pytest.mark.django_db


class TestStation:
    def test_a_station_tells_who_has_no_telephone_and_marks_it(
        self, sign_in: SignIn, without_phone: UUID
    ) -> None:
        message = ask(without_phone)
        deliver()
        nurse = sign_in(*STATION)
        page = text(nurse.get("/messages/to-tell/"))
        assert "Thào A Dơ" in page
        assert "Yêu cầu số 12 về dữ liệu của bạn" in page
        assert [list(one.persons) for one in entries("messages.to-tell")] == [[without_phone]]

        assert nurse.post("/messages/to-tell/", {"message": str(message.pk)}).status_code == 302
        after = text(nurse.get("/messages/to-tell/"))
        assert "Đã ghi là đã nói." in after
        assert "Không có ai cần báo." in after
        assert "Đã nói trực tiếp" in text(citizen(without_phone).get("/my/messages/"))

    def test_another_station_neither_sees_nor_marks_it(self, sign_in: SignIn, without_phone: UUID) -> None:
        message = ask(without_phone)
        deliver()
        other = sign_in("station_nurse", Scope("commune", KHONG_LAO))

        assert "Thào A Dơ" not in text(other.get("/messages/to-tell/"))
        assert other.post("/messages/to-tell/", {"message": str(message.pk)}).status_code == 404
        for nothing in ("", "x", "00000000-0000-0000-0000-000000000000"):
            assert other.post("/messages/to-tell/", {"message": nothing}).status_code == 404
        message.refresh_from_db()
        assert message.state == "to_tell"


class TestWatching:
    def test_who_watches_sees_states_and_ages_and_neither_names_nor_texts(
        self, teacher: UUID, without_phone: UUID, gateway: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gateway.faults = [(422, b'{"code": "unknown-number"}')]
        message = ask(teacher)
        ask(without_phone)
        deliver()
        it = browser("cntt", *WATCHER, monkeypatch)
        pages = [
            text(it.get(address))
            for address in ("/messages/", "/messages/?show=waiting", f"/messages/{message.pk}/",
                            f"/messages/?facility={cast.PROVINCIAL}&show=x", "/messages/?facility=so")
        ]  # fmt: skip

        assert "Yêu cầu về dữ liệu đã có trả lời" in pages[0]
        assert "số máy không có thật" in pages[0]
        assert "Chờ trạm nói trực tiếp" in pages[1]
        assert "Gửi lại" in pages[2]
        assert "Không có tin nào." in pages[4]
        for page in pages:
            for hidden in ("Lò Văn Inh", "Thào A Dơ", PHONE, "099064000103", "số 12", "so 12", str(teacher)):
                assert hidden not in page

    def test_what_failed_is_sent_again_or_said_why_not(
        self, teacher: UUID, gateway: Played, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gateway.faults = [(503, b""), (422, b"{}")]
        message = ask(teacher)
        deliver()
        it = browser("cntt", *WATCHER, monkeypatch)
        assert "bên kia báo lỗi 503" in text(it.get(f"/messages/{message.pk}/"))
        Message.objects.update(due_at=clock.now())
        deliver()
        address = f"/messages/{message.pk}/"
        it.post(address, {"act": "hand-over"})
        assert "Không có trạm nào của người này." in text(it.get(address))
        it.post(address, {"act": "again"})
        assert "Tin sẽ được gửi lại." in text(it.get(address))
        it.post(address, {"act": "again"})
        assert "Tin này không còn trong danh sách hỏng." in text(it.get(address))
        assert it.get("/messages/00000000-0000-0000-0000-000000000000/").status_code == 404

    def test_nobody_else_watches(self, sign_in: SignIn, teacher: UUID) -> None:
        message = ask(teacher)
        for who in (sign_in(*STATION), citizen(teacher), sign_in(*OFFICER)):
            for address in ("/messages/", f"/messages/{message.pk}/"):
                assert who.get(address).status_code in {302, 403}
                assert who.post(address, {"act": "again"}).status_code in {302, 403}


class TestDoor:
    def token(self, *acts: str) -> str:
        officer, now = system_actor("test", "accounts.manage"), clock.now()
        grants = [Grant(act, Scope("all")) for act in acts]
        accounts.register_client(actor=officer, name="cong-tin", label="Cổng", grants=grants, now=now)
        return accounts.issue_token(actor=officer, client="cong-tin", now=now)

    def call(self, body: bytes, token: str) -> Any:
        headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        return Client().post("/api/messages", body, content_type="application/json", **headers)  # type: ignore[arg-type]

    def test_a_gateway_tells_what_arrived(self, teacher: UUID) -> None:
        message = ask(teacher)
        deliver()
        body = Sandbox(TRIAL).receipt(str(message.pk), "+84100000103")
        answer = self.call(body, self.token("messages.receive"))

        assert (answer.status_code, answer.json()) == (200, {"taken": 1})
        message.refresh_from_db()
        assert message.state == "delivered"

    @pytest.mark.parametrize("acts", [(), ("claims.submit", "record.read:TREAT")])
    def test_nobody_else_does(self, teacher: UUID, acts: tuple[str, ...]) -> None:
        body = Sandbox(TRIAL).incoming(PHONE, "STOP")

        assert self.call(body, self.token(*acts) if acts else "").status_code == (403 if acts else 401)
        assert self.call(body, "hb_" + "x" * 43).status_code == 401
        assert not StoppedNumber.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"[]", b'{"version": "1"}', b"\xff\xfe", b" " * 70_000,
         json.dumps({"version": "1", "events": [{"kind": "incoming", "from": "0912345678", "text": "STOP"}] * 201}).encode()],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused_in_plain_words(self, body: bytes) -> None:
        answer = self.call(body, self.token("messages.receive"))

        assert answer.status_code == 400
        assert answer.json()["message_en"] in {"The call cannot be read.", "The call is too long."}
        assert not StoppedNumber.objects.exists()

    def test_it_is_asked_for_nothing(self) -> None:
        token = self.token("messages.receive")

        assert Client().get("/api/messages", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 405
