"""The people of the out-patient rooms before their screens, each in a browser of their own: from door to signed record."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hoaban.kernel import clock
from tests.browsing import listen
from tests.screens import visiting
from tests.screens.conftest import PASSWORD, Province

DESK, NURSE, DOCTOR, TECHNICIAN, HEAD = "tiepdon", "dd.ngoai", "bs.kham", "xetnghiem", "giamdoc"
"""Who works at the provincial hospital of the demo, and the head of the Department, who sees figures."""
BLOOD_COUNT = "22.0121.1369"
SIGNS = {"pulse": "92", "temperature": "38,2", "pressure": "128/82", "weight": "55", "height": "160"}
COUNT = {"Số lượng bạch cầu": "11,2", "Huyết sắc tố": "128", "Số lượng tiểu cầu": "250"}
PATIENCE = 30_000
_BEGIN = """
import django; django.setup()
import json, sys
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
"""
_HOLDERS = (
    _BEGIN
    + """
from hoaban.shared.people.models import Human, KnownNumber
from hoaban.shared.visits.models import Visit
cards = {one.human: one.value for one in KnownNumber.objects.filter(kind="insurance").order_by("value")}
found = Human.objects.filter(id__in=cards, deceased=False, birth_year__range=(1945, 2000), birth__regex=r"^....-..-..$")
print(json.dumps([
    {"id": str(one.id), "name": one.name, "birth": one.birth, "sex": one.sex, "card": "GD412" + cards[one.id]}
    for one in found.exclude(name="").exclude(id__in=Visit.objects.values("person")).order_by("name_sort", "id")
]))
"""
)
_LACKING = (
    _BEGIN
    + """
from hoaban.shared.claims import api as claims
actor = accounts.actor_of(sys.argv[1])
lacking = claims.lacking_facts(actor=actor, visit=sys.argv[2], now=clock.now())
print(json.dumps(sorted({one.field for one in lacking})))
"""
)
_ROOT = _BEGIN + "from hoaban.shared.signing import queries; print(queries.trial_folder() / 'authority.pem')"


@dataclass(frozen=True)
class Holder:
    """Somebody whom the register knows with an insurance card."""

    id: str
    name: str
    birth: str
    sex: str
    card: str

    @property
    def scan(self) -> str:
        """What a scanner types of the card."""
        name = self.name.encode().hex()
        day = "/".join(reversed(self.birth.split("-")))
        sex = {"male": "1", "female": "2"}[self.sex]
        return f"{self.card}|{name}|{day}|{sex}|-|12 - 981|01/01/2026|31/12/2026|01/01/2026|-|-|4|-|-"


@dataclass
class Clinic:
    """Whoever works there, each signed in once, in a Chromium context of their own."""

    province: Province
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)
    heard: list[list[str]] = field(default_factory=list)
    """What each page said that it never should."""

    def page(self, username: str) -> Page:
        """The screen of somebody."""
        if username not in self.pages:
            client = visiting.visitor(self.province.address)
            visiting.sign_in(client, username, PASSWORD)
            context = self.browser.new_context(base_url=self.province.address, locale="vi-VN")
            context.add_cookies(
                [
                    {"name": one.name, "value": one.value or "", "url": self.province.address}
                    for one in client.cookies.jar
                ]
            )
            client.close()
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            self.heard.append(listen(page))
            self.pages[username] = page
        return self.pages[username]

    def run(self, program: str, *arguments: str) -> Any:
        """What a program inside the installation prints last, as JSON."""
        return json.loads(self.province.served.run(program, *arguments).splitlines()[-1])

    def close(self) -> None:
        """Everybody goes home."""
        for page in self.pages.values():
            page.context.close()
        self.pages.clear()

    def holders(self) -> list[Holder]:
        """Grown people of the register who have an insurance card and have not come here yet."""
        return [Holder(**one) for one in self.run(_HOLDERS)]

    def lacking(self, visit: str, username: str = DOCTOR) -> set[str]:
        """The fields that a claim of the visit would leave empty."""
        return set(self.run(_LACKING, username, visit))


@contextmanager
def opened(province: Province, browser: Browser) -> Iterator[Clinic]:
    """A clinic whose browsers are closed at the end."""
    clinic = Clinic(province, browser)
    yield clinic
    clinic.close()


def open_room(desk: Page, code: str, name: str, *, kind: str = "consulting", department: str = "K02") -> None:
    """The desk opens a place to wait that only this journey uses."""
    desk.goto("/hospital/sessions/points/new/")
    desk.get_by_label("Loại điểm chờ").select_option(kind)
    desk.get_by_label("Mã").fill(code)
    desk.get_by_label("Tên", exact=True).fill(name)
    desk.get_by_label("Khoa").select_option(department)
    desk.get_by_role("button", name="Ghi").click()
    expect(desk.locator("main")).to_contain_text("Đã mở điểm chờ.")


def scan(desk: Page, text: str) -> None:
    """Type at the counter as a scanner does."""
    desk.goto("/hospital/counter/")
    expect(desk.get_by_label("Quét thẻ, phiếu hoặc gõ tên")).to_be_focused()
    desk.keyboard.type(text)
    desk.keyboard.press("Enter")


def register(desk: Page, name: str) -> str:
    """Somebody whom nobody knows and who shows no papers is registered from what they say; the id of the person."""
    desk.get_by_role("button", name="Đăng ký người mới").click()
    expect(desk.get_by_label("Họ và tên")).to_have_value(name)
    desk.get_by_label("Ngày sinh").fill("1971")
    desk.get_by_label("Giới tính").select_option("female")
    desk.get_by_label("Xã, phường").select_option("03571")
    desk.get_by_role("button", name="Đăng ký, rồi tiếp đón").click()
    desk.wait_for_url("**/hospital/counter/people/**")
    return desk.url.partition("?")[0].rstrip("/").rpartition("/")[2]


def choose_room(label: Locator, name: str) -> None:
    """The option of a list whose words begin with a name; how many wait stands behind it."""
    label.select_option(label.locator("option", has_text=name).first.get_attribute("value"))


def receive(desk: Page, room: str, reason: str) -> str:
    """Take down the arrival that the desk sees; the id of the visit."""
    desk.get_by_label("Lý do đến khám").fill(reason)
    choose_room(desk.get_by_label("Phòng khám", exact=True), room)
    desk.get_by_role("button", name="Tiếp đón và phát số").click()
    desk.wait_for_url("**/hospital/counter/visits/**")
    expect(desk.locator(".ticket__where")).to_have_text(room)
    return desk.url.rstrip("/").rpartition("/")[2]


def measure(nurse: Page, room: str, visit: str) -> None:
    """The nurse takes the signs of somebody in the grid of a room's queue."""
    nurse.goto("/hospital/triage/")
    nurse.locator("main a", has_text=room).click()
    row = nurse.locator(f"#row-{visit}")
    for name, value in SIGNS.items():
        row.locator(f"[name$='-{name}']").fill(value)
    row.locator("summary").first.click()
    row.get_by_label("Đã hỏi: không có dị ứng đã biết").check()
    row.get_by_role("button", name="Ghi", exact=True).click()
    expect(nurse.locator("main")).to_contain_text(": đã ghi.")


