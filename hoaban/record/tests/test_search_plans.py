"""Searches that must be answered from an index: their plans are read, and a sequential scan fails the test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import sql
from hoaban.record.engine.search.parse import parse
from hoaban.record.tests import search_people
from hoaban.record.tests.search_people import Population

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NOT_LABELLED = Condition("r.labels & %s <> %s", (1, 1))
NAMED = [
    ("Observation", "patient={patient}&_sort=-date", "record_resource_person"),
    ("Observation", "patient={patient}", "record_resource_person"),
    ("Observation", "patient={patient}&date=ge2025-01-01&_sort=-date", "record_resource_person"),
    ("Observation", "patient={patient}&code=http://loinc.org|1000-0&_sort=-date", ""),
    ("Observation", "encounter={encounter}", "record_resource_keys"),
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
]


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Population]:
    population = search_people.people(7, patients=150, observations=20_000)
    with django_db_blocker.unblock(), transaction.atomic():
        search_people.load(population)
        connection.cursor().execute("set local random_page_cost = 1.1")  # as the product sets it
        yield population
        transaction.set_rollback(True)


def explain(statement: str, args: list[Any]) -> Any:
    """The plan of a statement that has been run, as PostgreSQL tells it."""
    cursor = psycopg.Cursor(connection.connection)
    cursor.execute(f"explain (analyze, format json) {statement}", args, prepare=False)  # type: ignore[arg-type]
    return cursor.fetchall()[0][0]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "asked", "index"), NAMED)
def test_a_named_search_is_answered_from_an_index(
    crowd: Population, kind: str, asked: str, index: str
) -> None:
    patient = crowd.resources["Observation"][0]["subject"]["reference"]
    encounter = crowd.resources["Observation"][0]["encounter"]["reference"]
    filled = asked.format(patient=patient, encounter=encounter)
    params = [tuple(pair.split("=", 1)) for pair in filled.split("&") if pair]
    query = parse(kind, params, now=NOW)  # type: ignore[arg-type]
    statement, args = sql.statement(query, NOT_LABELLED, columns="r.uid, r.body")
    plan = explain(statement, args)
    text = json.dumps(plan)
    assert "Seq Scan" not in text, plan
    assert index in text, plan


@pytest.mark.django_db
def test_newest_results_of_one_patient_come_in_order_from_the_index(crowd: Population) -> None:
    patient = crowd.resources["Observation"][0]["subject"]["reference"]
    query = parse("Observation", [("patient", patient), ("_sort", "-date"), ("_count", "5")], now=NOW)
    statement, args = sql.statement(query, NOT_LABELLED, columns="r.uid")
    plan = json.dumps(explain(statement, args))
    assert '"Node Type": "Sort"' not in plan
    assert "Backward" in plan
