"""A referral in a dossier, and an own doctor with an account: found on their list, opened, and told why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn, bring, text
from hoaban.shared.claims.tests import stays
from hoaban.shared.people import services
from hoaban.shared.people.models import Human
from hoaban.shared.people.tests.village import OTHER_DOCTOR, nurse, open_stations, today
from tests import cast

pytestmark = pytest.mark.django_db
HOSPITAL = Scope("facility", stays.HOSPITAL)


@pytest.fixture
def mother(tmp_path: Path) -> UUID:
    """Giàng Thị Mỷ, sent on today from the health centre to the provincial hospital, where she has not been yet."""
    sent = f"{today():%Y%m%d}0930"
    bring(tmp_path, stays.mother_referred({"NGAY_RA": sent}), facility=stays.HEALTH_CENTRE)
    return Human.objects.get(name="Giàng Thị Mỷ").id


def test_who_is_sent_on_stands_on_the_list_of_the_destination_and_the_record_opens(
    sign_in: SignIn,
    mother: UUID,
) -> None:
    doctor = sign_in("doctor", HOSPITAL)

    listed = text(doctor.get("/people/referred/"))
    assert f'href="/people/{mother}/"' in listed
    assert "Giàng Thị Mỷ" in listed
    assert doctor.get(f"/people/{mother}/").status_code == 200
    elsewhere = sign_in("doctor", Scope("facility", "12984"))
    assert "Giàng Thị Mỷ" not in text(elsewhere.get("/people/referred/"))
    assert elsewhere.get(f"/people/{mother}/").status_code == 404


def test_the_auditor_and_the_person_are_told_why_and_until_when(sign_in: SignIn, mother: UUID) -> None:
    open_stations()
    sign_in("doctor", HOSPITAL)
    page = text(sign_in("auditor", cast.ALL).get(f"/people/{mother}/access/"))

    assert "giấy chuyển mở hồ sơ đến hết ngày" in page
    assert "Người này cư trú tại đây." in page


def test_an_own_doctor_opens_by_name_until_the_role_ends(mother: UUID, sign_in: SignIn) -> None:
    open_stations()
    officer, now = system_actor("test", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(
        username="bs.giadinh", display_name="Đèo Thị Khăm", post_vi="Bác sĩ", post_en="Doctor", password=PASSWORD,
        temporary=False, staff_number=OTHER_DOCTOR,
    )  # fmt: skip
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    somewhere_else = Scope("facility", cast.PHONG_THO)
    number = accounts.assign(
        actor=officer, username="bs.giadinh", role="doctor", scope=somewhere_else, now=now
    )
    services.choose_doctor(
        actor=nurse(),
        person=mother,
        facility_code=cast.PHONG_THO,
        number=OTHER_DOCTOR,
        since=today(),
        now=now,
    )

    held = accounts.actor_of("bs.giadinh").scopes("record.read:TREAT")
    assert Scope("practitioner", f"{cast.PHONG_THO}/{OTHER_DOCTOR}") in held
    page = text(sign_in("auditor", cast.ALL).get(f"/people/{mother}/access/"))
    assert "Bác sĩ riêng: Đèo Thị Khăm" in page
    assert "đã chọn bác sĩ này làm bác sĩ riêng từ" in page

    accounts.end_assignment(actor=officer, assignment=number, last_day=today(), now=now)
    assert accounts.actor_of("bs.giadinh", now=now + timedelta(days=1)).scopes("record.read:TREAT") == ()
