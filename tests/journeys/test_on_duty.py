"""A turn of the rota: the list of who is there, their records, why, and that it ends with the turn."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.record import api as record
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn, text
from hoaban.shared.people.tests.village import LONG_AGO, Family, open_stations, settle, today
from tests import cast
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

MEMBER, NUMBER = UUID(int=7), "000007/LCH-GPHN"
KEEPER = system_actor("test", "workforce.manage", "accounts.manage")


@pytest.fixture
def family() -> Family:
    """The family; the neighbour is at Phong Thổ since today, the mother went home from there."""
    open_stations()
    found = settle()
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    for number, (person, status) in enumerate(((found.neighbour, "in-progress"), (found.mother, "finished"))):
        patient = UUID(door.of_person(person, ("Patient",))[0].id)
        visit = cast.encounter(UUID(int=70 + number), patient, cast.PHONG_THO)
        days = {"start": f"{today().isoformat()}T01:00:00+07:00"}
        door.update("Encounter", visit["id"], {**visit, "status": status, "period": days})
    return found


@pytest.fixture
def doctor(family: Family, client: Client) -> Client:
    """A doctor of the provincial hospital who is on duty at Phong Thổ from an hour ago for three hours."""
    now = clock.now()
    member = workforce.Member(MEMBER, "Vừ Thị Trực", "doctor", "1980", "female", "099180000007")
    post = workforce.Post(cast.PHONG_THO, NUMBER, "Bác sĩ luân phiên", Period(LONG_AGO))
    workforce.register_member(actor=KEEPER, member=member, post=post, now=now)
    newcomer = accounts.Newcomer(
        "bs.truc", "Vừ Thị Trực", "Bác sĩ", "Doctor", PASSWORD, temporary=False, staff_number=NUMBER
    )
    accounts.register_account(actor=KEEPER, newcomer=newcomer, now=now)
    home = Scope("facility", cast.PROVINCIAL)
    accounts.assign(actor=KEEPER, username="bs.truc", role="doctor", scope=home, now=now)
    begun = now - timedelta(hours=1)
    turn = workforce.Shift(MEMBER, cast.PHONG_THO, begun, begun + timedelta(hours=3))
    workforce.plan_shift(actor=KEEPER, shift=turn, now=now)
    client.post("/sign-in/", {"username": "bs.truc", "password": PASSWORD})
    return client


def end_turn() -> None:
    keeper = system_actor("test", "workforce.manage", "workforce.read")
    (turn,) = workforce.list_turns(actor=keeper, facility_code=cast.PHONG_THO, first=today(-1), days=3)
    workforce.cancel_shift(actor=KEEPER, shift=turn.shift.id, now=clock.now())


def test_the_list_has_who_is_there_and_their_record_opens(doctor: Client, family: Family) -> None:
    listed = text(doctor.get("/people/present/"))

    assert f'href="/people/{family.neighbour}/"' in listed
    assert "Thào A Dơ" in listed
    assert "Giàng Thị Mỷ" not in listed
    assert ">Khoa<" not in listed, "no visit names one"
    assert doctor.get(f"/people/{family.neighbour}/").status_code == 200
    assert doctor.get(f"/people/{family.mother}/").status_code == 404


def test_it_ends_with_the_turn(doctor: Client, family: Family) -> None:
    end_turn()

    assert "Bạn không có ca trực lúc này" in text(doctor.get("/people/present/"))
    assert doctor.get(f"/people/{family.neighbour}/").status_code == 404


def test_the_look_at_the_list_names_whom_it_showed(doctor: Client, family: Family) -> None:
    doctor.get("/people/present/")

    (entry,) = audit.list_entries(sought=audit.TrailFilter(act="record.search", actor_id="account:bs.truc"))
    assert entry.persons == (family.neighbour,)


def test_the_refused_page_says_what_the_turn_opens(doctor: Client, family: Family) -> None:
    page = text(doctor.get(f"/people/{family.mother}/"))
    why = text(doctor.get("/why/?act=record.read:TREAT"))

    for told in (page, why):
        assert f"đang khám, điều trị tại Cơ sở {cast.PHONG_THO}, cho đến hết ca trực của bạn" in told
    assert f"Đang trực tại Cơ sở {cast.PHONG_THO}" in why
    end_turn()
    assert "ca trực của bạn" not in text(doctor.get("/why/?act=record.read:TREAT"))


def test_the_person_is_told_who_sees_the_record_for_being_on_duty(doctor: Client, family: Family) -> None:
    page = text(citizen(family.neighbour).get("/my/access/"))

    assert f"Đang trực tại Cơ sở {cast.PHONG_THO}" in page
    assert "ai trực thì xem được trong ca trực" in page
    assert "Vừ Thị Trực" in page
    assert "Đang trực" not in text(citizen(family.mother).get("/my/access/"))
    end_turn()
    assert "Đang trực" not in text(citizen(family.neighbour).get("/my/access/"))


def test_who_works_there_is_told_once(family: Family, doctor: Client) -> None:
    now = clock.now()
    here = Scope("facility", cast.PHONG_THO)
    accounts.assign(actor=KEEPER, username="bs.truc", role="doctor", scope=here, now=now)

    assert text(citizen(family.neighbour).get("/my/access/")).count("Vừ Thị Trực") == 1


def test_without_a_turn_the_page_says_so_also_in_english(sign_in: SignIn) -> None:
    browser = sign_in("nurse", Scope("facility", cast.PROVINCIAL))
    browser.post("/language/", {"language": "en", "next": "/"})

    page = text(browser.get("/people/present/"))

    assert "You have no turn now" in page
    assert "Where I am on duty" in page
