"""What the database reads for each of the named searches, at the size of ``VERIFY_PATIENTS``."""

from __future__ import annotations

import os
import sys
import time

from django.db import connection

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import rarity
from hoaban.record.engine.search.parse.compartments import Compartment
from tests import cast
from tests.bench import filling, people
from tests.verify import named_searches, reading_plans

PATIENTS = int(os.environ.get("VERIFY_PATIENTS", "100000"))
WRITTEN = min(PATIENTS, 10_000)
"""So many are written through the door; the others are copies with ids, people and values of their own."""
MOST_ROWS = 5_000
LARGE = 10_000
"""Rows of a table that is never read from end to end."""


def run() -> int:
    """How many searches read too much; prints what each reads."""
    _stock()
    rarity.forget()
    large = _large_tables()
    print("rows read  pages   ms  found  search")
    wrong = sum(_looked_at(search, large) for search in named_searches.SEARCHES)
    print(f"{len(named_searches.SEARCHES)} searches, {wrong} read too much")
    return wrong


def _stock() -> None:
    began = time.perf_counter()
    parts = filling.shares(range(WRITTEN), os.cpu_count() or 1)
    filling.side_by_side(people.load, parts)
    named_searches.load_registers()
    filling.side_by_side(named_searches.load, parts)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from record_resource")
        (stored,) = cursor.fetchone() or (0,)
        if PATIENTS > WRITTEN:
            filling.fill(stored * PATIENTS // WRITTEN)
        cursor.execute("vacuum analyze")
        cursor.execute("select count(*) from record_resource")
        (stored,) = cursor.fetchone() or (0,)
    print(f"{PATIENTS} patients, {stored} resources; stocked in {time.perf_counter() - began:.0f} s")


def _large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def _looked_at(search: named_searches.Named, large: set[str]) -> bool:
    """Whether one search reads too much; prints what it reads."""
    words = named_searches.words(named_searches.somebody(cast.DAO_SAN))
    *owner, kind = search.path.format(**words).split("/")
    asked, within = search.params(words), Compartment(*owner) if owner else None
    door = record.open(cast.station_nurse(), purpose=Purpose.TREATMENT)
    with reading_plans.noted() as sent:
        page = door.search(kind, asked, within=within)
    read = [reading_plans.read(each) for each in sent]
    rows, pages = sum(one.rows for one, _ in read), sum(one.pages for one, _ in read)
    slow = sum(one.milliseconds for one, _ in read)
    sequential = {table for one, _ in read for table in one.sequential} & large
    too_much = rows > MOST_ROWS or bool(sequential)
    said = f" SEQUENTIAL {', '.join(sorted(sequential))}" if sequential else " TOO MUCH" if too_much else ""
    found = len(page.entries) + len(page.included)
    print(f"{rows:9} {pages:6} {slow:4.0f} {found:6}  {search}{said}")
    if too_much and os.environ.get("VERIFY_SHOW"):
        for (_, plan), each in zip(read, sent, strict=True):
            print(each.sql, reading_plans.drawn(plan["Plan"]), sep="\n", file=sys.stderr)
    return too_much
