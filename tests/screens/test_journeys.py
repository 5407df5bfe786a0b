"""Each role walks its work in a browser, from the sign-in page on."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hoaban.ops.demo.loading import Loading, telling
from tests.screens.conftest import PASSWORD, Province
from tests.screens.roles import accounts, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

SignIn = Callable[[str], Page]


@pytest.fixture
def signed_in(province: Province, browser: Browser) -> Iterator[SignIn]:
    """Sign in by the form, in a browser of one's own."""
    contexts = []

    def sign_in(username: str) -> Page:
        context = browser.new_context(base_url=province.address, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        arrived = page.locator("h1", has_text=re.compile("Xin chào|Welcome"))
        asked = page.get_by_text("Xác thực bước hai").or_(arrived).first
        asked.wait_for()
        if not arrived.count():
            give_code(page)
            arrived.wait_for()
        return page

    yield sign_in
    for one in contexts:
        one.close()


def give_code(page: Page) -> None:
    """The second factor of an invented account, set up first where there is none."""
    if "/account/factors/" in page.url:
        page.get_by_role("link", name="Thêm ứng dụng xác thực").click()
    page.locator("[name=code]").fill(page.locator("[data-trial-code]").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/codes/$|/$"))
    if page.url.endswith("/codes/"):
        page.get_by_role("link", name="Để sau").click()


def find(page: Page, text: str) -> None:
    page.locator("header nav.nav a", has_text="Tìm người").click()
    page.get_by_label("Họ tên hoặc số").fill(text)
    page.keyboard.press("Enter")
    page.locator("main table").wait_for()


def test_reception_finds_a_person_and_opens_no_record(province: Province, signed_in: SignIn) -> None:
    page = signed_in("tiepdon")
    find(page, "inh lo")

    row = page.locator("main tbody tr", has_text="Lò Văn Inh")
    expect(row).to_contain_text("02/09/1964")
    expect(row).to_contain_text("xã Khổng Lào")
    expect(row).to_contain_text("•••• 0103")
    assert "099064000103" not in page.content()
    ways = [one.get_attribute("href") for one in page.locator("main table a").all()]
    assert all(way and way.endswith("/details/") for way in ways)  # what the register says, no chart

    answer = page.goto(province.pages("doctor")["people/<uuid:person>/"])
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("h1")).to_have_text("Bạn không có quyền xem trang này")


def test_a_doctor_reads_the_story_a_visit_and_the_original(signed_in: SignIn) -> None:
    page = signed_in("bs.kham")
    find(page, "lo inh")
    page.locator("main table a", has_text="Lò Văn Inh").click()

    banner = page.locator(".banner")
    expect(banner).to_contain_text("Lò Văn Inh")
    expect(banner).to_contain_text("Dị ứng: Chưa ghi nhận")
    expect(page.locator(".panel", has_text="Vấn đề sức khỏe")).to_contain_text("Tăng huyết áp")

    page.locator(".tabs a", has_text="Diễn biến").click()
    expect(page.locator(".timeline")).to_contain_text("Trạm Y tế xã Khổng Lào")
    page.locator(".event", has_text="Bệnh viện Đa khoa tỉnh Lai Châu").locator(".event__title a").last.click()
    expect(page.locator("main")).to_contain_text("Metformin DEMO")
    expect(page.locator("main")).to_contain_text("HbA1c")

    with page.expect_download() as saved:
        page.locator("main table a", has_text="XML").click()
    envelope = Path(saved.value.path()).read_text(encoding="utf-8")
    tables = [b64decode(one).decode() for one in re.findall("<NOIDUNGFILE>(.*?)</NOIDUNGFILE>", envelope)]
    assert "<MA_CSKCB>12981</MA_CSKCB>" in tables[0]

    page.locator(".tabs a", has_text="Kết quả").click()
    expect(page.locator("main table", has_text="HbA1c")).to_contain_text("8,1 %")


def test_a_station_nurse_sees_the_own_commune_only(signed_in: SignIn) -> None:
    page = signed_in("dd.tyt")
    find(page, "sung pao")
    page.locator("main table a", has_text="Sùng A Páo").click()
    expect(page.locator(".banner")).to_contain_text("xã Dào San")

    find(page, "lo inh")
    expect(page.locator("main")).to_contain_text("Không tìm thấy ai.")


def test_an_insurance_officer_sends_files_and_follows_the_findings(
    province: Province, signed_in: SignIn
) -> None:
    page = signed_in("bhyt")
    page.locator("header nav.nav a", has_text="Hồ sơ BHYT").click()
    page.locator("main a[href='/claims/upload/']").first.click()
    page.locator("input[type=file]").set_input_files(province.claims)
    expect(page.locator("[data-drop-files]")).to_contain_text("wrong.xml")
    page.locator("main form button[type=submit]").click()

    page.locator(".progress", has_text="Xong").wait_for()
    expect(page.locator(".progress")).to_contain_text(re.compile(r"\d+ hồ sơ, 1 bị từ chối"))
    broken = page.locator("main tr", has_text="lỗi").locator("a").first
    code = broken.inner_text()
    broken.click()
    page.wait_for_url("**code=**")
    expect(page.locator("main table").last).to_contain_text("DEMO-0002")

    with page.expect_download() as saved:
        page.locator("a[href$='findings.csv']").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line for line in lines if code in line and "DEMO-0002" in line]


