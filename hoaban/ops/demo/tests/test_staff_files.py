"""The staff files of the demo: whole, repeatable, and with something in every list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import tasks
from hoaban.kernel import outbox
from hoaban.kernel.actor import system_actor
from hoaban.ops.demo.accounts import link_demo_accounts, register_demo_accounts
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.registers import register_demo_places
from hoaban.ops.demo.staff import staff_of
from hoaban.ops.demo.staff_files import register_demo_staff_files

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 27)
OFFICER = system_actor("test", "system.manage", "workforce.read", "workforce.manage")

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("staff files")]


@pytest.fixture(scope="module", autouse=True)
def opened(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """How many files were opened: all places and files of the demo, once for all tests of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        register_demo_facilities(actor=OFFICER, now=NOW)
        register_demo_places(actor=OFFICER, now=NOW)
        yield register_demo_staff_files(actor=OFFICER, now=NOW)
        transaction.set_rollback(True)


def test_the_demo_completes_its_places_once_and_something_is_to_be_renewed() -> None:
    announced = outbox.Announcement.objects.count()
    assert register_demo_places(actor=OFFICER, now=NOW) > 50
    assert outbox.Announcement.objects.count() == announced
    file = places.facility_file("12971")
    assert [one.name for one in file.responsible] == ["Cà Thị Nhung"]
    assert {one.kind for one in file.permits} == {"business", "gpp"}
    renew = places.list_to_renew(TODAY, family="drug")
    assert {one.facility.code for one in renew} == {"12972", "12973", "12974"}


def test_the_demo_opens_files_once_and_every_list_has_something_to_show(opened: int) -> None:
    assert opened > 250
    announced = outbox.Announcement.objects.count()
    assert register_demo_staff_files(actor=OFFICER, now=NOW) == opened
    assert outbox.Announcement.objects.count() == announced

    lacking = workforce.list_coverage(actor=OFFICER, on=TODAY, kind="commune_station", profession="midwife")
    assert 5 < len([one for one in lacking if one.lacking]) < 20
    assert workforce.list_ending(actor=OFFICER, on=TODAY)
    assert {one.kind for one in workforce.list_to_report(actor=OFFICER, on=TODAY)} == {"newcomer", "leaver"}
    assert workforce.list_retiring(actor=OFFICER, on=TODAY, until=date(2027, 12, 31))


def test_accounts_of_those_who_work_at_a_facility_know_their_staff_number() -> None:
    officer = system_actor("test", "accounts.manage")
    register_demo_accounts(actor=officer, password="Hoa-Ban-1234-kplm", now=NOW)

    assert link_demo_accounts(actor=officer, now=NOW) > 4, "but for doctors, whose numbers stand in the list"
    assert link_demo_accounts(actor=officer, now=NOW) == 0

    linked = accounts.staff_numbers()
    assert len(linked) > 8
    tasks.shut_leavers(timestamp=0)
    assert accounts.staff_numbers() == linked, "nobody of the cast has left"


def test_whoever_a_claim_names_has_a_file_and_may_examine() -> None:
    answers = []
    for one in staff_of("12981").doctors:
        whose = workforce.find_member_by_number(facility_code="12981", number=one.number, on=TODAY)
        assert whose is not None
        answers.append(workforce.may_practise(whose, act="examine", facility="12981", on=TODAY).allowed)
    assert sum(answers) > 10
