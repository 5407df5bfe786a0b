"""Signing in Chromium: a morning's papers in one act, a hand drawn on the screen, a file checked, certificates kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.signing import api
from hoaban.shared.signing.services import running
from hoaban.shared.signing.tests.staff import OFFICER, PASSPHRASE, hand, offered, signer
from tests.browsing import listen, looks_well, running_browser
from tests.small_province import open_facilities

T = TypeVar("T")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(live_server: Any) -> Iterator[Browser]:
    with running_browser() as started:
        yield started


def aside(work: Callable[[], T]) -> T:
    """Do something where no event loop runs: the browser's driver holds one in this thread."""

    def done() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(done).result()


def page_of(browser: Browser, server: Any, username: str) -> Page:
    """A page of somebody who is signed in."""
    context = browser.new_context(base_url=server.url, locale="vi-VN")
    held = aside(lambda: wholly_signed_in(username).cookies)
    context.add_cookies([{"name": name, "value": one.value, "url": server.url} for name, one in held.items()])
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def morning() -> None:
    """Four papers wait for Dr Minh."""
    open_facilities()
    signer("bs.minh")
    minh = accounts.actor_of("bs.minh")
    for number in range(3):
        offered(minh, "bs.minh", f"visit:{number}")
    offered(minh, "bs.minh", "rx:1", kind="prescription", title="Đơn thuốc")


def waits() -> UUID:
    """One paper waits for Dr Minh."""
    open_facilities()
    signer("bs.minh")
    return offered(accounts.actor_of("bs.minh"), "bs.minh")


def signed() -> tuple[UUID, int]:
    """One paper that Dr Minh signed, and the certificate."""
    offer, minh = waits(), accounts.actor_of("bs.minh")
    api.keep_picture(actor=OFFICER, username="bs.minh", content=hand(), now=clock.now())
    [own] = api.certificates_of("bs.minh", now=clock.now())
    job = api.sign_offers(
        actor=minh, offers=[offer], certificate=own.id, passphrase=PASSPHRASE, once="1", now=clock.now()
    )
    running.run_job(job, clock=clock.now)
    return offer, own.id


def run_asked() -> None:
    """What the background does."""
    for job in api.list_jobs("account:bs.minh"):
        running.run_job(job.id, clock=clock.now)


def test_a_morning_is_signed_in_one_act_and_a_wrong_pin_is_tried_again(
    live_server: Any, browser: Browser
) -> None:
    aside(morning)
    page = page_of(browser, live_server, "bs.minh")
    heard = listen(page)
    page.goto("/")
    page.locator("main a", has_text="Chờ ký").click()
    looks_well(page)
    page.locator("main a", has_text="Chọn tất cả").click()
    expect(page.locator("main input[type=checkbox]:checked")).to_have_count(4)
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill("sai")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Lần ký").wait_for()
    looks_well(page)
    aside(run_asked)
    expect(page.locator("main")).to_contain_text("Mật khẩu hoặc mã PIN không đúng", timeout=15000)
    looks_well(page)
    page.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").fill(PASSPHRASE)
    page.get_by_role("button", name="Ký lại các giấy chưa ký được").click()
    expect(page.locator("main")).to_contain_text("Đã ký 0 trên 4 giấy")
    aside(run_asked)
    expect(page.locator("main")).to_contain_text("Đã ký 4 trên 4 giấy", timeout=15000)
    looks_well(page)

    assert heard == []
    assert aside(lambda: api.offers_for("bs.minh")) == []
    page.context.close()


def test_a_patient_signs_on_the_screen(live_server: Any, browser: Browser) -> None:
    offer = aside(waits)
    page = page_of(browser, live_server, "bs.minh")
    heard = listen(page)
    page.goto("/signing/")
    page.locator("main a", has_text="Xác nhận khác").click()
    looks_well(page)
    page.get_by_label("Chữ ký tay trên màn hình hoặc ảnh chữ ký").check()
    page.get_by_label("Người bệnh", exact=True).check()
    page.get_by_label("Họ tên người xác nhận").fill("Nguyễn Thị Lan")
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 120)
    page.mouse.down()
    for x, y in ((120, 40), (200, 140), (320, 60)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Ghi xác nhận").click()
    expect(page.locator("main h2").first).to_contain_text("Chữ ký tay")
    looks_well(page)

    [found] = aside(lambda: api.confirmations_of(api.find_offer(offer).original))
    assert (found.name, found.way, found.holds) == ("Nguyễn Thị Lan", api.Way.HAND, True)
    assert found.picture
    assert heard == []
    page.context.close()


def test_a_file_is_checked_and_certificates_are_looked_at(
    live_server: Any, browser: Browser, tmp_path: Any
) -> None:
    offer, own = aside(signed)
    page = page_of(browser, live_server, "bs.minh")
    (tmp_path / "giay.pdf").write_bytes(page.request.get(f"{live_server.url}/signing/papers/{offer}/").body())
    page.goto("/signing/check/")
    looks_well(page)
    page.get_by_label("Tệp PDF hoặc XML đã ký").set_input_files(tmp_path / "giay.pdf")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator("main")).to_contain_text("Đúng từng byte là bản đã ký tại hệ thống này.")
    looks_well(page)
    page.goto("/signing/certificates/")
    looks_well(page)
    page.context.close()

    aside(lambda: account("qltk", "accounts_officer", Scope("all")))
    officer = page_of(browser, live_server, "qltk")
    for where in (
        "/signing/keep/",
        f"/signing/keep/{own}/",
        "/signing/keep/new/",
        "/signing/keep/picture/",
    ):
        officer.goto(where)
        officer.locator("main h1").wait_for()
        looks_well(officer)
    officer.context.close()
