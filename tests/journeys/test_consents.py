"""What a person says, at home and at the desk: who may, what is kept, what it does to the record, how it is shown."""

from __future__ import annotations

import base64
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.foundation.accounts.rules import totp
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.consents import take_demo_consents
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.record import api as record
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn, text
from hoaban.shared.people.models import Human
from hoaban.shared.privacy.rules.purposes import CARE
from tests import cast
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

SOUND = b"OggS\x00\x02 loi noi"
DESK = ("reception", Scope("facility", cast.PROVINCIAL))
DOCTOR = ("doctor", Scope("facility", cast.PHONG_THO))
REFUSED = "không đồng ý cho xem phần do nơi khác ghi"


@pytest.fixture
def teacher(teacher: UUID) -> UUID:
    """Lò Văn Inh, with one visit at each of two facilities."""
    register_demo_facilities(actor=cast.staff("officer", ("system.manage", cast.ALL)), now=clock.now())
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    (patient,) = door.of_person(teacher, ("Patient",))
    visit = cast.encounter(UUID(int=77), UUID(patient.id), cast.PHONG_THO)
    door.update("Encounter", visit["id"], visit)
    return teacher


def says(browser: Client, person: UUID, **given: Any) -> Any:
    whole = {"purpose": CARE, "answer": "refused", "how": "signature", **given}
    return browser.post(f"/people/{person}/consents/", whole)


