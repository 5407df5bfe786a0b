"""Searches that must be answered from an index: their plans are read, and a sequential scan of a large table fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from hoaban.record.engine import db
from hoaban.record.engine.access import Rule
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import rarity, rows, sql
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.rows import Row
from hoaban.record.engine.search.sql import includes
from hoaban.record.shapes import Stored
from hoaban.record.tests import search_people
from hoaban.record.tests.search_people import Population

pytestmark = pytest.mark.xdist_group("search plans")

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NOT_LABELLED = Condition("r.labels & %s <> %s", (1, 1))
LARGE = 100
"""Pages of a table. A smaller one is rightly read from end to end; in a province none of the record's is smaller."""
NAMED = [
    ("Observation", "patient={patient}&_sort=-date", "record_resource_person"),
    ("Observation", "patient={patient}", "record_resource_person"),
    ("Observation", "patient={patient}&date=ge2025-01-01&_sort=-date", "record_resource_person"),
    ("Observation", "patient={patient}&code=http://loinc.org|1000-0&_sort=-date", ""),
    ("Observation", "encounter={encounter}", "record_resource_dossier"),
    ("Observation", "encounter={encounter}&code=http://loinc.org|1039-9", "record_resource_dossier"),
    ("Observation", "code=http://loinc.org|1039-9", "record_resource_keys"),
    ("Observation", "status=final", "record_resource_pkey"),
    ("Observation", "", "record_resource_pkey"),
    ("Observation", "date=ge2026-01-01", "record_resource_main"),
    ("Observation", "date=2025-03", "record_resource_main"),
    ("Observation", "_sort=-_lastUpdated", "record_resource_updated"),
    ("Observation", "_lastUpdated=gt2025-11-01&_sort=_lastUpdated", "record_resource_updated"),
    ("Observation", "_lastUpdated=gt2025-11-01", "record_resource_updated"),
    ("Observation", "value-string=kham tinh muong", "record_string"),
    ("Observation", "value-date=2025-03-03", "record_date"),
    ("Encounter", "date=ge2026-01-01&date=lt2026-02-01", "record_resource_main"),
    ("Encounter", "patient={patient}&_sort=-date", "record_resource_person"),
    (
        "Patient",
        "identifier=http://fhir.ehealth.gov.vn/core/sid/national_id|099000000123",
        "record_resource_keys",
    ),
    ("Patient", "identifier=099000000123,099000000124", "record_resource_keys"),
    ("Patient", "name=deo thi kham", "record_string"),
    ("Patient", "_id=bn-7", "record_resource_uid"),
    ("Observation", "patient.identifier=099000000123", "record_resource_patient"),
    ("Observation", "subject:Patient.name=deo thi kham&code=http://loinc.org|1039-9", "record_string"),
    ("Observation", "encounter.subject:Patient.identifier=099000000123", "record_resource_dossier"),
    ("Patient", "_has:Observation:patient:code=http://loinc.org|1039-9", "record_resource_keys"),
    ("Patient", "_has:Encounter:patient:_has:Observation:encounter:code=1039-9", "record_resource_keys"),
    ("Observation", "value-quantity=5.4|http://unitsofmeasure.org|mmol/L", "record_range_canonical"),
    ("Observation", "value-quantity=gt69|http://unitsofmeasure.org|kg&code=1039-9", "record_range"),
    ("Observation", "value-quantity=12.3", "record_range_lo"),
    ("Observation", "code-value-quantity=http://loinc.org|1039-9$gt5", "record_resource_keys"),
    ("Observation", "_filter=code eq 1039-9 or code eq none", "record_resource_keys"),
]
ALONG = [
    ("Observation", "encounter={encounter}", "_include", "Observation:patient", "record_resource_uid"),
    ("Observation", "encounter={encounter}", "_include", "*", "record_resource_uid"),
    ("Patient", "_id=bn-7", "_revinclude", "Observation:patient", "record_resource_patient"),
    ("Encounter", "patient={patient}", "_revinclude", "Observation:encounter", "record_resource_dossier"),
]


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Population]:
    population = search_people.people(7, patients=300, observations=20_000)
    with django_db_blocker.unblock(), transaction.atomic():
        search_people.load(population)
        rarity.forget()
        connection.cursor().execute("set local random_page_cost = 1.1")  # as the product sets it
        yield population
        transaction.set_rollback(True)


def typical(crowd: Population) -> tuple[str, str]:
    """A patient and a visit with dozens of results, not with hundreds as the first ones have; both may be seen."""
    visits = reversed(crowd.resources["Encounter"])
    visit = next(each for each in visits if not crowd.labels[f"Encounter/{each['id']}"])
    return visit["subject"]["reference"], f"Encounter/{visit['id']}"


def explain(statement: str, args: list[Any]) -> Any:
    """The plan of a statement that has been run, as PostgreSQL tells it."""
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(f"explain (analyze, format json) {statement}", args, prepare=False)  # type: ignore[arg-type]
    return cursor.fetchall()[0][0]


