"""A page of many matches is looked for in a stretch of row numbers first: it must be the page that all rows give."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine import index_versions, structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import index, rarity, sql, stretches
from hoaban.record.engine.search.changes import READY, Standing
from hoaban.record.engine.search.parse import parse
from hoaban.record.engine.search.sql import nearby
from tests import cast
from tests.bench import people

PATIENTS = 260
LENGTH = 300
WORDS = ("nguyen", "lo", "giang", "deo", "thi", "van", "minh", "pa")
EVERYTHING = Condition("true", ())
Find = Callable[[record.Door, list[tuple[str, str]]], list[str]]


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(stretches, "LENGTH", LENGTH)
        patched.setattr(nearby, "_WORTH", 0)
        stretches._key.cache_clear()
        people.load(range(PATIENTS))
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        rarity.forget()
        yield
        stretches._key.cache_clear()
        transaction.set_rollback(True)


def found_by(door: record.Door, asked: list[tuple[str, str]]) -> list[str]:
    """What all pages have, in their order."""
    page = door.search("Patient", asked)
    found = [one.id for one in page.entries]
    while page.next:
        page = door.search("Patient", [*asked, ("_page", page.next)])
        found += [one.id for one in page.entries]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4, 25])
@pytest.mark.parametrize("spare", [0.1, 1, 3], ids="spare {}".format)
def test_pages_are_the_same_wherever_they_are_looked_for(
    stocked: None, count: int, spare: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "are_few", lambda *_, **__: True)
    monkeypatch.setattr(nearby, "_SPARE", spare)
    written: list[str] = []
    whole = sql._near_first
    monkeypatch.setattr(sql, "_near_first", lambda *given: written.append("") or whole(*given))  # type: ignore[func-returns-value]
    full = 0
    for actor in (cast.integration(), cast.station_nurse(), cast.doctor(cast.PROVINCIAL)):
        door = record.open(actor, purpose=Purpose.TREATMENT)
        for first, second in product(WORDS, WORDS):
            asked = [("name", first), ("name", second), ("_count", str(count))]
            near = found_by(door, asked)
            with monkeypatch.context() as plain:
                plain.setattr(nearby, "of_page", lambda *_: None)
                assert near == found_by(door, asked)
            full += len(near) > count
    assert written
    assert full  # pages that are followed by others


def statement_of(words: list[str], count: int) -> tuple[str, list[Any]]:
    asked = [*(("name", word) for word in words), ("_count", str(count))]
    query = parse("Patient", asked, now=datetime(2026, 11, 30, tzinfo=UTC))
    made = sql.statement(query, EVERYTHING, columns="r.uid")
    return made.sql, made.args


def explained(words: list[str], count: int) -> str:
    cursor = psycopg.Cursor(connection.connection)
    text, args = statement_of(words, count)
    cursor.execute(f"explain (analyze, format json) {text}", args, prepare=False)  # type: ignore[arg-type]
    return json.dumps(cursor.fetchall()[0][0])


@pytest.mark.django_db
def test_the_rest_is_not_read_if_a_stretch_fills_the_page(
    stocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "are_few", lambda *_, **__: True)
    with connection.cursor() as cursor:
        cursor.execute(
            "select max(rid) from record_resource where type = %s", [structure.type_number("Patient")]
        )
        (last,) = cursor.fetchone()
    monkeypatch.setattr(rarity, "row_numbers_with", lambda *_: (float(last - 3 * LENGTH), float(last)))
    assert '"Actual Loops": 0' in explained(["nguyen"], 1)
    assert '"Actual Loops": 0' not in explained(["nguyen"], 100)


@pytest.mark.django_db
def test_rows_without_a_stretch_are_not_overlooked(stocked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rarity, "are_few", lambda *_, **__: True)
    assert "with near" in statement_of(["nguyen"], 1)[0]
    older = Standing({"Patient": frozenset({stretches.VERSION - 1})})
    monkeypatch.setattr(index_versions, "standing", lambda: older)
    assert "with near" not in statement_of(["nguyen"], 1)[0]


def test_which_versions_have_a_stretch() -> None:
    assert READY.has("Patient", stretches.VERSION)
    later = Standing({"Patient": frozenset({index.VERSION + 1})})
    assert not later.has("Patient", stretches.VERSION)
    assert later.has("Observation", stretches.VERSION)


def test_only_types_with_names_have_stretches() -> None:
    kinds = {kind for kind in structure.resource_types() if stretches.are_kept(structure.type_number(kind))}
    assert kinds == {"Patient", "Person", "Practitioner", "RelatedPerson"}
    patient = structure.type_number("Patient")
    assert stretches.key_of(patient, 5) == stretches.between(patient, 0, stretches.LENGTH - 1)
    assert len(stretches.between(patient, 0, stretches.LENGTH)) == 2
    assert stretches.key_of(structure.type_number("Observation"), 5) == ()
