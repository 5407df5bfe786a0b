"""Find a person among 500,000."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection

from hoaban.kernel import ids, vietnamese
from hoaban.ops.demo import people as invented
from hoaban.shared.people import api as people
from hoaban.shared.people.rules import search_keys
from tests import cast
from tests.bench.claims import UNTIL

PEOPLE = 500_000
SEARCHES = {
    "commonest surname": "lo", "two letters": "th", "full name": "giang thi my", "part of a number": "000010",
    "no hit": "xyzq khongco",
}  # fmt: skip
ROUNDS = 40


def run(folder: Path, database: int) -> None:
    """Fill the register by COPY, then search."""
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; truncate people_human")
        names = "id, name, name_sort, sex, birth, birth_year, commune_code, deceased, numbers, keys"
        with cursor.copy(f"copy people_human ({names}) from stdin") as rows:
            for one in invented.people(count=PEOPLE, seed=3, until=UNTIL, years=1):
                numbers = frozenset({("national_id", one.personal_number)} if one.personal_number else set())
                rows.write_row(
                    (
                        ids.uuid8_timeless("bench", str(one.index)), one.name, vietnamese.name_sort_key(one.name), "male",
                        one.born_on.isoformat(), one.born_on.year, one.commune, False, one.personal_number,
                        search_keys(one.name, numbers),
                    )
                )  # fmt: skip
        cursor.execute("vacuum analyze people_human")
    print(f"find a person: {PEOPLE} people, {ROUNDS} rounds")
    for name, text in SEARCHES.items():
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            people.find(actor=cast.receptionist(), text=text)
            times.append(time.perf_counter() - started)
        times.sort()
        print(
            f"  {name}: p50 {times[ROUNDS // 2] * 1000:.0f} ms, p95 {times[int(ROUNDS * 0.95)] * 1000:.0f} ms"
        )
