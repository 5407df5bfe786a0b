"""Out-patients of three more kinds, several actors at once in browsers of their own: unknown at first, referred, traditional."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.screens import clinic
from tests.screens.clinic import Clinic
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]
CENTRE_DESK, CENTRE_DOCTOR, CENTRE_SEAL = "tiepdon.pt", "bs.giadinh", "vanthu.pt"
"""Who works at the health centre of Phong Thổ in the demo; the clerk keeps its seal."""
PROVINCIAL = "12981"
PATIENCE = 30_000


@pytest.fixture
def house(province: Province, browser: Browser) -> Iterator[Clinic]:
    with clinic.opened(province, browser) as opened:
        yield opened
    assert opened.heard == [[] for _ in opened.heard]


def room(desk: Page, name: str) -> str:
    """A consulting room that only this journey uses; its name."""
    code = "M" + uuid4().hex[:6].upper()
    clinic.open_room(desk, code, f"{name} {code}")
    return f"{name} {code}"


def sign_the_record(doctor: Page, visit: str) -> None:
    """What waits is signed, and the record closes."""
    clinic.made(doctor, visit)
    clinic.sign_what_waits(doctor)
    clinic.closed(doctor, visit)


def own_words(doctor: Page, words: str, role: str) -> None:
    """A diagnosis that no code says, in the part that it has."""
    doctor.keyboard.press("F8")
    doctor.keyboard.insert_text(words)
    doctor.get_by_role("button", name="Ghi bằng lời").click()
    row = doctor.locator(".dx__row").last
    expect(row.locator("[name=dx_name]")).to_have_value(words)
    row.locator("[name=dx_role]").select_option(role)


def test_somebody_unknown_is_seen_first_and_the_signed_record_bears_the_name_afterwards(
    house: Clinic, tmp_path: Path
) -> None:
    desk, doctor, head = (house.page(one) for one in (clinic.DESK, clinic.DOCTOR, clinic.HEAD))
    who, before, where = house.holders()[-1], clinic.visits_today(head), room(desk, "Cấp cứu")

    desk.goto("/hospital/counter/emergency/")
    desk.get_by_label("Đặc điểm nhận dạng").fill("Áo chàm, sẹo ở trán (người thử)")
    desk.get_by_label("Tình trạng lúc đến").fill("Ngất ngoài chợ")
    clinic.choose_room(desk.locator("[name=point]"), where)
    desk.get_by_role("button", name="Tiếp đón ngay").click()
    expect(desk.locator("h1")).to_have_text("Chưa rõ danh tính")
    visit = desk.url.rstrip("/").rpartition("/")[2]

    clinic.call(doctor, where, visit)
    doctor.locator("#at-exam").fill("Tỉnh, mạch đều, không dấu thần kinh khu trú")
    clinic.diagnose(doctor, "R55", "R55")
    clinic.finish(doctor)
    sign_the_record(doctor, visit)
    nameless = clinic.believed(house, doctor, visit, tmp_path)

    desk.locator("main a", has_text="Xác định danh tính").click()
    desk.get_by_label("Quét thẻ, phiếu hoặc gõ tên").fill(who.scan)
    desk.keyboard.press("Enter")
    desk.locator(".hit").first.click()
    expect(desk.locator("h1")).to_contain_text(who.name)

    sign_the_record(doctor, visit)
    expect(doctor.locator("main table tbody tr")).to_have_count(2)
    named = clinic.believed(house, doctor, visit, tmp_path)
    assert who.name.encode() not in nameless
    assert who.name.encode() in named
    assert who.birth.encode() in named
    older = doctor.locator("main table tbody tr").last.get_by_text("XML").get_attribute("href")
    assert doctor.request.get(str(older)).body() == nameless  # it stays readable
    clinic.stands_in_the_timeline(doctor, who.id, visit, tmp_path)
    clinic.counts(head, before + 1)


def test_a_referral_leads_from_the_health_centre_to_the_province_with_its_record(
    house: Clinic, tmp_path: Path
) -> None:
    sender, seal, doctor = (house.page(one) for one in (CENTRE_DOCTOR, CENTRE_SEAL, clinic.DOCTOR))
    near, far, head = house.page(CENTRE_DESK), house.page(clinic.DESK), house.page(clinic.HEAD)
    who, before = house.holders()[-2], clinic.visits_today(head)
    here, there = room(near, "Phòng khám"), room(far, "Phòng khám chuyển đến")

    clinic.scan(near, who.scan)
    first = clinic.receive(near, here, "Sốt, khó thở hai ngày")
    clinic.call(sender, here, first)
    sender.locator("#at-exam").fill("Ran ẩm đáy phổi phải")
    clinic.diagnose(sender, "J18.9", "J18.9")
    clinic.save(sender)
    number = refer(sender, first)
    sender.goto(f"/hospital/visits/{first}/")
    sender.get_by_label("Ra về, chuyển").select_option("2")
    sender.get_by_label("Kết quả điều trị").select_option("4")
    sender.locator("#at-to_facility").select_option(PROVINCIAL)
    sender.keyboard.press("Control+Enter")
    expect(sender.locator("main")).to_contain_text("Đã kết thúc lượt khám.")
    sign_the_record(sender, first)
    clinic.sign_what_waits(seal)
    both_signed(sender, first, number, tmp_path)

    clinic.scan(far, number)
    expect(far.locator("h1")).to_contain_text(who.name)
    expect(far.locator("main")).to_contain_text("Có phiếu chuyển đến đây")
    second = clinic.receive(far, there, "Chuyển đến")
    expect(far.locator("main")).to_contain_text(number)
    clinic.call(doctor, there, second)
    doctor.goto(f"/people/{who.id}/timeline/")
    doctor.locator(f"main a[href$='/visits/{first}/']").first.click()
    expect(doctor.locator("main")).to_contain_text("Viêm phổi")
    expect(doctor.locator("main")).to_contain_text("Phong Thổ")
    doctor.goto(f"/hospital/visits/{second}/")
    doctor.wait_for_load_state("networkidle")
    doctor.locator("#at-exam").fill("Ran ẩm hai đáy phổi")
    clinic.diagnose(doctor, "J18.9", "J18.9")
    clinic.finish(doctor)
    sign_the_record(doctor, second)

    record = clinic.believed(house, doctor, second, tmp_path)
    for expected in (who.name, number, "J18.9"):
        assert expected.encode() in record
    clinic.stands_in_the_timeline(doctor, who.id, second, tmp_path)
    clinic.counts(head, before + 1)


def refer(doctor: Page, visit: str) -> str:
    """The doctor gives out a referral to the province; its number."""
    doctor.goto(f"/papers/visits/{visit}/referral/")
    doctor.get_by_label("Chuyển đến cơ sở").select_option(PROVINCIAL)
    doctor.get_by_label("Lý do chuyển").select_option(index=1)
    doctor.get_by_label("Tình trạng người bệnh lúc chuyển").fill("Tỉnh, còn khó thở")
    doctor.get_by_label("Hướng điều trị").fill("Chụp phim phổi, điều trị nội trú")
    doctor.get_by_role("button", name="Cấp giấy").click()
    expect(doctor.locator("main")).to_contain_text("Đã cấp giấy số")
    found = re.search(r"\d+/20\d\d/GCT", doctor.locator("main").inner_text())
    assert found
    return found[0]


def both_signed(doctor: Page, visit: str, number: str, folder: Path) -> None:
    """The paper bears the signature of the doctor and the seal of the facility, and a program of others believes both."""
    doctor.goto(f"/papers/visits/{visit}/")
    doctor.locator("main tbody tr", has_text=number).locator("a").first.click()
    address = doctor.get_by_role("link", name="Mở bản PDF").get_attribute("href")
    (folder / "referral.pdf").write_bytes(doctor.request.get(str(address)).body())
    program = shutil.which("pdfsig")
    if program is None:
        pytest.skip("there is no pdfsig (make checkers installs it)")
    told = subprocess.run(
        [program, str(folder / "referral.pdf")], capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)},
    ).stdout  # fmt: skip
    assert told.count("Signature is Valid.") == 2, told


def test_a_visit_of_traditional_medicine_has_two_diagnoses_and_a_decoction(
    house: Clinic, tmp_path: Path
) -> None:
    desk, doctor, head = (house.page(one) for one in (clinic.DESK, clinic.DOCTOR, clinic.HEAD))
    who, before, where = house.holders()[-3], clinic.visits_today(head), room(desk, "Y học cổ truyền")

    clinic.scan(desk, who.scan)
    visit = clinic.receive(desk, where, "Đau lưng, sợ lạnh")
    clinic.call(doctor, where, visit)
    doctor.locator("#at-exam").fill("Lưỡi nhạt, rêu trắng mỏng; mạch trầm")
    clinic.diagnose(doctor, "M54.5", "M54.5")
    own_words(doctor, "Yêu thống, thể phong hàn thấp", "traditional")
    clinic.save(doctor)
    decoct(doctor, {"Độc hoạt": "12g", "Tang ký sinh": "16g", "Đương quy": "12g"}, packs="7")
    clinic.finish(doctor)
    sign_the_record(doctor, visit)

    record = clinic.believed(house, doctor, visit, tmp_path).decode()
    for expected in (who.name, "M54.5", "Yêu thống, thể phong hàn thấp", "Độc hoạt", "Tang ký sinh"):
        assert expected in record
    lacking = house.lacking(visit)
    assert not lacking & {"MA_BENH_CHINH", "CHAN_DOAN_RV", "KET_QUA_DTRI", "MA_LOAI_RV", "LY_DO_VV"}, lacking
    clinic.stands_in_the_timeline(doctor, who.id, visit, tmp_path)
    clinic.counts(head, before + 1)


def decoct(doctor: Page, herbs: dict[str, str], *, packs: str) -> None:
    """Herbs with their grams in one pack, and how many packs, from the pane of the doctor's page."""
    pane = doctor.locator("#pane-prescribing").last
    for count, (herb, grams) in enumerate(herbs.items(), start=1):
        pane.get_by_label("Thuốc", exact=True).fill(herb)
        pane.get_by_label("Thuốc", exact=True).press("Enter")
        pane.get_by_label("Liều", exact=True).fill(grams)
        pane.get_by_label("Liều", exact=True).press("Enter")
        expect(pane.locator(".rx-line")).to_have_count(count)
    if not pane.get_by_label("Số thang").is_visible():
        pane.get_by_text("Lời dặn, khám lại, số thang").click()
    pane.get_by_label("Số thang").fill(packs)
    pane.get_by_label("Cách sắc, cách uống").fill("Sắc còn 300 ml, chia 2 lần")
    pane.evaluate("one => { one.dataset.before = ''; }")
    pane.get_by_label("Cách sắc, cách uống").press("Enter")
    expect(doctor.locator("[data-before]")).to_have_count(0, timeout=PATIENCE)  # the pane came anew
    pane.get_by_role("button", name="Kê đơn", exact=True).click()
    expect(pane.locator(".rx-issued")).to_contain_text(next(iter(herbs)), timeout=PATIENCE)