def pages_of(table: str) -> int:
    """How long a table is to whom would read it from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_relation_size(%s) / current_setting('block_size')::int", [table])
        return int(cursor.fetchone()[0])


def nodes(plan: Any) -> Iterator[Any]:
    """Every step of a plan."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def is_answered_from(index: str, plan: Any) -> bool:
    """Whether an index of this name (or one that begins so) is read, and no large table from end to end."""
    steps = list(nodes(plan[0]["Plan"]))
    whole = [one["Relation Name"] for one in steps if one["Node Type"] == "Seq Scan"]
    read = [one["Index Name"] for one in steps if "Index Name" in one]
    return all(pages_of(one) < LARGE for one in whole) and any(one.startswith(index) for one in read)


@pytest.mark.django_db
def test_the_crowd_is_large_enough_for_a_reading_from_end_to_end_to_be_seen(crowd: Population) -> None:
    assert min(map(pages_of, ("record_resource", "record_string"))) > 1.5 * LARGE


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "asked", "index"), NAMED)
def test_a_named_search_is_answered_from_an_index(
    crowd: Population, kind: str, asked: str, index: str
) -> None:
    patient, encounter = typical(crowd)
    filled = asked.format(patient=patient, encounter=encounter)
    params = [tuple(pair.split("=", 1)) for pair in filled.split("&") if pair]
    query = parse(kind, params, now=NOW)  # type: ignore[arg-type]
    statement, args, _ = sql.statement(query, NOT_LABELLED, columns="r.uid, r.body")
    plan = explain(statement, args)
    assert is_answered_from(index, plan), plan


@pytest.mark.django_db
def test_newest_results_of_one_patient_come_in_order_from_the_index(crowd: Population) -> None:
    patient = crowd.resources["Observation"][0]["subject"]["reference"]
    query = parse("Observation", [("patient", patient), ("_sort", "-date"), ("_count", "5")], now=NOW)
    statement, args, _ = sql.statement(query, NOT_LABELLED, columns="r.uid")
    plan = json.dumps(explain(statement, args))
    assert '"Node Type": "Sort"' not in plan
    assert "Backward" in plan


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "asked", "name", "value", "index"), ALONG)
def test_what_comes_along_is_found_by_an_index(
    crowd: Population, kind: str, asked: str, name: str, value: str, index: str
) -> None:
    patient, encounter = typical(crowd)
    code, wanted = asked.format(patient=patient, encounter=encounter).split("=")
    query = parse(kind, [(code, wanted), (name, value)], now=NOW)
    statement, args, _ = sql.statement(query, NOT_LABELLED, columns=rows.COLUMNS)
    cursor = psycopg.Cursor(connection.connection)
    page = [
        Row(Stored(kind, "", 1, NOW, False, b""), row[-1], row[1])
        for row in cursor.execute(statement, args).fetchall()
    ]  # type: ignore[arg-type]
    assert page
    made = includes.statement(query.includes[0], page, [], NOT_LABELLED, columns="r.uid", limit=20)
    assert made is not None
    plan = explain(*made)
    assert is_answered_from(index, plan), plan


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["", "&_sort=-date", "&_sort=_lastUpdated"])
def test_no_more_rows_are_asked_whether_they_may_be_seen_than_fill_the_page(
    crowd: Population, order: str
) -> None:
    place, day = UUID(int=7), NOW.date()
    known = {person for here, person in crowd.persons.items() if here.startswith("Patient/")}
    with transaction.atomic():
        cursor = connection.cursor()
        cursor.execute(
            "insert into record_reach (person, place, rid) select p, %s, 0 from unnest(%s::uuid[]) as p",
            [place, [*known]],
        )
        asked = parse_qsl(f"code=http://loinc.org|1000-0&_count=5{order}")
        query = parse("Observation", asked, now=NOW)
        rule = Rule(False, (place,), (), (), 0, day).condition()
        statement, args, _ = sql.statement(query, rule, columns="r.uid")
        matching = sql.statement(query, Condition("true"), columns="r.uid")
        cursor.execute(
            f"select count(*) from ({matching.sql.rpartition(' limit ')[0]}) as m", matching.args[:-1]
        )
        (count,) = cursor.fetchone()
        looks = [
            node["Actual Loops"]
            for node in nodes(explain(statement, args)[0]["Plan"])
            if node.get("Alias") == "h"
        ]
        transaction.set_rollback(True)

    assert count > 1000
    assert looks == [6]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule", [NOT_LABELLED, Rule(False, (UUID(int=7),), (), (), 0, NOW.date()).condition()]
)
def test_a_look_up_of_few_is_planned_once_a_connection(crowd: Population, rule: Condition) -> None:
    for number in range(20):
        query = parse("Patient", [("identifier", f"099{number:09d}")], now=NOW)
        statement, args, serves_all_values = sql.statement(query, rule, columns="r.uid")
        assert serves_all_values
        db.query(statement, args)

    ((custom, generic),) = db.query(
        "select custom_plans, generic_plans from pg_prepared_statements where name = %s::text",
        [db.statements(db.connect(), [statement])[0].decode()],
    )
    assert (custom, generic) == (5, 15)
