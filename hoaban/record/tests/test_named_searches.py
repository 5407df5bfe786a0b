"""The forty named searches on a small store: each is answered through indexes. ``make verify`` asks at full size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import rarity
from hoaban.record.engine.search.api import TooCostly
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.engine.search.query import SearchRefused
from tests import cast
from tests.bench import people
from tests.verify import named_searches, reading_plans
from tests.verify.named_searches import Named

pytestmark = pytest.mark.xdist_group("named searches")

PATIENTS = 190
FIND_NOTHING_HERE = 2


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        people.load(range(PATIENTS))
        named_searches.load_registers()
        named_searches.load(range(PATIENTS))
        with connection.cursor() as cursor:
            cursor.execute("analyze")
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local random_page_cost = 1.1")  # as the product sets it
        rarity.forget()
        yield
        transaction.set_rollback(True)


def ask(search: Named) -> tuple[int, list[reading_plans.Reading]]:
    """How much one search finds, and what is read for it."""
    words = named_searches.words(named_searches.somebody(cast.DAO_SAN))
    *owner, kind = search.path.format(**words).split("/")
    door = record.open(cast.station_nurse(), purpose=Purpose.TREATMENT)
    with reading_plans.noted() as sent:
        page = door.search(kind, search.params(words), within=Compartment(*owner) if owner else None)
    return len(page.entries), [reading_plans.read(each)[0] for each in sent]


@pytest.mark.django_db
@pytest.mark.parametrize("search", named_searches.SEARCHES, ids=str)
def test_a_named_search_reads_no_table_from_end_to_end(stocked: None, search: Named) -> None:
    _, read = ask(search)
    assert read
    assert [table for one in read for table in one.sequential] == []


@pytest.mark.django_db
def test_the_named_searches_find_something(stocked: None) -> None:
    empty = [search for search in named_searches.SEARCHES if not ask(search)[0]]
    assert len(empty) <= FIND_NOTHING_HERE, empty


def page_by_page(door: record.Door, asked: list[tuple[str, str]]) -> tuple[list[str], str]:
    """What all pages of two have, and the token of the second."""
    page = door.search("Patient", [*asked, ("_count", "2")])
    found, second = [one.id for one in page.entries], page.next or ""
    while page.next:
        page = door.search("Patient", [*asked, ("_count", "2"), ("_page", page.next)])
        found += [one.id for one in page.entries]
    return found, second


@pytest.mark.django_db
@pytest.mark.parametrize("few", [True, False])
def test_pages_of_who_lives_in_a_commune_have_everybody_once(
    stocked: None, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "are_few", lambda *_, **__: few)  # read by the key, or person by person
    door = record.open(cast.station_nurse(), purpose=Purpose.TREATMENT)
    here = people.communes().index(cast.DAO_SAN)
    living = range(here, PATIENTS, len(people.communes()))
    men = {str(people.patient_id(one)) for one in living if people.patient(one)["gender"] == "male"}

    found, _ = page_by_page(door, [("gender", "male")])
    everybody, _ = page_by_page(door, [])

    assert len(found) == len(set(found))
    assert set(found) == men
    assert sorted(everybody) == sorted(str(people.patient_id(one)) for one in living)


@pytest.mark.django_db
def test_a_page_is_not_gone_on_with_by_somebody_for_whom_it_has_another_order(stocked: None) -> None:
    nurse = record.open(cast.station_nurse(), purpose=Purpose.TREATMENT)
    steward = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    _, token = page_by_page(nurse, [])
    with pytest.raises(SearchRefused):
        steward.search("Patient", [("_count", "2"), ("_page", token)])


@pytest.mark.django_db
@pytest.mark.parametrize("at_first", [0.0, 1.1])
def test_a_page_goes_on_in_the_order_it_began_in_when_a_place_has_come_to_know_nearly_everybody(
    stocked: None, at_first: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = record.open(cast.doctor(cast.PROVINCIAL, *cast.LABELS), purpose=Purpose.TREATMENT)
    monkeypatch.setattr(rarity, "_NEARLY_ALL", at_first)
    page = doctor.search("Patient", [("_count", "50")])
    found = [one.id for one in page.entries]
    monkeypatch.setattr(rarity, "_NEARLY_ALL", 1.1 - at_first)
    while page.next:
        page = doctor.search("Patient", [("_count", "50"), ("_page", page.next)])
        found += [one.id for one in page.entries]

    assert len(found) == PATIENTS
    assert set(found) == {str(people.patient_id(one)) for one in range(PATIENTS)}


@pytest.mark.django_db
def test_a_search_that_takes_too_long_is_stopped_in_words(stocked: None) -> None:
    steward = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '2ms'")
        with pytest.raises(TooCostly), transaction.atomic():
            steward.search("Observation", [("_sort", "value-quantity,subject"), ("_count", "1000")])


@pytest.mark.django_db
def test_reading_a_plan_counts_what_a_scan_throws_away(stocked: None) -> None:
    asked = reading_plans.Sent("select 1 from record_resource r where r.labels = %s", [77], False)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from record_resource")
        (stored,) = cursor.fetchone() or (0,)
        cursor.execute("set local enable_seqscan = on")
        found, _ = reading_plans.read(asked)
        cursor.execute("set local enable_seqscan = off")
    assert found.rows == stored
    assert found.sequential == ["record_resource"]
