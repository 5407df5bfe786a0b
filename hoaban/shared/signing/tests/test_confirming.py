"""Papers confirmed otherwise than by a signature: what is asked for, what is kept, and that a change is told."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import PASSWORD, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, system_actor
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.shared.signing import api
from hoaban.shared.signing.models import SigningConfirmation
from hoaban.shared.signing.tests.staff import FACILITY, hand, offered, signer
from tests.small_province import open_facilities

pytestmark = pytest.mark.django_db
LAN = UUID("0192f000-0000-7000-8000-000000000001")
HAND = api.Evidence(api.Way.HAND, api.Capacity.PATIENT, name="Nguyễn Thị Lan", picture=hand())
WITNESSED = api.Evidence(
    api.Way.WITNESSED, api.Capacity.PATIENT, name="Nguyễn Thị Lan", witness="Lò Văn Pao",
    words="Nghe đọc hết giấy bằng tiếng Thái và gật đầu đồng ý",
)  # fmt: skip


@pytest.fixture
def minh() -> Actor:
    open_facilities()
    signer("bs.minh")
    return accounts.actor_of("bs.minh")


def consent(content: bytes = b"") -> api.ToConfirm:
    return api.ToConfirm("Cam kết", "consent:1", "pdf", content or making.pdf(), FACILITY, LAN)


def confirm(
    actor: Actor, evidence: api.Evidence, *, once: str = "", paper: api.ToConfirm | None = None
) -> UUID:
    return api.confirm(actor=actor, paper=paper or consent(), evidence=evidence, once=once, now=clock.now())


def digest() -> str:
    return SigningConfirmation.objects.order_by("at")[0].paper


def test_a_patients_hand_and_a_witness_are_kept_with_the_paper_and_told(minh: Actor) -> None:
    confirm(minh, HAND)
    confirm(minh, WITNESSED)

    first, second = api.confirmations_of(digest())
    assert [one.id for one in api.confirmations_about("consent:1")] == [first.id, second.id]
    assert (first.name, first.way, first.holds) == ("Nguyễn Thị Lan", api.Way.HAND, True)
    assert (second.witness, second.holds) == ("Lò Văn Pao", True)
    assert files.get(first.picture).startswith(b"\x89PNG")
    assert files.get(digest()) == making.pdf()
    assert [one.act for one in audit.list_entries(limit=9) if LAN in one.persons] == ["signing.confirm"] * 2


def test_sent_twice_it_is_one(minh: Actor) -> None:
    assert confirm(minh, HAND, once="a") == confirm(minh, HAND, once="a")
    assert SigningConfirmation.objects.count() == 1


def test_the_own_password_confirms_in_the_own_name(minh: Actor) -> None:
    good = api.Evidence(api.Way.PASSWORD, api.Capacity.STAFF, name="Ai khác", password=PASSWORD)
    confirm(minh, good)

    [found] = api.confirmations_of(digest())
    account = accounts.find_account("bs.minh")
    assert account is not None
    assert found.name == account.display_name
    with pytest.raises(NotAllowed):
        confirm(minh, api.Evidence(api.Way.PASSWORD, api.Capacity.STAFF, password="sai"))
    with pytest.raises(NotAllowed):
        confirm(system_actor("programme"), good)
    assert SigningConfirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("evidence", "place"),
    [
        (api.Evidence(api.Way.PASSWORD, api.Capacity.PATIENT, password=PASSWORD), "capacity"),
        (api.Evidence(api.Way.PASSWORD, api.Capacity.STAFF), "password"),
        (api.Evidence(api.Way.HAND, api.Capacity.PATIENT, picture=hand()), "name"),
        (api.Evidence(api.Way.HAND, api.Capacity.PATIENT, name="Lan"), "picture"),
        (api.Evidence(api.Way.FINGER, api.Capacity.PATIENT, name="Lan", picture=b"GIF89a"), "picture"),
        (api.Evidence(api.Way.HAND, api.Capacity.REPRESENTATIVE, name="Lan", picture=hand()), "words"),
        (api.Evidence(api.Way.WITNESSED, api.Capacity.PATIENT, name="Lan", words="Thấy"), "witness"),
        (api.Evidence(api.Way.WITNESSED, api.Capacity.PATIENT, name="Lan", witness="Pao"), "words"),
    ],
)
def test_evidence_that_lacks_something_is_refused_at_its_place(
    minh: Actor, evidence: api.Evidence, place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        confirm(minh, evidence)

    assert refused.value.place == place
    assert not SigningConfirmation.objects.exists()


def test_an_operator_chooses_which_ways_are_taken(minh: Actor, var: Path, settings: Any) -> None:
    (var / "signing.toml").write_text('confirmations = ["witnessed"]\n')
    settings.SIGNING = str(var / "signing.toml")

    confirm(minh, WITNESSED)
    with pytest.raises(api.WayClosed):
        confirm(minh, HAND)


def test_a_row_is_never_changed_and_one_that_was_is_told(minh: Actor) -> None:
    for evidence in (HAND, WITNESSED, HAND):
        confirm(minh, evidence)
    for statement in ("update signing_confirmation set name = 'X'", "delete from signing_confirmation"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:  # somebody who owns the machine
        cursor.execute("alter table signing_confirmation disable trigger user")
        cursor.execute("update signing_confirmation set name = 'Kẻ khác' where place = 1")
    changed = [one.holds for one in api.confirmations_of(digest())]
    with connection.cursor() as cursor:
        cursor.execute("update signing_confirmation set name = 'Nguyễn Thị Lan' where place = 1")
        cursor.execute("delete from signing_confirmation where place = 2")
    missing = [one.holds for one in api.confirmations_about("consent:1")]

    assert changed == [False, True, True]
    assert missing == [True, False]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


class TestPage:
    """Taken down by who is to sign the paper."""

    @pytest.fixture
    def browser(self, minh: Actor) -> Client:
        return wholly_signed_in("bs.minh")

    def given(self, **more: object) -> dict[str, object]:
        drawn = "data:image/png;base64," + base64.b64encode(hand()).decode()
        return {
            "way": "hand", "capacity": "patient", "name": "Nguyễn Thị Lan", "drawn": drawn, "once": "1",
        } | more  # fmt: skip

    def test_a_hand_drawn_on_the_screen_is_taken_down_and_found_with_the_file(
        self, minh: Actor, browser: Client
    ) -> None:
        offer = offered(minh, "bs.minh")
        where = f"/signing/papers/{offer}/confirm/"
        assert browser.post(where, self.given()).status_code == 302
        assert browser.post(where, self.given()).status_code == 302  # a double click
        page = text(browser.get(where))
        paper = browser.get(f"/signing/papers/{offer}/").content
        checked = text(browser.post("/signing/check/", {"file": SimpleUploadedFile("a.pdf", paper)}))

        assert page.count("Nguyễn Thị Lan") == 1
        assert "Xác nhận điện tử gắn với đúng nội dung này." in checked
        assert where in text(browser.get("/signing/"))

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"drawn": ""}, "Chưa có nét ký hoặc ảnh."),
            ({"drawn": "data:image/png;base64,***"}, "Nét ký không đọc được."),
            ({"drawn": base64.b64encode(b"nothing").decode()}, "Không phải ảnh PNG hoặc JPEG dùng được"),
            ({"way": "stars"}, "Xác nhận bằng"),
            ({"way": "password", "capacity": "staff", "password": "sai"}, "Mật khẩu đăng nhập của bạn"),
            ({"name": ""}, "Ghi họ tên người xác nhận."),
        ],
    )
    def test_what_lacks_is_said_and_what_was_typed_is_kept(
        self, minh: Actor, browser: Client, change: dict[str, object], said: str
    ) -> None:
        where = f"/signing/papers/{offered(minh, 'bs.minh')}/confirm/"

        answer = browser.post(where, self.given(words="Đã đọc hết", **change))

        assert answer.status_code == 400
        assert said in text(answer)
        assert "Đã đọc hết" in text(answer)
        assert not SigningConfirmation.objects.exists()

    def test_another_has_no_such_page(self, minh: Actor) -> None:
        signer("bs.lan")
        where = f"/signing/papers/{offered(minh, 'bs.minh')}/confirm/"

        assert wholly_signed_in("bs.lan").get(where).status_code == 404
        assert wholly_signed_in("bs.lan").post(where, self.given()).status_code == 404
