"""How a person is reached: whose word about the telephone comes first, who else has it, which station is theirs."""

from __future__ import annotations

from uuid import uuid4

import pytest

from hoaban.kernel import clock
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Human, PatientLink
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.village import nurse, open_stations, settle, today
from tests import cast

pytestmark = pytest.mark.django_db


def phones(*numbers: str) -> list[dict[str, str]]:
    return [{"system": "phone", "value": number} for number in numbers]


def test_what_a_registrar_wrote_comes_before_what_sources_did() -> None:
    inh = human_of(
        patient("Lò Văn Inh", "099064000103", telecom=phones("0100000101"), birthDate="1964-09-02")
    )
    human_of(patient("Lò Văn Inh", "099064000103", telecom=phones("0100000102"), birthDate="1964-09-02"))
    links = PatientLink.objects.filter(human=inh).order_by("said_at", "patient")
    assert links.count() == 2
    first = links[0]
    PatientLink.objects.filter(pk=first.pk).update(rule="registrar")

    found = people.contact_of(inh, today())

    assert found is not None
    assert found.phones[0] == first.said["phones"][0]
    assert set(found.phones) == {"0100000101", "0100000102"}
    assert found.shared == frozenset()


def test_a_number_of_two_people_is_shared_however_it_is_written() -> None:
    one = human_of(
        patient("Lò Văn Inh", "099064000103", telecom=phones("+84 100 000 101"), birthDate="1964-09-02")
    )
    other = human_of(
        patient(
            "Lò Thị Mai", "099066000104", telecom=phones("0100000101", "0100000102"), birthDate="1966-01-02"
        )
    )

    found = [people.contact_of(whose, today()) for whose in (one, other)]

    assert [one.shared for one in found if one] == [{"+84 100 000 101"}, {"0100000101"}]


def test_the_station_of_the_day_is_told_and_nobody_is_nobody() -> None:
    open_stations()
    family = settle()
    people.register_at(
        actor=nurse(),
        person=family.mother,
        facility_code=cast.DAO_SAN_STATION,
        since=today(-1),
        now=clock.now(),
    )

    found = [people.contact_of(family.mother, today(days)) for days in (-2, 0)]

    assert [one.station for one in found if one] == ["", cast.DAO_SAN_STATION]
    assert people.contact_of(uuid4(), today()) is None
    Human.objects.filter(pk=family.mother).update(deceased=True)
    dead = people.contact_of(family.mother, today())
    assert dead is not None
    assert dead.deceased