def call(doctor: Page, room: str, visit: str) -> None:
    """The doctor calls who is next in a room, and has their page open."""
    doctor.goto("/hospital/my/")
    doctor.locator(".tabs a", has_text=room).click()
    doctor.locator("h1", has_text=room).wait_for()
    doctor.keyboard.press("F2")
    doctor.wait_for_url(f"**/hospital/visits/{visit}/")
    doctor.wait_for_load_state("networkidle")


def diagnose(doctor: Page, words: str, code: str) -> None:
    """A diagnosis by the keyboard."""
    doctor.keyboard.press("F8")
    doctor.keyboard.insert_text(words)
    doctor.locator(f"[role=option][data-code='{code}']").click()
    expect(doctor.locator("[name=dx_code]").last).to_have_value(code)


def save(doctor: Page) -> None:
    """What stands on the doctor's page is saved."""
    doctor.keyboard.press("Control+s")
    expect(doctor.locator("main")).to_contain_text("Đã lưu.")
    doctor.wait_for_load_state("networkidle")


def order(doctor: Page, code: str) -> None:
    """A service by its code, from the pane of the doctor's page."""
    pane = doctor.locator("#pane-orders")
    pane.locator("[name=q]").fill(code)
    pane.locator("[name=q]").press("Enter")
    pane.get_by_role("button", name="Chỉ định", exact=True).click()
    expect(pane.locator(".orders__line .badge").first).to_be_visible()
    expect(pane.locator("[name=codes]")).to_have_count(0)


def prescribe(doctor: Page, drug: str, dose: str) -> None:
    """A drug with its dose, from the pane of the doctor's page."""
    pane = doctor.locator("#pane-prescribing").last
    pane.get_by_label("Thuốc", exact=True).fill(drug)
    pane.get_by_label("Thuốc", exact=True).press("Enter")
    pane.get_by_label("Liều", exact=True).fill(dose)
    pane.get_by_label("Liều", exact=True).press("Enter")
    expect(pane.locator(".rx-line")).to_have_count(1)
    pane.get_by_role("button", name="Kê đơn", exact=True).click()
    expect(pane.locator(".rx-issued")).to_contain_text(drug)


def finish(doctor: Page) -> None:
    """Sent home, better; the visit is over."""
    doctor.get_by_label("Ra về, chuyển").select_option("1")
    doctor.get_by_label("Kết quả điều trị").select_option("2")
    doctor.keyboard.press("Control+Enter")
    doctor.wait_for_url(re.compile("/hospital/my/"))
    expect(doctor.locator("main")).to_contain_text("Đã kết thúc lượt khám.")


