"""The pages of what goes out: who sees which, what is typed badly, and that nobody's name stands where it must not."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.connect import eprescriptions as rx
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.exchange import models
from hoaban.shared.exchange.queries import configuration
from hoaban.shared.exchange.tests import played
from hoaban.shared.exchange.tests.played import NAME, deliver, handed
from tests import cast

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
NUMBER = "012064000103"


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> rx.Sandbox:
    played.settle_places()
    played.play_portal(monkeypatch)
    return played.play_system(monkeypatch)[1]


@pytest.fixture
def person() -> UUID:
    return played.somebody()


def browser(role: str, scope: Scope) -> Client:
    name = f"{role}.{scope.code or 'all'}".replace("_", "-")
    account(name, role, scope)
    return wholly_signed_in(name)


def officer(facility: str = cast.PROVINCIAL) -> Client:
    return browser("insurance_officer", Scope("facility", facility))


def keeper() -> Client:
    return browser("it_officer", cast.ALL)


def text(who: Client, address: str) -> str:
    answer = who.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def by_hand(**changes: object) -> dict[str, object]:
    proof = SimpleUploadedFile("man-hinh.png", PNG, "image/png")
    return {"number": "QG-1", "on": f"{vietnam_day(clock.now()):%Y-%m-%d}", "proof": proof} | changes


class TestWatching:
    def test_the_officer_of_a_facility_sees_its_messages_and_what_to_do(self, person: UUID) -> None:
        message = handed(person, "zz1")
        deliver()
        who = officer()

        assert "12981a7k2zz1-C" in text(who, "/exchange/")
        page = text(who, f"/exchange/{message.id}/")
        assert "Bị từ chối" in page
        assert "bên nhận không nhận: chan_doan" in page
        assert "Sửa ở nơi đã lập" in page
        assert NAME in page
        entries = audit.list_entries(sought=audit.TrailFilter(act="exchange.watch"))
        assert [list(one.persons) for one in entries] == [[person], [person]]

    def test_who_keeps_the_machines_sees_states_and_nobody(self, person: UUID) -> None:
        message = handed(person, "zz1")
        deliver()
        who = keeper()
        for address in ("/exchange/", f"/exchange/{message.id}/", "/exchange/?show=open", "/exchange/cards/"):
            page = text(who, address)
            assert NAME not in page
            assert NUMBER not in page
            assert "Amlodipin" not in page
        assert f"/exchange/{message.id}/by-hand/" not in text(who, f"/exchange/{message.id}/")
        assert who.get(f"/exchange/{message.id}/by-hand/").status_code == 404

    def test_another_facility_sees_nothing_of_it(self, person: UUID) -> None:
        message = handed(person, "zz1")
        deliver()
        other = officer(cast.PHONG_THO)
        assert "12981a7k2zz1-C" not in text(other, "/exchange/?facility=12981")
        for address in (f"/exchange/{message.id}/", f"/exchange/{message.id}/by-hand/"):
            assert other.get(address).status_code == 404
        assert other.post(f"/exchange/{message.id}/").status_code == 404

    def test_sent_again_it_goes_out(self, person: UUID, system: rx.Sandbox) -> None:
        message = handed(person, "zz1")
        deliver()
        who = officer()
        assert who.post(f"/exchange/{message.id}/").status_code == 302
        assert "Sẽ gửi trong vòng một phút." in text(who, f"/exchange/{message.id}/")
        assert models.Message.objects.get().state == "waiting"

        models.Message.objects.update(state="accepted")
        who.post(f"/exchange/{message.id}/")
        assert "tải lại trang" in text(who, f"/exchange/{message.id}/")

    @pytest.mark.parametrize(
        "query", ["?show=x&start=-1", "?facility=%00'&to=<b>", "?start=99999999999999", f"?show={'x' * 3000}"]
    )
    def test_nonsense_in_an_address_is_a_page(self, query: str) -> None:
        who = officer()
        for address in ("/exchange/", "/exchange/cards/"):
            assert who.get(address + query).status_code == 200

    def test_a_doctor_and_a_visitor_come_nowhere(self) -> None:
        doctor = browser("doctor", Scope("facility", cast.PROVINCIAL))
        for address in ("/exchange/", "/exchange/cards/", "/exchange/destinations/", f"/exchange/{uuid4()}/"):
            assert doctor.get(address).status_code == 403
            assert Client().get(address).status_code == 302

    def test_cards_that_wait_are_listed_without_whose_they_are(self, person: UUID) -> None:
        visit = played.a_visit(person)
        question = played.exchange.CardQuestion("HT3120000000098", NAME, played.BIRTH)
        played.exchange.check_card(
            actor=played.desk(), facility_code="12981", question=question, visit=visit.id, now=clock.now()
        )  # fmt: skip
        page = text(officer(), "/exchange/cards/")
        assert "Thẻ chưa xác minh" in page
        assert NAME not in page
        assert "HT3120000000098" not in page


class TestByHand:
    def test_what_is_typed_there_is_shown_and_what_came_of_it_kept(self, person: UUID) -> None:
        message = handed(person, "zz2")
        deliver()
        who, address = officer(), f"/exchange/{message.id}/by-hand/"
        page = text(who, address)
        assert "ho_ten_benh_nhan" in page
        assert NAME in page

        assert who.post(address, by_hand()).status_code == 302
        page = text(who, f"/exchange/{message.id}/")
        assert "Đã nhập tay" in page
        proof = who.get(f"/exchange/{message.id}/proofs/{models.Receipt.objects.get().proof}/")
        assert proof.content == PNG
        assert proof.headers["Content-Disposition"] == 'attachment; filename="chung-minh.png"'
        assert (
            keeper().get(f"/exchange/{message.id}/proofs/{models.Receipt.objects.get().proof}/").status_code
            == 404
        )
        assert who.get(f"/exchange/{message.id}/proofs/{'0' * 64}/").status_code == 404
        assert who.get(f"/exchange/{message.id}/proofs/x/").status_code == 404

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"number": ""}, "Trường này là bắt buộc"), ({"on": "31/02/2026"}, ""), ({"on": "2020-01-01"}, "Ngày nhập phải từ"),
            ({"proof": SimpleUploadedFile("a.png", b"MZ", "image/png")}, "PDF, PNG hoặc JPEG"), ({"proof": ""}, ""),
            ({"number": "x" * 2_000_000}, ""),
        ],
    )  # fmt: skip
    def test_what_is_typed_badly_is_said_at_its_place_and_kept(
        self, person: UUID, changes: dict[str, object], words: str
    ) -> None:
        message = handed(person, "zz2")
        who, address = officer(), f"/exchange/{message.id}/by-hand/"
        answer = who.post(address, by_hand(**changes))
        assert answer.status_code == 400
        assert words in answer.content.decode() or words.startswith("Trường")
        if "number" not in changes:
            assert "QG-1" in answer.content.decode()
        assert models.Message.objects.get().state == "waiting"

    def test_twice_is_told(self, person: UUID) -> None:
        message = handed(person, "zz2")
        who, address = officer(), f"/exchange/{message.id}/by-hand/"
        who.post(address, by_hand())
        assert who.post(address, by_hand()).status_code == 400
        assert models.Receipt.objects.count() == 1


class TestDestinations:
    def test_an_officer_switches_at_their_own_facility(self) -> None:
        who, address = officer(), "/exchange/destinations/eprescriptions/?facility=12981"
        assert "Chạy thử" in text(who, "/exchange/destinations/")
        refused = who.post(address, {"act": "switch-off", "why": ""})
        assert refused.status_code == 400
        assert "Ghi lý do tắt." in refused.content.decode()
        assert who.post(address, {"act": "switch-off", "why": "Cổng bảo trì"}).status_code == 302
        assert "Cổng bảo trì" in text(who, address)
        assert not configuration.is_on("eprescriptions", "12981")
        assert who.post(address, {"act": "switch-on", "why": ""}).status_code == 302
        assert configuration.is_on("eprescriptions", "12981")

    def test_not_at_another_and_not_for_all(self) -> None:
        who = officer()
        address = "/exchange/destinations/eprescriptions/?facility="
        assert who.post(address + "12982", {"act": "switch-off", "why": "a"}).status_code == 403
        assert who.post(address + "12981", {"act": "switch-all-off", "why": "a"}).status_code == 403
        assert who.get("/exchange/destinations/nowhere/").status_code == 404
        assert not models.Switch.objects.exists()

    def test_who_keeps_the_machines_switches_for_all(self) -> None:
        who, address = keeper(), "/exchange/destinations/insurance-cards/"
        assert who.post(address, {"act": "switch-all-off", "why": "a"}).status_code == 302
        assert not configuration.is_on("insurance-cards", "12982")

    def test_a_secret_is_kept_and_never_shown(self) -> None:
        who, address = officer(), "/exchange/destinations/insurance-cards/?facility=12981"
        given = {
            "act": "account", "account-username": "12981_A", "account-password": "m4tkhau-x", "account-staff_name": "Lò Thị Thử",
            "account-staff_number": "012000000001",
        }  # fmt: skip
        assert who.post(address, given | {"account-password": ""}).status_code == 400
        assert who.post(address, given).status_code == 302
        page = text(who, address)
        assert "12981_A" in page
        assert "m4tkhau-x" not in page
        assert configuration.secrets_of("insurance-cards", "12981")["password"] == "m4tkhau-x"
        assert who.post(address, given | {"account-password": ""}).status_code == 302
        assert configuration.secrets_of("insurance-cards", "12981")["password"] == "m4tkhau-x"

    def test_a_doctor_s_account_is_kept_by_their_licence(self) -> None:
        who, address = officer(), "/exchange/destinations/eprescriptions/?facility=12981"
        given = {
            "act": "holder",
            "holder-holder": "000123/LC-CCHN",
            "holder-prescriber": "BS1",
            "holder-password": "m4t",
        }
        assert who.post(address, given).status_code == 302
        assert "000123/LC-CCHN" in text(who, address)
        assert configuration.secrets_of("eprescriptions", "12981", "000123/LC-CCHN") == {
            "prescriber": "BS1",
            "password": "m4t",
        }

    @pytest.mark.parametrize("act", ["x", "switch", "holder", "account"])
    def test_a_forged_act_changes_nothing(self, act: str) -> None:
        answer = officer().post("/exchange/destinations/eprescriptions/?facility=12981", {"act": act})
        assert answer.status_code in (200, 302, 400)
        assert not models.Switch.objects.filter(on=False).exists()
        assert not models.Credential.objects.exists()
