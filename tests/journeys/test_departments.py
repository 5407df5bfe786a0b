"""A nurse of one department: finds and opens who was treated there, is told why not of others, and is told of to the person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.shared.chart.tests.test_pages import SignIn, bring, sign_in, text
from hoaban.shared.claims.tests import builders
from hoaban.shared.messaging.models import Message
from hoaban.shared.people.models import Human
from tests import cast, small_province
from tests.journeys.test_breaking_the_glass import opens
from tests.journeys.test_citizens import citizen

__all__ = ["sign_in"]

pytestmark = pytest.mark.django_db

OUTPATIENTS, OBSTETRICS = (Scope("department", f"{cast.PROVINCIAL}.{code}") for code in ("K01", "K27"))
NAMES = {OUTPATIENTS: "Khoa Khám bệnh", OBSTETRICS: "Khoa Phụ sản"}


@pytest.fixture
def teacher(tmp_path: Path) -> UUID:
    """Lò Văn Inh, with one visit at the outpatient department of the provincial hospital, as a dossier tells it."""
    small_province.open_facilities()
    for scope, name in NAMES.items():
        department = places.Department(scope.code.partition(".")[2], name, Period(date(2024, 1, 1)))
        places.open_department(
            actor=system_actor("test", "system.manage"),
            facility_code=scope.facility,
            department=department,
            now=clock.now(),
        )
    bring(tmp_path, builders.teacher_visit())
    return Human.objects.get(name="Lò Văn Inh").id


def test_who_was_treated_there_is_found_and_opened(sign_in: SignIn, teacher: UUID) -> None:
    nurse = sign_in("nurse", OUTPATIENTS)

    assert f"/people/{teacher}/" in text(nurse.get("/people/?q=lo+van+inh"))
    assert nurse.get(f"/people/{teacher}/").status_code == 200


def test_for_the_next_ward_nobody_was_there_until_an_emergency(sign_in: SignIn, teacher: UUID) -> None:
    nurse = sign_in("nurse", OBSTETRICS)

    assert f"/people/{teacher}/" not in text(nurse.get("/people/?q=lo+van+inh"))
    refused = nurse.get(f"/people/{teacher}/")
    assert refused.status_code == 404
    assert "Người đã khám, điều trị tại Khoa Phụ sản, " in text(refused)
    assert opens(nurse, teacher).status_code == 302
    assert nurse.get(f"/people/{teacher}/").status_code == 200
    assert [one.facility for one in Message.objects.filter(person=teacher)] == [cast.PROVINCIAL]


def test_the_person_reads_which_department_can_see_the_record_and_who_works_there(
    sign_in: SignIn, teacher: UUID
) -> None:
    sign_in("nurse", OUTPATIENTS)
    sign_in("nurse", OBSTETRICS)

    for page in (
        text(citizen(teacher).get("/my/access/")),
        text(sign_in("auditor", cast.ALL).get(f"/people/{teacher}/access/")),
    ):
        assert "Khoa Khám bệnh, " in page
        assert "Khoa Phụ sản" not in page


def test_the_auditor_searches_the_trail_by_department(sign_in: SignIn, teacher: UUID) -> None:
    sign_in("nurse", OUTPATIENTS).get(f"/people/{teacher}/")
    auditor = sign_in("auditor", cast.ALL)

    assert "nurse.department.12981.k01" in text(auditor.get(f"/trail/?unit=department:{OUTPATIENTS.code}"))
    assert "nurse.department.12981.k01" in text(auditor.get(f"/trail/?unit=facility:{cast.PROVINCIAL}"))
    assert "nurse.department.12981.k01" not in text(auditor.get(f"/trail/?unit=department:{OBSTETRICS.code}"))


def test_who_works_in_a_department_is_offered_no_list_of_referrals_as_those_lead_to_the_facility(
    sign_in: SignIn, teacher: UUID
) -> None:
    assert "/people/referred/" not in text(sign_in("nurse", OUTPATIENTS).get("/"))
    whole = Scope("facility", OUTPATIENTS.facility)
    assert "/people/referred/" in text(sign_in("doctor", whole).get("/"))
