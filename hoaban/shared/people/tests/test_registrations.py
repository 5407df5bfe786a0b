"""The registered station and the own doctor: what they say, what they open, for which days; and who has none."""

from __future__ import annotations

import pytest

from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.record import api as record
from hoaban.shared.people import api as people
from hoaban.shared.people import policies, queries, services
from hoaban.shared.people.models import Registration
from hoaban.shared.people.services import NotPossible, Standing
from hoaban.shared.people.tests.village import (
    DOCTOR,
    KHONG_LAO,
    KHONG_LAO_STATION,
    OTHER_DOCTOR,
    Family,
    nurse,
    open_stations,
    opens,
    reception,
    settle,
    stored,
    today,
)
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    open_stations()
    return settle()


def register(person, code=KHONG_LAO_STATION, since=None, actor=None):  # type: ignore[no-untyped-def]
    return services.register_at(
        actor=actor or nurse(), person=person, facility_code=code, since=since or today(), now=clock.now()
    )


def choose(person, code=cast.PHONG_THO, number=OTHER_DOCTOR, since=None):  # type: ignore[no-untyped-def]
    return services.choose_doctor(
        actor=nurse(),
        person=person,
        facility_code=code,
        number=number,
        since=since or today(),
        now=clock.now(),
    )


def doctor(code=cast.PHONG_THO, number=OTHER_DOCTOR):  # type: ignore[no-untyped-def]
    return cast.staff("bs.giadinh", ("record.read:TREAT", Scope("practitioner", f"{code}/{number}")))


def test_the_staff_of_a_station_open_and_find_who_is_registered_there(family: Family) -> None:
    assert not opens(nurse(KHONG_LAO), family.mother)

    register(family.mother)

    assert opens(nurse(KHONG_LAO), family.mother)
    assert not opens(nurse(KHONG_LAO), family.father)
    found = people.find(actor=nurse(KHONG_LAO), text="giang my").people
    assert [one.id for one in found] == [family.mother]


def test_a_registration_opens_from_its_first_day_to_its_last(family: Family) -> None:
    entry = register(family.mother, since=today(1))
    assert not opens(nurse(KHONG_LAO), family.mother)
    services.take_back_registration(actor=nurse(), registration=entry, now=clock.now())

    entry = register(family.mother, since=today(-10))
    services.end_registration(actor=nurse(), registration=entry, last=today(), now=clock.now())
    assert opens(nurse(KHONG_LAO), family.mother)
    services.end_registration(actor=nurse(), registration=entry, last=today(-1), now=clock.now())
    assert not opens(nurse(KHONG_LAO), family.mother)


def test_an_end_that_was_a_mistake_is_taken_back_while_there_is_no_other(family: Family) -> None:
    entry = register(family.mother, since=today(-10))
    services.end_registration(actor=nurse(), registration=entry, last=today(-1), now=clock.now())
    services.reopen_registration(actor=nurse(), registration=entry, now=clock.now())
    assert opens(nurse(KHONG_LAO), family.mother)

    register(family.mother, cast.DAO_SAN_STATION)
    with pytest.raises(NotPossible):
        services.reopen_registration(actor=nurse(), registration=entry, now=clock.now())


def test_the_own_doctor_opens_the_record_by_name_and_colleagues_do_not(family: Family) -> None:
    choose(family.mother)

    assert opens(doctor(), family.mother)
    assert not opens(doctor(), family.father)
    assert not opens(doctor(number=DOCTOR), family.mother)
    assert not opens(doctor(code=cast.PROVINCIAL), family.mother)
    assert not opens(cast.doctor(cast.PHONG_THO), family.mother)


def test_another_doctor_ends_the_first_and_taking_back_gives_the_first_again(family: Family) -> None:
    first = choose(family.mother, since=today(-30))
    second = choose(family.mother, cast.DAO_SAN_STATION, DOCTOR)
    assert not opens(doctor(), family.mother)
    assert stored("CareTeam", first)["period"]["end"] == today(-1).isoformat()

    services.take_back_registration(actor=nurse(), registration=second, now=clock.now())

    assert opens(doctor(), family.mother)
    assert "end" not in stored("CareTeam", first)["period"]
    with pytest.raises(record.Gone):
        stored("CareTeam", second)


def test_the_record_says_who_looks_after_a_person(family: Family) -> None:
    team = stored("CareTeam", choose(family.mother))

    (participant,) = team["participant"]
    assert participant["role"][0]["coding"][0]["code"] == "own-doctor"
    assert participant["member"]["display"] == "Đèo Thị Khăm"
    assert participant["onBehalfOf"]["display"] == f"Cơ sở {cast.PHONG_THO}"
    assert team["status"] == "active"


def test_what_cannot_be_is_refused(family: Family) -> None:
    register(family.mother)
    first = choose(family.mother, since=today(-3))
    choose(family.mother, cast.DAO_SAN_STATION, DOCTOR)

    with pytest.raises(Standing):
        register(family.mother)
    with pytest.raises(NotPossible, match="no such place"):
        register(family.father, "99999")
    with pytest.raises(NotPossible, match="no such doctor"):
        choose(family.father, cast.PHONG_THO, DOCTOR)
    with pytest.raises(NotPossible, match="from that day or later"):
        choose(family.mother, since=today(-1))
    with pytest.raises(NotPossible, match="stands on this one"):
        services.take_back_registration(actor=nurse(), registration=first, now=clock.now())
    with pytest.raises(policies.OutOfReach):
        register(family.father, cast.DAO_SAN_STATION, actor=nurse(KHONG_LAO))


def test_a_station_registers_who_comes_from_another_commune(family: Family) -> None:
    register(family.mother, actor=nurse(KHONG_LAO))

    assert Registration.objects.get().facility_code == KHONG_LAO_STATION


def test_the_list_of_who_has_none_counts_and_pages_in_name_order(family: Family) -> None:
    choose(family.mother)

    def lacking(kind: str, **more: int) -> queries.Lacking:
        return queries.list_lacking(
            actor=nurse(), kind=kind, commune_code=cast.DAO_SAN, now=clock.now(), **more
        )

    found = lacking("doctor")
    assert [one.name for one in found.people] == ["Sùng A Chứ", "Thào A Dơ", "Sùng A Páo"]
    assert (found.lacking, found.residents) == (3, 4)
    assert [one.name for one in lacking("doctor", start=1, count=1).people] == ["Thào A Dơ"]
    assert lacking("station").lacking == 4


def test_an_ended_registration_counts_as_none_and_a_desk_sees_every_commune(family: Family) -> None:
    entry = choose(family.mother, since=today(-10))
    services.end_registration(actor=nurse(), registration=entry, last=today(-1), now=clock.now())

    found = queries.list_lacking(actor=reception(), kind="doctor", commune_code=cast.DAO_SAN, now=clock.now())
    assert found.lacking == 4
