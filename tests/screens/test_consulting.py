"""The doctor's list and page in a browser: keys alone, lines that break, two people at one visit."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import listen, looks_well
from tests.screens import visiting
from tests.screens.conftest import PASSWORD, Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
OTHER_DOCTOR = "bs.san"
ROOM = """
import django; django.setup()
import json, sys
from uuid import uuid4
from hoaban.kernel import clock
from hoaban.kernel.effective import Period
from hoaban.shared.people.models import Human
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits
from tests import arrivals, cast
now, desk, code = clock.now(), arrivals.desk(), "PK" + uuid4().hex[:6]
room = scheduling.Point(0, cast.PROVINCIAL, code, scheduling.PointKind.CONSULTING, "Phòng " + code, code, "K01", 3, Period())
point = scheduling.open_point(actor=desk, point=room, now=now)
made = []
for one in Human.objects.filter(deceased=False).exclude(name="").order_by("name")[:int(sys.argv[1])]:
    arrival = visits.Arrival(cast.PROVINCIAL, one.id, "Ho, sốt ba ngày", department="K01", coverage_class="1.1")
    visit = visits.open_visit(actor=desk, arrival=arrival, now=now)
    scheduling.take_ticket(actor=desk, point=point, now=now, person=one.id, visit=visit.id)
    made.append(str(visit.id))