def test_the_director_filters_and_opens_the_list_behind_a_number(signed_in: SignIn) -> None:
    page = signed_in("giamdoc")
    page.locator("header nav.nav a", has_text="Trung tâm điều hành").click()
    assert page.locator("svg.map__svg a").count() == 38
    whole = _visits(page)

    page.get_by_label("Kỳ").select_option("year")
    page.get_by_label("Xã, phường", exact=True).select_option(label="xã Dào San")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**commune=03571**")
    expect(page.locator("main")).to_contain_text("B05 Sởi")
    there = _visits(page)
    assert 0 < there != whole

    page.locator(".tile", has_text="Lượt khám").first.locator("a").click()
    expect(page.locator(".lead")).to_contain_text(f"{there} lượt")
    rows = page.locator("main tbody tr")
    assert rows.count() == min(there, 50)
    assert "Sùng" not in page.content()


def _visits(page: Page) -> int:
    text = page.locator(".tile", has_text="Lượt khám").first.locator(".tile__value").inner_text()
    return int(text.split()[0].replace(".", ""))


def test_a_hospital_director_is_offered_the_own_facility_only(signed_in: SignIn) -> None:
    page = signed_in("gd.bv")
    page.locator("header nav.nav a", has_text="Trung tâm điều hành").click()

    offered = page.get_by_label("Cơ sở", exact=True).locator("option").all_inner_texts()
    assert offered[1:] == ["Bệnh viện Đa khoa tỉnh Lai Châu"]


def test_the_auditor_finds_who_read_what(signed_in: SignIn) -> None:
    doctor = signed_in("bs.kham")
    find(doctor, "lo inh")
    doctor.locator("main table a", has_text="Lò Văn Inh").click()
    person = doctor.url.rstrip("/").rpartition("/")[2]

    page = signed_in("kiemtra")
    page.locator("header nav.nav a", has_text="Nhật ký truy cập").click()
    page.get_by_label("Ai làm (tên đăng nhập)").fill("bs.kham")
    page.keyboard.press("Enter")
    page.wait_for_url("**bs.kham**")

    assert "Lò Văn Inh" not in page.locator("main").inner_text()
    page.locator("main tbody tr", has_text="record.read").first.locator("a").first.click()
    expect(page.locator("main")).to_contain_text(person)


def test_the_it_officer_sees_the_queues_and_nobody(signed_in: SignIn) -> None:
    page = signed_in("cntt")
    page.locator("header nav.nav a", has_text="Việc nền").click()

    expect(page.locator("main")).to_contain_text("Không có việc hỏng.")
    assert page.locator("header nav.nav a").all_inner_texts() == [
        "Trang chủ",
        "Việc nền",
        "Tin báo cho người dân",
        "Gửi ra hệ thống ngoài",
    ]


@pytest.mark.parametrize("role", [role for role in accounts() if pages_of(role) == pages_of("cashier")])
def test_a_role_without_screens_is_told_so(signed_in: SignIn, role: str) -> None:
    page = signed_in(accounts()[role].username)

    expect(page.locator("main")).to_contain_text("Phiên bản này chưa có màn hình riêng cho vai trò của bạn.")


def test_the_language_is_kept_with_the_person(signed_in: SignIn) -> None:
    first = signed_in("xetnghiem")
    first.locator("button[value=en]").first.click()
    first.locator("h1", has_text="Welcome").wait_for()
    first.locator("header .top__who button", has_text="Sign out").click()
    first.locator("[name=password]").wait_for()

    second = signed_in("xetnghiem")
    assert second.locator("html").get_attribute("lang") == "en"
    second.locator("button[value=vi]").first.click()
    second.locator("h1", has_text="Xin chào").wait_for()


def test_loading_is_shown_on_every_page_and_goes_by_itself(province: Province, signed_in: SignIn) -> None:
    with telling(province.served.var / "demo", wanted=5000) as teller:
        teller.tell(Loading(5000, 1900))
        page = signed_in("giamdoc")
        notice = page.locator("aside.loading")
        expect(notice).to_contain_text("Đang nạp tỉnh giả lập: 1.900 trong 5.000 người.")
        teller.tell(Loading(5000, 2400))
        expect(notice).to_contain_text("2.400 trong 5.000 người", timeout=15_000)

    expect(notice).to_have_count(0, timeout=15_000)
