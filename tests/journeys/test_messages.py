"""Messages from the act that asks for them to the person: who sends, and the own page."""

from __future__ import annotations

import email
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hoaban.connect.mail.tests.test_mail import server_at_home
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.chart.tests.test_pages import SignIn, sign_in, text
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.models import Message, Preference, StoppedNumber
from hoaban.shared.messaging.tests.people import Played, gateway, person
from hoaban.shared.people import api as people
from hoaban.shared.people.tests.village import open_stations, reception, settle
from hoaban.shared.privacy import api as privacy
from tests import cast
from tests.journeys.messages import DAY, OFFICER, PHONE, ask, deliver, entries, teacher, without_phone
from tests.journeys.test_citizens import citizen

__all__ = ["gateway", "sign_in", "teacher", "without_phone"]
pytestmark = pytest.mark.django_db


class TestWhoSends:
    def test_whose_record_was_opened_in_an_emergency_is_told(
        self, sign_in: SignIn, teacher: UUID, gateway: Played
    ) -> None:
        doctor = sign_in("doctor", Scope("facility", cast.PHONG_THO))
        given = {"act": "open", "number": "099064000103", "person": str(teacher), "kind": "unconscious"}
        for _ in range(2):
            assert (
                doctor.post("/people/emergency/", given | {"words": "Hôn mê sau tai nạn xe máy"}).status_code
                == 302
            )
        deliver()

        (sent,) = gateway.texts
        assert sent == (
            f"Y te: Ngay {DAY} ho so cua ban duoc mo khan cap khi chua co quan he cham soc. Ai mo, vi sao: xem trang cua"
            " ban, muc Ai da xem ho so cua toi, hoac hoi Tram Y te."
        )
        assert Message.objects.get().facility == cast.PHONG_THO
        assert [list(one.persons) for one in entries("emergency.open")] == [[teacher]]

    def test_whose_request_was_answered_is_told_once_and_not_of_a_longer_term(
        self, sign_in: SignIn, teacher: UUID, gateway: Played
    ) -> None:
        asking = privacy.Asking("copy", "Xin bản in hồ sơ", identified="known")
        desk = cast.staff("quay", ("consent.record", cast.ALL), ("people.find", cast.ALL))
        number = privacy.ask_about_data(actor=desk, person=teacher, asking=asking, once="x", now=clock.now())
        officer = sign_in(*OFFICER)
        answer = {"outcome": "extended", "words": "Cần thêm thời gian để in"}
        assert officer.post(f"/privacy/requests/{number}/", {**answer, "once": "a"}).status_code == 302
        assert not Message.objects.exists()
        for _ in range(2):
            officer.post(f"/privacy/requests/{number}/", {**answer, "outcome": "fulfilled", "once": "b"})
        deliver()

        assert len(gateway.texts) == 1
        assert f"Yeu cau so {number} ve du lieu cua ban" in gateway.texts[0]

    def test_those_whom_a_breach_concerns_are_told_at_night_too_and_their_numbers_stand_nowhere(
        self, sign_in: SignIn, teacher: UUID, gateway: Played
    ) -> None:
        officer = sign_in(*OFFICER)
        number = opened_breach()
        page = f"/privacy/breaches/{number}/concerned/"
        assert "Mỗi dòng một số" in text(officer.get(page))
        refused = officer.post(page, {"numbers": "099064000103\n12\n", "once": "m"})
        assert refused.status_code == 400
        assert "Dòng không phải số định danh 12 số: 2" in text(refused)
        assert not Message.objects.exists()

        for once in ("m", "m", "n"):
            given = {"numbers": "0990 6400 0103\n\n099999999999\n099064000103", "once": once}
            named = officer.post(page, given)
            assert named.status_code == 200
            assert "Đã giao báo tin cho 1 người." in text(named)
            assert "1 số này không có trong danh bạ" in text(named)
            assert "099999999999" in named.content.decode()
            assert "099064000103" not in named.content.decode()
        night = clock.now().astimezone(VIETNAM).replace(hour=23)
        messaging.deliver_due(
            clock=lambda: night + timedelta(days=1), chance=lambda: 0.5, until=lambda: False
        )

        assert len(gateway.texts) == 1
        assert f"Vu viec so {number}, phat hien ngay {DAY}" in gateway.texts[0]
        shown = text(officer.get(f"/privacy/breaches/{number}/"))
        assert "099999999999" not in shown
        assert "Những người có dữ liệu bị ảnh hưởng" in shown
        assert "099064000103" not in shown
        told = entries("privacy.tell-concerned")
        assert [list(one.persons) for one in told] == [[teacher]] * 2, (
            "of two forms, the second sent once more"
        )

    def test_a_form_of_before_with_other_people_in_it_tells_them_too_and_the_trail_says_so(
        self, sign_in: SignIn, teacher: UUID, gateway: Played
    ) -> None:
        other = person("Lò Thị Mai", "099066000104", "0100000104")
        number = opened_breach()
        officer, page = sign_in(*OFFICER), f"/privacy/breaches/{number}/concerned/"

        for numbers in ("099064000103", "099066000104", "099066000104"):
            assert officer.post(page, {"numbers": numbers, "once": "m"}).status_code == 302

        assert {one.person for one in Message.objects.all()} == {teacher, other}
        assert [list(one.persons) for one in entries("privacy.tell-concerned")] == [[other], [teacher]]