def told(person: UUID) -> list[dict[str, Any]]:
    """All versions of the Consents of a person, newest first."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    return [
        version.json()
        for one in door.of_person(person, ("Consent",))
        for version in door.history("Consent", one.id)
    ]


class TestOwnPage:
    def test_a_refusal_narrows_what_others_see_and_taking_it_back_undoes_that(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        doctor, mine = sign_in(*DOCTOR), citizen(teacher)
        assert "Tăng huyết áp" in text(doctor.get(f"/people/{teacher}/"))

        assert mine.post("/my/consents/", {"purpose": CARE, "answer": "refused"}).status_code == 302

        page = text(doctor.get(f"/people/{teacher}/"))
        assert "Tăng huyết áp" not in page
        assert REFUSED in page
        assert "Lò Văn Inh" in page
        assert "Tăng huyết áp" in text(mine.get("/my/record/"))

        mine.post("/my/consents/", {"purpose": CARE, "answer": "withdrawn"})
        page = text(doctor.get(f"/people/{teacher}/"))
        assert "Tăng huyết áp" in page
        assert REFUSED not in page
        assert [one["status"] for one in told(teacher)] == ["inactive", "active"]
        shown = text(mine.get("/my/consents/"))
        assert "Đã rút lại" in shown
        assert shown.count("Tự chọn trên trang của mình") == 2

    def test_one_place_is_refused_by_name_and_others_are_not(self, sign_in: SignIn, teacher: UUID) -> None:
        mine = citizen(teacher)
        mine.post("/my/consents/", {"purpose": CARE, "answer": "refused", "facility": cast.PHONG_THO})

        assert REFUSED in text(sign_in(*DOCTOR).get(f"/people/{teacher}/"))
        hospital = sign_in("doctor", Scope("facility", cast.PROVINCIAL))
        assert REFUSED not in text(hospital.get(f"/people/{teacher}/"))
        assert "Rút lời từ chối nơi này" in text(mine.get("/my/consents/"))
        told_who_can = text(mine.get("/my/access/"))
        assert told_who_can.count("Nơi này chỉ thấy phần do chính nơi ấy ghi") == 1

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"answer": "withdrawn"}, "Không có gì để rút lại"),
            ({"answer": "refused", "facility": "99999"}, "Không có cơ sở này"),
            ({"answer": "given", "facility": cast.PHONG_THO}, "Chỉ từ chối"),
            ({"answer": "refused", "facility": cast.PHONG_THO, "purpose": "research"}, "Chỉ từ chối"),
        ],
    )
    def test_what_cannot_be_said_is_told_and_nothing_is_kept(
        self, teacher: UUID, given: dict[str, str], words: str
    ) -> None:
        page = citizen(teacher).post("/my/consents/", {"purpose": CARE, **given})

        assert page.status_code == 400
        assert words in text(page)
        assert told(teacher) == []

    @pytest.mark.parametrize(
        ("given", "status"), [({"purpose": "nothing", "answer": "given"}, 404), ({"answer": "x"}, 400), ({}, 400)]
    )  # fmt: skip
    def test_nonsense_is_answered_calmly(self, teacher: UUID, given: dict[str, str], status: int) -> None:
        assert citizen(teacher).post("/my/consents/", given).status_code == status

    def test_the_same_again_is_told(self, teacher: UUID) -> None:
        mine = citizen(teacher)
        mine.post("/my/consents/", {"purpose": "research", "answer": "given"})

        assert mine.post("/my/consents/", {"purpose": "research", "answer": "given"}).status_code == 400
        assert len(told(teacher)) == 1

    def test_a_minor_is_sent_to_the_desk(self, teacher: UUID) -> None:
        Human.objects.filter(pk=teacher).update(birth="2012-03-04")
        mine = citizen(teacher)

        assert "người giám hộ nói thay" in text(mine.get("/my/consents/"))
        assert "Tôi đồng ý" not in text(mine.get("/my/consents/"))
        assert mine.post("/my/consents/", {"purpose": CARE, "answer": "refused"}).status_code == 400

    def test_nothing_is_chosen_beforehand(self, sign_in: SignIn, teacher: UUID) -> None:
        for page in (
            citizen(teacher).get("/my/consents/"),
            sign_in(*DESK).get(f"/people/{teacher}/consents/"),
        ):
            assert " checked" not in text(page)
            assert "Chưa nói" in text(page)


class TestDesk:
    def test_reception_takes_it_down_with_who_said_it_and_how(self, sign_in: SignIn, teacher: UUID) -> None:
        desk = sign_in(*DESK)
        assert says(desk, teacher, how="finger", witness="Quàng Thị Diên").status_code == 302

        page = text(desk.get(f"/people/{teacher}/consents/"))
        assert "Điểm chỉ, có người làm chứng" in page
        assert "làm chứng: Quàng Thị Diên" in page
        (consent,) = told(teacher)
        assert consent["organization"][0]["identifier"]["value"] == cast.PROVINCIAL
        (entry,) = audit.list_entries(sought=audit.TrailFilter(act="record.write"), limit=1)
        assert (entry.purpose, entry.persons, entry.actor_kind) == ("PATRQT", (teacher,), "person")

    def test_a_spoken_answer_keeps_its_recording(self, sign_in: SignIn, teacher: UUID) -> None:
        desk = sign_in(*DESK)
        assert "Hãy chọn tệp ghi âm" in text(says(desk, teacher, how="voice"))
        page = SimpleUploadedFile("loi.ogg", b"<html>")
        assert says(desk, teacher, how="voice", recording=page).status_code == 400

        file = SimpleUploadedFile("loi.ogg", SOUND)
        assert says(desk, teacher, how="voice", recording=file).status_code == 302

        address = text(desk.get(f"/people/{teacher}/consents/")).split("/recordings/")[0].split('"')[-1]
        heard = desk.get(f"{address}/recordings/1")
        assert (heard.content, heard.headers["Content-Type"]) == (SOUND, "audio/ogg")
        assert desk.get(f"{address}/recordings/2").status_code == 404

    def test_for_a_child_a_guardian_speaks_and_from_seven_years_the_child_agrees_too(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        Human.objects.filter(pk=teacher).update(birth="2015-03-04")
        desk = sign_in(*DESK)
        guardian = {"answer": "given", "guardian": "Sùng Thị Chở", "relation": "mẹ"}

        assert "ghi tên người giám hộ" in text(says(desk, teacher, answer="given"))
        assert "chính trẻ cũng phải đồng ý" in text(says(desk, teacher, **guardian))
        assert says(desk, teacher, **guardian, child_agreed="on").status_code == 302
        page = text(desk.get(f"/people/{teacher}/consents/"))
        assert "Sùng Thị Chở (mẹ)" in page
        assert "trẻ cũng đồng ý" in page

    def test_taking_back_a_refusal_opens_so_the_child_is_asked_again(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        Human.objects.filter(pk=teacher).update(birth="2015-03-04")
        desk, guardian = sign_in(*DESK), {"guardian": "Sùng Thị Chở", "relation": "mẹ"}
        assert says(desk, teacher, **guardian).status_code == 302

        assert says(desk, teacher, answer="withdrawn", **guardian).status_code == 400
        assert says(desk, teacher, answer="withdrawn", **guardian, child_agreed="on").status_code == 302

    def test_a_nurse_does_so_for_those_whose_record_is_open_to_her(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        assert says(sign_in("nurse", DOCTOR[1]), teacher).status_code == 302
        stranger = sign_in("nurse", Scope("facility", "12999"))
        assert stranger.get(f"/people/{teacher}/consents/").status_code == 404
        assert says(stranger, teacher, answer="withdrawn").status_code == 404
        assert len(told(teacher)) == 1

    @pytest.mark.parametrize("role", ["doctor", "cashier"])
    def test_others_do_not(self, sign_in: SignIn, teacher: UUID, role: str) -> None:
        browser = sign_in(role, Scope("facility", cast.PROVINCIAL))

        assert browser.get(f"/people/{teacher}/consents/").status_code == 403
        assert says(browser, teacher).status_code == 403

    def test_nobody_else_hears_a_recording_and_a_citizen_has_no_desk(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        says(sign_in(*DESK), teacher, how="voice", recording=SimpleUploadedFile("x.ogg", SOUND))
        (consent,) = told(teacher)
        address = f"/people/{teacher}/consents/{consent['id']}/recordings/1"

        assert sign_in(*DOCTOR).get(address).status_code == 403
        assert sign_in("nurse", Scope("facility", "12999")).get(address).status_code == 404
        assert citizen(teacher).get(address).status_code == 403

    def test_nobody_of_that_id_is_not_found(self, sign_in: SignIn) -> None:
        assert sign_in(*DESK).get(f"/people/{UUID(int=5)}/consents/").status_code == 404

    def test_the_page_speaks_english(self, sign_in: SignIn, teacher: UUID) -> None:
        desk = sign_in(*DESK)
        desk.post("/language/", {"language": "en", "next": "/"})

        assert "Fingerprint with a witness" in text(desk.get(f"/people/{teacher}/consents/"))


class TestEmergency:
    def test_what_a_refusal_leaves_does_not_stand_in_the_way_of_an_emergency(
        self, sign_in: SignIn, teacher: UUID
    ) -> None:
        citizen(teacher).post("/my/consents/", {"purpose": CARE, "answer": "refused"})
        doctor = sign_in(*DOCTOR)
        given = {
            "act": "open", "number": "099064000103", "person": str(teacher), "kind": "life",
            "words": "Hôn mê, cần biết bệnh nền",
        }  # fmt: skip

        assert doctor.post("/people/emergency/", given).status_code == 302

        page = text(doctor.get(f"/people/{teacher}/"))
        assert "Tăng huyết áp" in page
        assert "đầy đủ vì khẩn cấp" in page
        doctor.post(f"/people/{teacher}/emergency/end/")
        assert "Tăng huyết áp" not in text(doctor.get(f"/people/{teacher}/"))


class TestDemo:
    def test_some_people_of_the_demo_have_spoken_once(self, teacher: UUID) -> None:
        officer = system_actor("test", "accounts.manage", "audit.read")
        register_demo_accounts(actor=officer, password=PASSWORD, now=clock.now())

        assert take_demo_consents(now=clock.now()) == 1

        assert {one["policyRule"]["coding"][0]["code"] for one in told(teacher)} == {"OPTIN", "OPTOUT"}
        assert take_demo_consents(now=clock.now()) == 0
        assert len(told(teacher)) == 2


class TestVoices:
    @pytest.fixture
    def officer(self, sign_in: SignIn) -> Client:
        """The operator, with the second factor that the role demands."""
        browser = sign_in("it_officer", Scope("all"))
        spelled = re.search(
            r'<code class="figures">([A-Z2-7 ]+)</code>', text(browser.get("/account/factors/app/"))
        )
        assert spelled is not None
        secret = base64.b32decode(spelled[1].replace(" ", ""))
        browser.post("/account/factors/app/", {"code": totp.code_at(secret, totp.step_of(clock.now()))})
        return browser

    def test_a_placed_recording_is_heard_by_everybody(self, officer: Client, teacher: UUID) -> None:
        placed = {"purpose": CARE, "language": "hmn", "speaker": "Vàng Thị Sua"}
        address = f"/consents/voices/{CARE}/hmn"
        mine = citizen(teacher)
        assert mine.get(address).status_code == 404

        file = SimpleUploadedFile("mong.ogg", SOUND)
        assert officer.post("/consents/voices/", {**placed, "recording": file}).status_code == 302

        assert mine.get(address).content == SOUND
        assert f'src="{address}"' in text(mine.get("/my/consents/"))
        assert "Vàng Thị Sua" in text(officer.get("/consents/voices/"))

    @pytest.mark.parametrize("content", [b"<script>", b""])
    def test_what_is_no_recording_is_told(self, officer: Client, content: bytes) -> None:
        given = {"purpose": CARE, "language": "hmn", "speaker": "Vàng Thị Sua"}
        file = SimpleUploadedFile("x.ogg", content)

        assert officer.post("/consents/voices/", {**given, "recording": file}).status_code == 400

    def test_others_place_none(self, sign_in: SignIn) -> None:
        assert sign_in(*DESK).get("/consents/voices/").status_code == 403