def take_sample(technician: Page, place: str, name: str) -> None:
    """The technician takes the samples of somebody on the list of a place."""
    technician.goto("/hospital/worklists/")
    technician.locator("main a", has_text=place).click()
    waiting = technician.locator("form.triage__row", has_text=name)
    waiting.get_by_role("button", name="Đã lấy mẫu").click()
    expect(technician.locator("main")).to_contain_text("Đã ghi lấy 1 mẫu.")


def release(technician: Page, name: str, test: str, values: dict[str, str]) -> None:
    """The technician types a result of somebody on the list and releases it."""
    technician.locator("div.triage__row", has_text=name).locator("a", has_text=test).first.click()
    for label, value in values.items():
        technician.get_by_label(label).fill(value)
    technician.get_by_role("button", name="Duyệt và trả kết quả").click()
    expect(technician.locator("main")).to_contain_text("Đã trả kết quả.")


def sign_what_waits(doctor: Page, passphrase: str = PASSWORD) -> None:
    """Everything under "waits for my signature" is looked over and signed in one act."""
    doctor.goto("/signing/?choose=all")
    doctor.get_by_label("Mật khẩu hoặc mã PIN của khóa ký").first.fill(passphrase)
    doctor.keyboard.press("Enter")
    doctor.locator("h1", has_text="Lần ký").wait_for()
    expect(doctor.locator("main")).to_contain_text(re.compile(r"Đã ký (\d+) trên \1 giấy"), timeout=PATIENCE)


def made(doctor: Page, visit: str) -> None:
    """The record of a visit that has ended waits for its doctor's signature."""
    _until(doctor, f"/records/visits/{visit}/", "chờ ký")


def closed(doctor: Page, visit: str) -> None:
    """The record of a visit is signed and closed."""
    _until(doctor, f"/records/visits/{visit}/", "Đóng lúc")


def _until(page: Page, address: str, words: str) -> None:
    """Open a page anew, as its reader is told to, until what the background does stands there."""
    for _ in range(40):
        page.goto(address)
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{words} did not come at {address}: {page.locator('main').inner_text()}")


def believed(clinic: Clinic, doctor: Page, visit: str, folder: Path) -> bytes:
    """Both files of the newest version are downloaded, and programs of others believe their signatures; the XML."""
    doctor.goto(f"/records/visits/{visit}/")
    row = doctor.locator("main table tbody tr").first
    for name, link in (
        ("record.pdf", row.locator("a[href$='/pdf/']")),
        ("record.xml", row.get_by_text("XML")),
    ):
        answer = doctor.request.get(str(link.get_attribute("href")))
        assert answer.ok, answer.url
        (folder / name).write_bytes(answer.body())
    pdf = _run("pdfsig", str(folder / "record.pdf"), HOME=str(folder))
    assert "Signature is Valid." in pdf, pdf
    root = clinic.province.served.run(_ROOT).splitlines()[-1]
    _run("xmlsec1", "verify", "--trusted-pem", root, "--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo",
         str(folder / "record.xml"))  # fmt: skip
    return (folder / "record.xml").read_bytes()


def _run(program: str, *arguments: str, **environment: str) -> str:
    """What a program of others says; where it is not installed the test says that it did not run, and in CI fails."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"there is no {program} (make checkers installs it)")
    told = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    done = subprocess.run(
        [found, *arguments], capture_output=True, text=True, timeout=60, check=False, env=told
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def visits_today(head: Page) -> int:
    """How many visits of today the command centre counts at the provincial hospital, once it has heard of all."""
    told = [-1]
    while len(told) < 40 and told[-2:] != told[-1:] * 2:
        head.wait_for_timeout(1000 if len(told) > 1 else 0)
        told.append(_counted(head))
    return told[-1]


def _counted(head: Page) -> int:
    day = clock.vietnam_day(clock.now()).isoformat()
    head.goto(f"/centre/?period=own&first={day}&last={day}&facility=12981")
    tile = head.locator(".tile", has_text="Lượt khám").first
    return int(re.sub(r"\D", "", tile.locator(".tile__value").inner_text()))


def counts(head: Page, visits: int) -> None:
    """The command centre comes to count so many visits of today."""
    for _ in range(40):
        if _counted(head) == visits:
            return
        head.wait_for_timeout(500)
    raise AssertionError(f"{visits} are not counted: {head.locator('main').inner_text()[:1000]}")


def stands_in_the_timeline(doctor: Page, person: str, visit: str, folder: Path) -> None:
    """The person's timeline shows the visit, and its signed record as it was downloaded."""
    doctor.goto(f"/people/{person}/timeline/")
    event = doctor.locator(".event").filter(has=doctor.locator(f"a[href$='/visits/{visit}/']"))
    expect(event).to_have_count(1)
    source = doctor.request.get(str(event.locator(".event__source a").get_attribute("href")))
    assert source.body() == (folder / "record.pdf").read_bytes()