class TestOwnPage:
    def test_a_person_reads_the_whole_whatever_their_telephone_was_told(
        self, teacher: UUID, gateway: Played
    ) -> None:
        person("Lò Thị Mai", "099066000104", PHONE)
        ask(teacher)
        deliver()
        page = text(citizen(teacher).get("/my/messages/"))

        assert "so 12" not in gateway.texts[0]
        assert "Yêu cầu số 12 về dữ liệu của bạn đã có câu trả lời." in page
        assert "Tin nhắn điện thoại: ••••\u00a0103 · máy dùng chung: tin không nêu việc" in page
        assert PHONE not in page
        assert [list(one.persons) for one in entries("messages.own")] == [[teacher]]

    def test_nobody_reads_another_persons(self, teacher: UUID, without_phone: UUID) -> None:
        ask(without_phone)
        mine = citizen(teacher)

        assert mine.get(f"/my/messages/{without_phone}/").status_code == 404
        assert (
            mine.post(f"/my/messages/{without_phone}/", {"way": "page", "language": "vi"}).status_code == 404
        )
        assert "Yêu cầu số 12" not in text(mine.get("/my/messages/"))
        assert not Preference.objects.exists()
        refused = [one for one in entries("messages.own") if one.outcome == "refused"]
        assert [list(one.persons) for one in refused] == [[without_phone]] * 2

    def test_what_a_person_chooses_holds_from_the_next_message_on(
        self, teacher: UUID, gateway: Played
    ) -> None:
        mine = citizen(teacher)
        given = {"way": "sms", "language": "en", "shared": "on"}
        assert mine.post("/my/messages/", given).status_code == 302
        ask(teacher)
        deliver()

        assert gateway.texts == [
            "Health service: There is news for one of those who use this number. Each reads their own on their own page,"
            " or asks their station."
        ]
        assert 'value="en"\n' not in text(mine.get("/my/messages/"))
        assert len(entries("messages.choose")) == 1

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"way": "fax", "language": "vi"}, "way"), ({"way": "sms", "language": "hmn"}, "language"),
            ({"way": "sms", "language": "vi", "email": "a@b.vn, c@d.vn"}, "Địa chỉ thư không đúng."),
            ({"way": "sms", "language": "vi", "email": "a@b.vn\r\nBcc: c@d.vn"}, "Địa chỉ thư không đúng."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_chosen_is_refused_at_its_field(
        self, teacher: UUID, given: dict[str, str], told: str, tmp_path: Path, settings: Any
    ) -> None:
        settings.MESSAGES = with_mail_server(tmp_path, 25)
        answer = citizen(teacher).post("/my/messages/", given)

        assert answer.status_code == 400
        assert told in text(answer)
        assert not Preference.objects.exists()

    def test_who_chose_letters_gets_one_and_the_subject_says_as_little(
        self, teacher: UUID, gateway: Played, tmp_path: Path, settings: Any
    ) -> None:
        mine = citizen(teacher)
        assert "Địa chỉ thư điện tử" not in text(mine.get("/my/messages/")), "nobody sends letters here"
        with server_at_home() as (mailbox, letters):
            settings.MESSAGES = with_mail_server(tmp_path, mailbox.port)
            given = {"way": "email", "language": "vi", "email": "inh@thu.example"}
            assert mine.post("/my/messages/", given).status_code == 302
            message = ask(teacher)
            deliver()

        (letter,) = letters
        read = email.message_from_string(letter, policy=policy.default)
        assert (read["To"], read["Subject"]) == ("inh@thu.example", "Có tin mới từ ngành y tế")
        assert read.get_content().startswith("Y tế: Yêu cầu số 12 về dữ liệu của bạn đã có câu trả lời.")
        assert str(message.pk) in read["Message-ID"]
        assert gateway.texts == []
        message.refresh_from_db()
        assert (message.state, message.way) == ("sent", "email")
        assert "Thư điện tử: i•••@thu.example" in text(mine.get("/my/messages/"))

    def test_who_stands_for_a_child_reads_and_chooses_for_it(self, gateway: Played) -> None:
        open_stations()
        family = settle()
        people.relate(
            actor=reception(),
            person=family.child,
            other=family.mother,
            kind="mother",
            since=None,
            now=clock.now(),
        )
        ask(family.child)
        mother, father = citizen(family.mother), citizen(family.father)
        assert f'href="/my/messages/{family.child}/"' in text(mother.get("/my/messages/"))
        assert "Yêu cầu số 12" in text(mother.get(f"/my/messages/{family.child}/"))
        given = {"way": "in_person", "language": "vi"}
        assert mother.post(f"/my/messages/{family.child}/", given).status_code == 302

        assert Preference.objects.get().person == family.child
        assert father.get(f"/my/messages/{family.child}/").status_code == 404

    def test_a_stopped_number_is_told_how_to_go_on(self, teacher: UUID) -> None:
        StoppedNumber.objects.create(phone="+84100000103", stopped_at=clock.now())

        assert "Nhận lại: nhắn TIEP TUC" in text(citizen(teacher).get("/my/messages/"))


def with_mail_server(folder: Path, port: int) -> str:
    """A configuration whose mail server is on this machine."""
    file = folder / f"messages-{port}.toml"
    file.write_text(
        f'[email]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "tin@soyte.example"\n'
    )
    return str(file)


def opened_breach() -> int:
    officer = cast.staff("kiemtra", ("privacy.breaches", cast.ALL))
    facts = privacy.Facts(what="Mất một máy tính xách tay của trạm")
    return privacy.open_breach(
        actor=officer, discovered_at=clock.now(), facts=facts, once="x", now=clock.now()
    )
