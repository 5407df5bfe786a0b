"""Who a visit is about: what a doctor sees at its head, and what a desk does."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.chart import api as chart
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from hoaban.shared.visits.tests.test_visits import desk, doctor, registered_places
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    registered_places()


def registered(name: str, birth: str, *numbers: people.Paper) -> UUID:
    details = people.Details(
        name, "male", birth, cast.DAO_SAN, "", "", "known" if name else "unknown", "MANUAL", numbers
    )
    return people.register(actor=desk(), details=details, once=name + birth, now=clock.now())


def opened(person: UUID) -> visits.Visit:
    return visits.open_visit(
        actor=desk(), arrival=visits.Arrival(cast.PROVINCIAL, person, "Ho"), now=clock.now()
    )


def test_the_doctor_sees_two_identifiers_and_allergies_and_the_desk_no_word_on_allergies() -> None:
    visit = opened(registered("Lò Văn Inh", "1964-09-02", people.Paper("national_id", "012064000103")))
    allergy = {
        "resourceType": "AllergyIntolerance", "id": str(uuid4()), "patient": {"reference": f"Patient/{visit.patient}"},
        "code": {"text": "Penicillin"},
        "clinicalStatus": {"coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}
        ]},
    }  # fmt: skip
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([Entry("PUT", "AllergyIntolerance", allergy["id"], allergy)])

    seen = chart.see_banner(actor=doctor(), visit=visit.id, now=clock.now())
    at_the_desk = chart.see_banner(actor=desk(), visit=visit.id, now=clock.now())

    assert (seen.name, seen.birth, seen.allergies) == ("Lò Văn Inh", "02/09/1964", ("Penicillin",))
    assert [one.value for one in seen.numbers] == [visit.number, "••••\u00a00103"]
    assert (at_the_desk.name, at_the_desk.tells_allergies, at_the_desk.allergies) == (
        "Lò Văn Inh",
        False,
        None,
    )
    assert [one.value for one in at_the_desk.numbers] == [visit.number]


def test_who_was_asked_and_knows_of_none_is_told_apart_from_who_was_not_asked() -> None:
    visit = opened(registered("Lò Văn Inh", "1964-09-02"))
    before = chart.see_banner(actor=doctor(), visit=visit.id, now=clock.now())
    asked = {
        "resourceType": "AllergyIntolerance", "id": str(uuid4()), "patient": {"reference": f"Patient/{visit.patient}"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}], "text": "Không có dị ứng đã biết"},
        "clinicalStatus": {"coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}
        ]},
    }  # fmt: skip
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([Entry("PUT", "AllergyIntolerance", asked["id"], asked)])
    after = chart.see_banner(actor=doctor(), visit=visit.id, now=clock.now())

    assert (before.allergies, after.allergies) == (None, ())


def test_somebody_alike_in_the_house_is_told_beside_and_one_who_has_left_is_not() -> None:
    visit = opened(registered("Lò Văn Inh", "1964-09-02"))
    twin = opened(registered("Lò Văn Ính", "1964-09-02"))
    opened(registered("Vàng A Tủa", "1990"))

    before = chart.see_banner(actor=desk(), visit=visit.id, now=clock.now())
    visits.cancel_visit(actor=desk(), visit=twin.id, reason="Bỏ về", now=clock.now())
    after = chart.see_banner(actor=desk(), visit=visit.id, now=clock.now())

    assert (before.beside, after.beside) == (("Lò Văn Ính, Nam, 02/09/1964",), ())


def test_a_look_is_one_entry_that_names_all_whom_it_shows() -> None:
    first, second = registered("Lò Văn Inh", "1964-09-02"), registered("Lò Văn Ính", "1964-09-02")
    visit = opened(first)
    opened(second)
    chart.see_banner(actor=desk(), visit=visit.id, now=clock.now())

    told = audit.list_entries(sought=audit.TrailFilter(act="visits.see"))
    assert [set(one.persons) for one in told] == [{first, second}]


def test_who_nobody_knows_is_called_so_and_another_facility_sees_no_visit() -> None:
    visit = opened(registered("", ""))

    assert chart.see_banner(actor=desk(), visit=visit.id, now=clock.now()).name == "Chưa rõ danh tính"
    with pytest.raises(NotFound):
        chart.see_banner(actor=desk(cast.PHONG_THO), visit=visit.id, now=clock.now())
    with pytest.raises(NotFound):
        chart.see_banner(actor=doctor(Scope("facility", cast.PHONG_THO)), visit=visit.id, now=clock.now())
