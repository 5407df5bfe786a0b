"""The pages of the records behind a person, and of who may be the same, in a browser without a screen."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from hoaban.kernel.actor import Scope
from hoaban.shared.people.models import Doubt, Human
from hoaban.shared.people.tests.test_pages import SignIn, reception, sign_in, text_of
from hoaban.shared.people.tests.test_people import NATIONAL_ID, human_of, patient
from tests import cast

__all__ = ["sign_in"]
pytestmark = pytest.mark.django_db
NUMBER = "099064000103"
_SID = NATIONAL_ID.removesuffix("national_id")
IDENTIFIERS = [
    {"system": NATIONAL_ID, "value": NUMBER},
    {"system": f"{_SID}citizen_id", "value": "045678901", "period": {"end": "2020-12-31"}},
    {"system": f"{_SID}insurance_number", "value": "HT3120000000103", "period": {"start": "2026-01-01"}},
    {"system": f"{_SID}patient-internal-id", "value": "BN-77/12"},
]


def test_all_numbers_of_all_sources_are_shown_with_issuer_period_and_state(sign_in: SignIn) -> None:
    human = human_of(patient(identifier=IDENTIFIERS))

    page = text_of(sign_in("registrar", cast.ALL), f"/people/{human}/details/")

    assert f"Số định danh cá nhân {NUMBER}" in page
    assert "CMND cũ 045678901 đến 31/12/2020 hết hạn" in page
    assert "Thẻ BHYT HT3120000000103 từ 01/01/2026 chưa xác minh" in page
    assert "Mã người bệnh của cơ sở BN-77/12 cơ sở khác chưa xác minh" in page


def test_reception_sees_the_last_digits_of_numbers_that_others_gave_and_its_own_facility_numbers_whole(
    sign_in: SignIn,
) -> None:
    human = human_of(patient(identifier=IDENTIFIERS))

    page = text_of(reception(sign_in), f"/people/{human}/details/")

    assert NUMBER not in page
    assert "0103" in page
    assert "BN-77/12" in page


def test_a_record_is_parted_and_given_back_in_the_browser(sign_in: SignIn) -> None:
    one = human_of(patient(number=NUMBER))
    wrong = patient(number=NUMBER, at=cast.PHONG_THO)
    browser = sign_in("registrar", cast.ALL)
    assert f"/people/{one}/sources/" in browser.get(f"/people/{one}/details/").content.decode()
    page = text_of(browser, f"/people/{one}/sources/")
    assert "trùng số, không có điểm trái nhau" in page
    assert page.count("cơ sở khác · Lò Văn Inh · 02/09/1964 · Nam") == 2

    answer = browser.post(
        f"/people/{one}/sources/", {"patient": str(wrong), "reason": "Gõ nhầm số ở Phong Thổ."}
    )
    assert answer.headers["Location"] == "/people/decisions/"
    assert Human.objects.count() == 2

    page = browser.get("/people/decisions/").content.decode()
    assert "Tách một hồ sơ thành người khác" in page
    browser.post(re.findall(r"/people/decisions/[0-9a-f-]+/undo/", page)[0], {"reason": "Đúng là một người."})
    assert Human.objects.count() == 1


@pytest.mark.parametrize("typed", [{}, {"patient": "nobody"}, {"reason": "Gõ nhầm."}, {"reason": "\x00"}])
def test_nothing_is_parted_without_a_record_and_a_reason(sign_in: SignIn, typed: dict[str, str]) -> None:
    one = human_of(patient(number=NUMBER))
    wrong = patient(number=NUMBER, at=cast.PHONG_THO)
    known = {"patient": str(wrong)} if "reason" not in typed else {}

    answer = sign_in("registrar", cast.ALL).post(f"/people/{one}/sources/", {**known, **typed})

    assert answer.status_code == 400
    assert Human.objects.count() == 1


def test_reception_reports_a_pair_that_the_keeper_then_finds(sign_in: SignIn) -> None:
    one, other = human_of(patient()), human_of(patient("Lò Văn Ín", birthDate="1963"))
    Doubt.objects.all().delete()
    browser, address = reception(sign_in), f"/people/{one}/alike/"
    assert f"/people/{one}/alike/" in browser.get(f"/people/{one}/details/").content.decode()
    assert "Không tìm thấy ai khác." in text_of(browser, address + "?q=giang")
    assert "Lò Văn Ín" in text_of(browser, address + "?q=lo+in")

    browser.post(address, {"other": str(other)})

    assert Doubt.objects.get().reason == "registrar"
    assert "đang chờ người giữ danh bạ đối chiếu" in text_of(browser, address + "?q=lo+in")
    assert "Lò Văn Ín" in text_of(sign_in("registrar", cast.ALL), "/people/doubts/")


@pytest.mark.parametrize("other", ["", "nobody", str(UUID(int=9, version=4)), "itself"])
def test_a_pair_with_nobody_is_refused_plainly(sign_in: SignIn, other: str) -> None:
    one = human_of(patient())

    answer = reception(sign_in).post(
        f"/people/{one}/alike/", {"other": str(one) if other == "itself" else other}
    )

    assert answer.status_code in (404, 409)
    assert not Doubt.objects.exists()


def test_only_a_keeper_parts_and_only_who_registers_looks_for_the_same(sign_in: SignIn) -> None:
    one = human_of(patient())
    assert reception(sign_in).get(f"/people/{one}/sources/").status_code == 403
    doctor = sign_in("doctor", Scope("facility", cast.PROVINCIAL))
    for address in (f"/people/{one}/sources/", f"/people/{one}/alike/"):
        assert doctor.get(address).status_code == 403


def test_too_short_a_text_is_told_at_its_field(sign_in: SignIn) -> None:
    one = human_of(patient())
    assert "ít nhất 2 chữ cái" in text_of(reception(sign_in), f"/people/{one}/alike/?q=l", 400)
