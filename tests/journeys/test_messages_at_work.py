"""Messages at work: the station that tells in person, who watches over the sending, and the door of the gateway."""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.test import Client

from hoaban.connect.sms import Sandbox
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Grant, Scope, system_actor
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.shared.chart.tests.test_pages import SignIn, sign_in, text
from hoaban.shared.messaging.models import Message, Preference, StoppedNumber
from hoaban.shared.messaging.tests.people import TRIAL, Played, gateway, person
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


class TestWatchingAUnit:
    def test_the_accounts_officer_of_a_unit_sees_what_became_of_its_messages_and_of_no_others(
        self, sign_in: SignIn, teacher: UUID, without_phone: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own, department = ask(teacher), ask(without_phone)
        Message.objects.filter(pk=department.pk).update(facility="")
        deliver()
        officer = browser("qltk.bv", "unit_accounts_officer", Scope("facility", cast.PROVINCIAL), monkeypatch)
        page = text(officer.get("/messages/?show=waiting"))
        assert "Tin mà cơ sở của bạn yêu cầu báo cho người dân" in page
        assert "Yêu cầu về dữ liệu đã có trả lời" in page
        for hidden in ("Sở Y tế", "Lò Văn Inh", PHONE, "số 12", str(teacher)):
            assert hidden not in page.partition("Theo cơ sở")[2].partition("Bản cài thử")[0]

        address = f"/messages/{own.pk}/"
        assert officer.get(address).status_code == 200
        Message.objects.filter(pk=own.pk).update(state="failed")
        assert "Gửi lại" not in text(officer.get(address))
        assert officer.post(address, {"act": "again"}).status_code == 403
        assert officer.get(f"/messages/{department.pk}/").status_code == 404
        assert str(department.pk) not in officer.get("/messages/?show=waiting&facility=so").content.decode()


class TestDesk:
    """How somebody wishes to be told, said at the desk by who signs in nowhere."""

    DESK = ("reception", Scope("facility", cast.PROVINCIAL))
    CHOICE: ClassVar = {"way": "in_person", "language": "vi", "shared": "on"}

    def test_reception_notes_it_and_the_next_message_goes_that_way(
        self, sign_in: SignIn, without_phone: UUID
    ) -> None:
        desk, address = sign_in(*self.DESK), f"/people/{without_phone}/messages/"
        assert "Thào A Dơ" in text(desk.get(address))
        assert desk.post(address, self.CHOICE).status_code == 302
        assert desk.post(address, self.CHOICE).status_code == 302

        message = ask(without_phone)
        deliver()
        message.refresh_from_db()
        assert message.state == "to_tell"
        assert [list(one.persons) for one in entries("messages.choose")] == [[without_phone]] * 2
        mine = citizen(without_phone)
        page = mine.get("/my/messages/").content.decode()
        (chosen,) = re.findall(r"<input[^>]*name=.way.[^>]*checked[^>]*>", page)
        assert 'value="in_person"' in chosen
        assert "Ghi cách muốn được báo tin" in text(mine.get("/my/looks/"))
        assert "Yêu cầu số 12" not in text(desk.get(address))

    def test_a_station_notes_it_of_its_people_and_of_nobody_else(
        self, sign_in: SignIn, without_phone: UUID, teacher: UUID
    ) -> None:
        nurse = sign_in(*STATION)
        assert nurse.post(f"/people/{without_phone}/messages/", self.CHOICE).status_code == 302
        other = sign_in("station_nurse", Scope("commune", KHONG_LAO))
        nobody = UUID("00000000-0000-0000-0000-000000000000")
        for who, whom in ((other, without_phone), (nurse, teacher), (nurse, nobody)):
            assert who.get(f"/people/{whom}/messages/").status_code == 404
            assert who.post(f"/people/{whom}/messages/", self.CHOICE).status_code == 404
        doctor = sign_in("doctor", Scope("facility", cast.PROVINCIAL))
        assert doctor.post(f"/people/{teacher}/messages/", self.CHOICE).status_code == 403
        assert [list(one.persons) for one in entries("messages.choose")] == [[without_phone]]

    @pytest.mark.parametrize("wrong", [{"way": "pigeon"}, {"way": ""}, {"language": "fr"}, {"way": "email"}])
    def test_what_is_no_choice_is_said_at_its_field_and_nothing_kept(
        self, sign_in: SignIn, without_phone: UUID, wrong: dict[str, str]
    ) -> None:
        desk = sign_in(*self.DESK)
        answer = desk.post(f"/people/{without_phone}/messages/", {**self.CHOICE, **wrong})
        assert answer.status_code == 400
        assert not Preference.objects.exists()


class TestSharedTelephone:
    def test_a_no_at_the_desk_keeps_messages_off_it_and_a_yes_lets_them_in(
        self, sign_in: SignIn, gateway: Played
    ) -> None:
        register_demo_facilities(actor=cast.staff("officer", ("system.manage", cast.ALL)), now=clock.now())
        lives = cast.patient(UUID(int=1), commune=cast.DAO_SAN)["address"]
        one = person("Thào A Dơ", "099060000107", PHONE, address=lives)
        person("Thào Thị Mai", "099060000108", PHONE, address=lives)
        desk, address = sign_in(*TestDesk.DESK), f"/people/{one}/consents/"
        said = {"purpose": "shared-phone", "how": "finger", "witness": "Vàng Thị Sua"}

        states = []
        for number, answer in enumerate(("", "refused", "given", "withdrawn")):
            if answer:
                assert desk.post(address, {**said, "answer": answer}).status_code == 302
            message = ask(one, number)
            deliver()
            message.refresh_from_db()
            states.append(message.state)
        assert states == ["sent", "to_tell", "sent", "sent"]
        assert len(set(gateway.texts)) == 1
        assert "Có tin mới cho một người dùng số này" in gateway.texts[0] or "Co tin moi" in gateway.texts[0]


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