print(json.dumps({"point": point, "visits": made}))
"""


@dataclass
class Room:
    """A consulting room of the provincial hospital with people who wait."""

    point: int
    visits: list[str]


@dataclass
class Keys:
    """A keyboard that counts."""

    page: Page
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += key.split("+")
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        for letter in text:
            self.pressed.append(letter)
            self.page.keyboard.type(letter)


def room(province: Province, people: int = 1) -> Room:
    made = json.loads(province.served.run(ROOM, str(people)).splitlines()[-1])
    return Room(made["point"], made["visits"])


@pytest.fixture
def doctor(province: Province, browser: Browser) -> Iterator[BrowserContext]:
    context = province.context(browser, "doctor")
    yield context
    context.close()


@pytest.fixture
def other(province: Province, browser: Browser) -> Iterator[BrowserContext]:
    client = visiting.visitor(province.address)
    visiting.sign_in(client, OTHER_DOCTOR, PASSWORD)
    context = browser.new_context(base_url=province.address, locale="vi-VN")
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": province.address} for one in client.cookies.jar]
    )
    yield context
    context.close()
    client.close()


def opened(context: BrowserContext, visit: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"/hospital/visits/{visit}/")
    page.wait_for_load_state("networkidle")
    return page


def kept(page: Page) -> None:
    expect(page.locator("#kept")).to_contain_text("Đã giữ lúc", timeout=20_000)


def exam_of(context: BrowserContext, visit: str) -> str:
    """What stands there when the page is opened anew, as on another computer."""
    page = opened(context, visit)
    text = page.locator("#at-exam").input_value()
    page.close()
    return text


def choose(page: Page, words: str, code: str) -> None:
    page.keyboard.press("F8")
    page.keyboard.type(words)
    page.locator(f"[role=option][data-code='{code}']").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("[name=dx_code]").last).to_have_value(code)


def finish(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/hospital/my/"))
    expect(page.locator("main")).to_contain_text("Đã kết thúc lượt khám.")


def test_a_common_cold_takes_at_most_25_keys_and_no_mouse(province: Province, doctor: BrowserContext) -> None:
    here = room(province, 2)
    first = opened(doctor, here.visits[0])  # what the doctor is used to
    heard = listen(first)
    choose(first, "J00", "J00")
    first.locator("#at-exam").fill("Họng đỏ")
    first.get_by_label("Ra về, chuyển").select_option("1")
    first.get_by_label("Kết quả điều trị").select_option("2")
    finish(first)

    page = first
    page.goto(f"/hospital/my/?point={here.point}")
    expect(page.locator("main")).to_contain_text("Ho, sốt ba ngày")
    looks_well(page)
    keys = Keys(page)
    keys.press("F2")
    page.wait_for_url(re.compile("/hospital/visits/"))
    page.wait_for_load_state("networkidle")
    keys.press("Tab", "Tab")
    expect(page.locator("#at-exam")).to_be_focused()
    keys.type("hong do")
    keys.press("F8")
    keys.type("viem mui")
    expect(page.locator("[role=option]").first).to_have_attribute("data-code", "J00")
    keys.press("Enter")
    expect(page.locator("[name=dx_code]")).to_have_value("J00")
    expect(page.get_by_label("Kết quả điều trị")).to_have_value("2")
    keys.press("Control+Enter")
    page.wait_for_url(re.compile("/hospital/my/"))
    expect(page.locator("main")).to_contain_text("Đã kết thúc lượt khám.")

    assert len(keys.pressed) <= 25, keys.pressed
    assert heard == []
    ended = opened(doctor, here.visits[1])
    assert ended.locator("#at-exam").input_value() == "hong do"
    assert ended.locator("#at-exam").is_disabled()
    looks_well(ended)


def test_what_is_typed_survives_a_line_that_breaks(province: Province, doctor: BrowserContext) -> None:
    visit = room(province).visits[0]
    page = opened(doctor, visit)
    doctor.set_offline(True)
    page.locator("#at-exam").fill("Gõ khi mất mạng")
    expect(page.locator("#kept")).to_contain_text("Mất kết nối")
    page.keyboard.press("Control+Enter")  # nothing is sent into the void, and nothing is lost
    expect(page.locator("#at-exam")).to_have_value("Gõ khi mất mạng")
    doctor.set_offline(False)
    kept(page)

    assert exam_of(doctor, visit) == "Gõ khi mất mạng"
    assert (
        page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('hoaban:draft:')).length") == 0
    )


def test_what_was_typed_without_a_line_is_back_when_the_lid_is_opened(
    province: Province, doctor: BrowserContext
) -> None:
    visit = room(province).visits[0]
    page = opened(doctor, visit)
    doctor.set_offline(True)
    page.locator("#at-exam").fill("Gõ rồi gập máy")
    expect(page.locator("#kept")).to_contain_text("Mất kết nối")
    page.close(run_before_unload=False)
    doctor.set_offline(False)

    again = opened(doctor, visit)
    expect(again.locator("#at-exam")).to_have_value("Gõ rồi gập máy")
    expect(again.locator("#kept")).to_contain_text(
        re.compile("[Đđ]ã giữ lúc")
    )  # by this page, or already before
    assert exam_of(doctor, visit) == "Gõ rồi gập máy"


def test_what_is_typed_survives_a_server_that_is_killed(province: Province, doctor: BrowserContext) -> None:
    visit = room(province).visits[0]
    page = opened(doctor, visit)
    page.locator("#at-exam").fill("Trước khi chết")
    kept(page)
    before = province.served.child("web")["pid"]
    os.kill(int(before), signal.SIGKILL)
    page.locator("#at-exam").fill("Sau khi chết")
    province.served.wait_for(
        "another server", lambda: province.served.child("web").get("pid") not in (None, before)
    )
    province.served.wait_until_healthy()
    kept(page)

    assert exam_of(doctor, visit) == "Sau khi chết"


def test_what_is_typed_survives_a_session_that_ends(province: Province, browser: Browser) -> None:
    client = visiting.visitor(province.address)
    visiting.sign_in(client, "bs.kham", PASSWORD)
    visit = room(province).visits[0]
    context = browser.new_context(base_url=province.address, locale="vi-VN")

    def take_cookies() -> None:
        context.add_cookies(
            [
                {"name": one.name, "value": one.value or "", "url": province.address}
                for one in client.cookies.jar
            ]
        )

    take_cookies()
    page = opened(context, visit)
    context.clear_cookies()
    page.locator("#at-exam").fill("Hết phiên")
    expect(page.locator("#kept")).to_contain_text("Phiên làm việc đã hết")
    client.cookies.clear()
    visiting.sign_in(client, "bs.kham", PASSWORD)
    take_cookies()
    kept(page)

    assert exam_of(context, visit) == "Hết phiên"
    context.close()
    client.close()


def test_two_doctors_see_each_other_and_the_second_chooses(
    province: Province, doctor: BrowserContext, other: BrowserContext
) -> None:
    visit = room(province).visits[0]
    mine = opened(doctor, visit)
    theirs = opened(other, visit)
    expect(theirs.locator("#presence")).to_contain_text("đang mở lượt khám này")
    theirs.locator("#at-exam").fill("Phổi có ran")
    theirs.keyboard.press("Control+s")
    expect(theirs.locator("main")).to_contain_text("Đã lưu.")
    mine.locator("#at-exam").fill("Phổi trong")
    mine.keyboard.press("Control+s")
    expect(mine.locator("main")).to_contain_text("Có người vừa lưu lượt khám này")
    looks_well(mine)
    mine.get_by_label("Giữ cả hai, nối lại").check()
    mine.keyboard.press("Control+s")
    expect(mine.locator("main")).to_contain_text("Đã lưu.")

    assert exam_of(other, visit) == "Phổi có ran\nPhổi trong"


def test_two_windows_of_one_doctor_overwrite_nothing(province: Province, doctor: BrowserContext) -> None:
    visit = room(province).visits[0]
    one, two = opened(doctor, visit), opened(doctor, visit)
    one.locator("#at-exam").fill("Cửa sổ một")
    kept(one)
    two.locator("#at-exam").fill("Cửa sổ hai")
    expect(two.locator("#kept")).to_contain_text("ở cửa sổ hoặc máy khác")
    assert exam_of(doctor, visit) == "Cửa sổ một"
    two.get_by_role("button", name="Giữ chữ ở đây").click()
    kept(two)
    assert exam_of(doctor, visit) == "Cửa sổ hai"


def test_a_double_click_and_a_held_key_do_it_once(province: Province, doctor: BrowserContext) -> None:
    visit = room(province).visits[0]
    page = opened(doctor, visit)
    page.keyboard.press("F8")
    page.keyboard.type("J00")
    page.locator("[role=option][data-code='J00']").wait_for()
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.locator("[name=dx_code]")).to_have_count(1)
    page.locator("#at-exam").fill("Họng đỏ")
    page.get_by_label("Ra về, chuyển").select_option("1")
    page.get_by_label("Kết quả điều trị").select_option("2")
    page.get_by_role("button", name="Kết thúc khám").dblclick()
    page.wait_for_url(re.compile("/hospital/my/"))
    expect(page.locator("main")).to_contain_text("Đã kết thúc lượt khám.")
    expect(page.locator("main .notice--warning")).to_have_count(0)


def test_a_pasted_book_is_refused_at_its_field(province: Province, doctor: BrowserContext) -> None:
    page = opened(doctor, room(province).visits[0])
    page.locator("#at-exam").fill("Trước")
    page.evaluate("""() => {
        const held = new DataTransfer();
        held.setData('text', 'x'.repeat(2_000_000));
        const paste = new ClipboardEvent('paste', {clipboardData: held, cancelable: true, bubbles: true});
        document.getElementById('at-exam').dispatchEvent(paste);
    }""")
    expect(page.locator("#error-exam")).to_contain_text("Đoạn dán quá dài")
    expect(page.locator("#at-exam")).to_have_value("Trước")


def test_everything_works_without_a_script(province: Province, browser: Browser) -> None:
    visit = room(province).visits[0]
    context = province.context(browser, "doctor", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/hospital/visits/{visit}/")
    page.locator("#at-exam").fill("Không kịch bản")
    page.locator("#find").fill("J00")
    page.keyboard.press("Enter")
    page.locator("button[data-code='J00']").click()
    expect(page.locator("[name=dx_code]")).to_have_value("J00")
    expect(page.locator("#at-exam")).to_have_value("Không kịch bản")
    page.get_by_role("button", name="Kết thúc khám").click()
    expect(page.locator("main")).to_contain_text("Chưa ghi kết quả điều trị.")
    page.locator("#at-disposition").select_option("1")
    page.locator("#at-result").select_option("2")
    page.get_by_role("button", name="Kết thúc khám").click()
    expect(page.locator("main")).to_contain_text("Đã kết thúc lượt khám.")
    context.close()
