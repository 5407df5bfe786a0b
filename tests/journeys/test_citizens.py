"""A citizen who was vouched for reads the own record, through pages and through the door, and nobody else's."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.accounts.api.session import SESSION
from hoaban.foundation.accounts.services.sessions import open_citizen_session
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Purpose, Scope
from hoaban.kernel.errors import HoaBanError
from hoaban.record import api as record
from hoaban.shared.chart.tests.test_pages import text
from hoaban.shared.people.models import Human

pytestmark = pytest.mark.django_db


def citizen(person: UUID) -> Client:
    """A browser of somebody whom an identity provider vouched for."""
    opened, _mark = open_citizen_session(
        person=person,
        name="Người Đã Định Danh",
        level=2,
        mark="",
        agent="",
        address="127.0.0.1",
        now=clock.now(),
    )
    browser = Client()
    browser.get("/sign-in/")
    session = browser.session
    session[SESSION] = str(opened)
    session.save()
    browser.cookies["hoaban_session"] = session.session_key
    return browser


def test_a_citizen_reads_the_own_record_and_it_is_in_the_trail(teacher: UUID) -> None:
    page = citizen(teacher).get("/my/record/")

    assert page.status_code == 200
    assert "Lò Văn Inh" in text(page)
    assert "Tăng huyết áp" in text(page)
    entries = audit.list_entries(sought=audit.TrailFilter(actor_id=f"citizen:{teacher}"), limit=5)
    assert {(entry.purpose, tuple(entry.persons)) for entry in entries} == {("PATRQT", (teacher,))}


def test_a_citizen_reads_nobody_elses_record_however_it_is_asked_for(teacher: UUID) -> None:
    other = Human.objects.create(
        name="Người Khác", name_sort="x", sex="female", keys=[], id=UUID(int=teacher.int + 1)
    )
    browser = citizen(other.pk)

    for address in (f"/people/{teacher}/", f"/people/{teacher}/timeline/", "/people/?q=lo", "/"):
        assert browser.get(address).status_code in {302, 403}, address
    assert "Lò Văn Inh" not in text(browser.get("/my/record/"))
    assert browser.get("/my/record/").status_code == 404


def test_a_citizens_door_finds_the_own_facts_only(teacher: UUID) -> None:
    """Through the door itself: a search without a condition comes back with one person's facts."""
    own = Actor(
        f"citizen:{teacher}",
        ActorKind.PERSON,
        "Người dân",
        frozenset({Grant("record.read:PATRQT", Scope("self", str(teacher)))}),
    )
    stranger = UUID(int=teacher.int + 1)
    other = Actor(
        f"citizen:{stranger}",
        ActorKind.PERSON,
        "Người dân",
        frozenset({Grant("record.read:PATRQT", Scope("self", str(stranger)))}),
    )

    mine = record.open(own, purpose=Purpose.PATIENT_REQUEST).of_person(teacher, ("Patient", "Encounter"))
    assert len(mine) >= 2
    with pytest.raises(HoaBanError):
        record.open(other, purpose=Purpose.PATIENT_REQUEST).of_person(teacher, ("Patient", "Encounter"))
    with pytest.raises(HoaBanError):
        record.open(own, purpose=Purpose.TREATMENT).of_person(teacher, ("Patient",))
