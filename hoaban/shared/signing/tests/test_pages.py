"""The list of what waits, signing from it, and the page of a signing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.messaging.tests.people import person
from hoaban.shared.signing import api
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import HERE, PASSPHRASE, offered, sealed_facility, signer
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
