"""Out-patients from the door to the closed record, several people at work at once, each before a screen of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.screens import clinic as rooms
from tests.screens.clinic import Clinic
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]

NOT_ASKED = {"CAN_NANG", "DIA_CHI", "MA_DANTOC", "MA_NGHE_NGHIEP", "MA_QUOCTICH"}
"""What a claim would lack of somebody who told a name, a year and a commune, and was not weighed; this person has no card."""


@pytest.fixture
def clinic(province: Province, browser: Browser) -> Iterator[Clinic]:
    with rooms.opened(province, browser) as found:
        yield found


def test_an_insured_visit_from_the_card_to_the_closed_record(clinic: Clinic, tmp_path: Path) -> None:
    who, room = clinic.holders()[0], f"Phòng khám {uuid4().hex[:6]}"
    desk, nurse, doctor, technician, head = map(
        clinic.page, (rooms.DESK, rooms.NURSE, rooms.DOCTOR, rooms.TECHNICIAN, rooms.HEAD)
    )
    before = rooms.visits_today(head)
    rooms.open_room(desk, room[-6:], room)

    rooms.scan(desk, who.scan)
    expect(desk.get_by_label("Số thẻ bảo hiểm y tế")).to_have_value(who.card)
    visit = rooms.receive(desk, room, "Sốt, ho ba ngày (người thử)")
    rooms.measure(nurse, room, visit)

    rooms.call(doctor, room, visit)
    expect(doctor.locator(".banner__allergies")).to_contain_text("Không có dị ứng đã biết")
    expect(doctor.locator(".banner__allergies--some")).to_have_count(0)  # alarms nobody
    doctor.locator("#at-exam").fill("Họng đỏ, phổi không ran")
    rooms.diagnose(doctor, "J00", "J00")
    rooms.save(doctor)
    rooms.order(doctor, rooms.BLOOD_COUNT)
    rooms.take_sample(technician, "Lấy mẫu xét nghiệm", who.name)
    rooms.release(technician, who.name, "Tổng phân tích tế bào máu", rooms.COUNT)
    expect(doctor.locator("#pane-results")).to_contain_text(
        "11,2", timeout=rooms.PATIENCE
    )  # the page asks by itself
    expect(doctor.locator("#pane-results")).to_contain_text("Hà Đức Lợi")
    rooms.prescribe(doctor, "Hoabamol 500", "1x3 5n")
    rooms.finish(doctor)

    rooms.made(doctor, visit)
    rooms.sign_what_waits(doctor)
    rooms.closed(doctor, visit)
    said = rooms.believed(clinic, doctor, visit, tmp_path).decode()
    assert all(words in said for words in (who.name, "J00", "Sốt, ho ba ngày", "Hoabamol 500", "11.2"))
    rooms.stands_in_the_timeline(doctor, who.id, visit, tmp_path)
    rooms.counts(head, before + 1)
    assert clinic.lacking(visit) == set()
    assert clinic.heard == 5 * [[]]


def test_somebody_without_papers_is_registered_and_pays_alone(clinic: Clinic, tmp_path: Path) -> None:
    name, room = f"Giàng Thị {_given_name()}", f"Phòng khám {uuid4().hex[:6]}"
    desk, doctor, head = map(clinic.page, (rooms.DESK, rooms.DOCTOR, rooms.HEAD))
    before = rooms.visits_today(head)
    rooms.open_room(desk, room[-6:], room)

    rooms.scan(desk, name)
    person = rooms.register(desk, name)
    expect(desk.get_by_label("Đối tượng khám, chữa bệnh")).to_have_value("")
    visit = rooms.receive(desk, room, "Đau đầu hai ngày (người thử)")

    rooms.call(doctor, room, visit)
    doctor.locator("#at-exam").fill("Tỉnh, không sốt")
    rooms.diagnose(doctor, "I10", "I10")
    rooms.save(doctor)
    rooms.prescribe(doctor, "Hoabamol 500", "1x2 3n")
    rooms.finish(doctor)

    rooms.made(doctor, visit)
    rooms.sign_what_waits(doctor)
    rooms.closed(doctor, visit)
    said = rooms.believed(clinic, doctor, visit, tmp_path).decode()
    assert all(words in said for words in (name, "I10", "Đau đầu hai ngày", "Hoabamol 500"))
    rooms.stands_in_the_timeline(doctor, person, visit, tmp_path)
    rooms.counts(head, before + 1)
    assert clinic.lacking(visit) == NOT_ASKED
    assert clinic.heard == 3 * [[]]


def _given_name() -> str:
    """Letters that nobody of the demo is called by."""
    return "".join(chr(ord("a") + int(one, 16)) for one in uuid4().hex[:8]).title()
