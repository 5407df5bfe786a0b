"""The list of what waits, signing from it, and the page of a signing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.shared.messaging.tests.people import person
from hoaban.shared.signing import api
from hoaban.shared.signing.models import SigningCertificate
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import HERE, PASSPHRASE, hand, offered, sealed_facility, signer
from tests.small_province import open_facilities

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.SIGNING = tmp_path, ""
    open_facilities()


@pytest.fixture
def minh() -> Actor:
    signer("bs.minh")
    return accounts.actor_of("bs.minh")


@pytest.fixture
def browser(minh: Actor) -> Client:
    return wholly_signed_in("bs.minh")


def form(
    papers: list[UUID], *, key: str = "own", passphrase: str = PASSPHRASE, **more: str
) -> dict[str, object]:
    known = (
        api.certificates_of("bs.minh", now=clock.now())
        if key == "own"
        else api.seals_of(key, now=clock.now())
    )
    values = {"certificate": str(known[0].id), "passphrase": passphrase, "once": "form-1", **more}
    return {f"{key}-papers": [str(one) for one in papers]} | {
        f"{key}-{name}": one for name, one in values.items()
    }


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_what_waits_stands_there_by_kind_with_whom_it_is_about_and_one_entry_in_the_trail(
    minh: Actor, browser: Client
) -> None:
    somebody = person("Lò Văn Inh", "099064000103")
    offer = offered(minh, "bs.minh", person=somebody)
    offered(minh, "bs.minh", "rx:1", kind="prescription", title="Đơn thuốc số 7")
    page = text(browser.get("/signing/"))

    assert page.index("Hồ sơ lượt khám (1)") < page.index("Đơn thuốc (1)")
    assert "Lò Văn Inh" in page
    assert f"/signing/papers/{offer}/" in page
    looks = [one for one in audit.list_entries(limit=20) if one.act == "signing.waiting"]
    assert [list(one.persons) for one in looks] == [[somebody]]
    assert browser.get(f"/signing/papers/{offer}/").content.startswith(b"%PDF-")


def test_all_are_chosen_without_script_and_signed_in_one_act(minh: Actor, browser: Client) -> None:
    offers = [offered(minh, "bs.minh", f"visit:{number}") for number in range(3)]
    assert text(browser.get("/signing/")).count(" checked") == 0
    assert text(browser.get("/signing/?choose=all")).count(" checked") == 3
    answer = browser.post("/signing/", form(offers))
    job = UUID(answer.headers["Location"].split("/")[-2])
    before = text(browser.get(answer.headers["Location"]))
    waiting = browser.get(f"/signing/jobs/{job}/progress/")
    running.run_job(job, clock=clock.now)
    after = text(browser.get(answer.headers["Location"]))

    assert "Đã ký 0 trên 3 giấy" in before
    assert "hx-get" in before
    assert "HX-Refresh" not in waiting.headers
    assert browser.get(f"/signing/jobs/{job}/progress/").headers["HX-Refresh"] == "true"
    assert "Đã ký 3 trên 3 giấy" in after
    assert "Không có giấy nào chờ ký." in text(browser.get("/signing/"))
    # the second of two clicks leads to the same signing
    assert browser.post("/signing/", form(offers)).headers["Location"] == answer.headers["Location"]


def test_a_wrong_pin_is_explained_and_tried_again(minh: Actor, browser: Client) -> None:
    offer = offered(minh, "bs.minh")
    where = browser.post("/signing/", form([offer], passphrase="sai")).headers["Location"]
    job = UUID(where.split("/")[-2])
    running.run_job(job, clock=clock.now)
    page = text(browser.get(where))
    assert "Mật khẩu hoặc mã PIN không đúng" in page
    assert "Mật khẩu hoặc mã PIN không đúng" in text(browser.get("/signing/"))
    assert browser.post(where, {"passphrase": ""}).status_code == 400

    assert browser.post(where, {"passphrase": PASSPHRASE}).status_code == 302
    running.run_job(job, clock=clock.now)
    assert "Đã ký 1 trên 1 giấy" in text(browser.get(where))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"own-papers": []}, "Hãy chọn giấy để ký."),
        ({"own-papers": ["nonsense"]}, "Có giấy không còn chờ bạn ký."),
        ({"own-papers": [str(UUID(int=9))]}, "Không có giấy chờ ký này."),
        ({"own-passphrase": ""}, "Mật khẩu hoặc mã PIN của khóa ký"),
        ({"own-passphrase": "x" * 2_000_00}, "Mật khẩu hoặc mã PIN của khóa ký"),
        ({"own-certificate": "7 or 1=1"}, "Chứng thư"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_chosen_is_kept(
    minh: Actor, browser: Client, change: dict[str, object], said: str
) -> None:
    offer = offered(minh, "bs.minh")
    answer = browser.post("/signing/", form([offer]) | change)

    assert answer.status_code in {400, 404}
    assert said in text(answer)
    if "own-papers" not in change:
        assert " checked" in text(answer)
    assert api.list_jobs(minh.id) == []


def test_without_a_certificate_one_is_told_whom_to_ask() -> None:
    signer("bs.moi", has_key=False)
    offered(accounts.actor_of("bs.moi"), "bs.moi")

    page = text(wholly_signed_in("bs.moi").get("/signing/"))
    assert "Bạn chưa có chứng thư còn hiệu lực" in page
    assert "Ký các giấy đã chọn" not in page


def test_the_clerk_seals_on_a_sheet_of_its_own(minh: Actor) -> None:
    signer("vt.sen", "clerk", HERE, has_key=False)
    sealed_facility()
    offer = api.offer(
        actor=minh, paper=api.ToSign("Công văn", "go-live:1", "pdf", making.pdf()), signer="", kind="go_live",
        facility=HERE.code, now=clock.now(),
    )  # fmt: skip
    clerk = wholly_signed_in("vt.sen")
    page = text(clerk.get("/signing/"))
    answer = clerk.post("/signing/", form([offer], key=HERE.code))

    assert "Chữ ký số của cơ sở" in page
    assert answer.status_code == 302


def test_papers_and_signings_of_another_are_as_if_they_were_not(minh: Actor, browser: Client) -> None:
    signer("bs.lan")
    offer = offered(minh, "bs.minh")
    where = browser.post("/signing/", form([offer])).headers["Location"]
    other = wholly_signed_in("bs.lan")

    for address in (where, f"{where}progress/", f"/signing/papers/{offer}/", f"/signing/jobs/{uuid4()}/"):
        assert other.get(address).status_code == 404, address
    assert other.post(where, {"passphrase": "x"}).status_code == 404
    assert "Hồ sơ lượt khám" not in text(other.get("/signing/"))


def test_who_does_not_sign_has_no_such_page() -> None:
    signer("tiep.don", "reception", has_key=False)

    assert wholly_signed_in("tiep.don").get("/signing/").status_code == 403


def test_a_signed_file_is_checked_in_words_and_a_changed_byte_is_told(minh: Actor, browser: Client) -> None:
    offer = offered(minh, "bs.minh")
    job = UUID(browser.post("/signing/", form([offer])).headers["Location"].split("/")[-2])
    running.run_job(job, clock=clock.now)
    signed = browser.get(f"/signing/papers/{offer}/").content
    changed = signed.replace(b"/MediaBox", b"/MediaBOX", 1)

    good, bad, none, odd = (
        text(browser.post("/signing/check/", {"file": SimpleUploadedFile("giay.pdf", content)}))
        for content in (signed, changed, making.pdf(), b"\x00nothing" * 50)
    )

    assert "chứng thư thử: không có giá trị pháp lý" in good
    assert "Đúng từng byte là bản đã ký tại hệ thống này." in good
    assert "theo dấu thời gian" in good
    assert "Nội dung đã bị thay đổi sau khi ký." in bad
    assert "Đúng từng byte" not in bad
    assert "Tệp này không có chữ ký số." in none
    assert "Mọi chữ ký đều hợp lệ." not in odd
    assert browser.post("/signing/check/", {}).status_code == 400


def test_ones_own_certificates_stand_on_a_page_and_home_warns_before_the_end(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "bs.minh" in text(browser.get("/signing/certificates/"))
    assert "Chứng thư chữ ký số hết hạn" not in text(browser.get("/"))

    SigningCertificate.objects.update(valid_until=clock.now() + timedelta(days=20))
    home = text(browser.get("/"))
    assert "Chứng thư chữ ký số hết hạn ngày" in home
    assert "/signing/certificates/" in home
    offered(accounts.actor_of("bs.minh"), "bs.minh")
    assert "Chứng thư hết hạn ngày" in text(browser.get("/signing/"))


class TestKeeping:
    """What the accounts officer does."""

    @pytest.fixture
    def officer(self) -> Client:
        account("qltk", "accounts_officer", Scope("all"))
        return wholly_signed_in("qltk")

    def test_a_certificate_is_registered_seen_and_revoked(self, officer: Client) -> None:
        signer("bs.moi", has_key=False)
        pem = api.issue_trial_key(name="Bác sĩ Mới", number="", key="moi", passphrase="x", now=clock.now())
        given = {"username": "bs.moi", "facility": "", "key": "moi"}
        made = officer.post("/signing/keep/new/", {**given, "content": SimpleUploadedFile("a.pem", pem)})
        again = officer.post("/signing/keep/new/", {**given, "content": SimpleUploadedFile("a.pem", pem)})
        [one] = api.certificates_of("bs.moi", now=clock.now())
        where = f"/signing/keep/{one.id}/"

        assert made.status_code == 302
        assert "Chứng thư này đã được đăng ký." in text(again)
        assert "Bác sĩ Mới" in text(officer.get("/signing/keep/"))
        assert officer.post(where, {"why": ""}).status_code == 400
        assert officer.post(where, {"why": "Mất khóa"}).status_code == 302
        assert "Đã thu hồi" in text(officer.get(where))
        assert api.certificates_of("bs.moi", now=clock.now())[0].standing is api.Standing.REVOKED

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"username": ""}, "Ghi tên đăng nhập hoặc chọn cơ sở, một trong hai."),
            ({"facility": HERE.code}, "Ghi tên đăng nhập hoặc chọn cơ sở, một trong hai."),
            ({"username": "khong.co"}, "Không có tài khoản này."),
            ({"key": "la"}, "Khóa đã cấu hình trên máy chủ"),
            ({"content": SimpleUploadedFile("a.pem", b"nothing")}, "Không phải chứng thư RSA từ 2048 bit."),
            ({"content": SimpleUploadedFile("a.pem", b"x" * 100_000)}, "Tệp quá lớn."),
        ],
    )
    def test_what_is_wrong_is_said(self, officer: Client, change: dict[str, Any], said: str) -> None:
        signer("bs.moi", has_key=False)
        pem = api.issue_trial_key(name="Bác sĩ Mới", number="", key="moi", passphrase="x", now=clock.now())
        given = {
            "username": "bs.moi",
            "facility": "",
            "key": "moi",
            "content": SimpleUploadedFile("a.pem", pem),
        }

        answer = officer.post("/signing/keep/new/", given | change)

        assert answer.status_code in {400, 404}
        assert said in text(answer)

    def test_a_picture_is_checked_and_kept(self, officer: Client) -> None:
        signer("bs.moi", has_key=False)
        where, given = "/signing/keep/picture/", {"username": "bs.moi", "facility": ""}
        bad = officer.post(where, {**given, "picture": SimpleUploadedFile("a.png", b"\x89PNG nothing")})
        good = officer.post(where, {**given, "picture": SimpleUploadedFile("a.png", hand())})

        assert "Không phải ảnh PNG hoặc JPEG dùng được" in text(bad)
        assert good.status_code == 302
        assert "Hình chữ ký của bạn hiện trên giấy đã ký." in text(
            wholly_signed_in("bs.moi").get("/signing/certificates/")
        )

    def test_who_keeps_no_accounts_keeps_no_certificates(self, browser: Client) -> None:
        for where in ("/signing/keep/", "/signing/keep/new/", "/signing/keep/picture/", "/signing/keep/1/"):
            assert browser.get(where).status_code == 403
