"""Who may be meant by one registration, among many people: descriptions with the slips of writing, cold and warm."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from hoaban.kernel import ids, vietnamese
from hoaban.ops.demo import people as invented
from hoaban.ops.demo.shapes import Person
from hoaban.shared.people.queries import matching
from hoaban.shared.people.rules import Description, search_keys
from tests.bench import browsing

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "200000"))
"""2,000,000 is the size that the target of 50 ms (95th percentile) is told for."""
UNTIL = date(2026, 11, 22)
ROUNDS = 300
_MOST = 900_000
"""The invented province has no more numbers than that; above it people come again from another seed."""
_HUMAN = "id, name, name_sort, sex, birth, birth_year, commune_code, deceased, numbers, keys"
_NUMBER = "kind, value, patient, human"


def run(folder: Path, database: int) -> None:
    """Fill register and numbers by COPY; then find and weigh."""
    asked: list[Description] = []
    numbers: list[tuple[int, str]] = []
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; truncate people_human, people_known_number")
        with cursor.copy(f"copy people_human ({_HUMAN}) from stdin") as rows:
            for number, (one, described) in enumerate(_people()):
                rows.write_row(_row(number, one, described))
                numbers += [(number, value) for _, value in described.numbers]
                if number % (PEOPLE // ROUNDS) == 0:
                    asked.append(described)
        with cursor.copy(f"copy people_known_number ({_NUMBER}) from stdin") as rows:
            for number, value in numbers:
                rows.write_row(("national_id", value, _uid(number), _uid(number)))
        cursor.execute("vacuum analyze people_human")
        cursor.execute("vacuum analyze people_known_number")
    rng = random.Random(1)
    typed = iter([_mistyped(rng, one) for one in asked] * 2)
    browsing.times(lambda: matching.weigh(next(typed)), len(asked))
    used = browsing.Usage(folder)
    warm = browsing.times(lambda: matching.weigh(next(typed)), len(asked))
    print(
        f"candidates for one registration: {PEOPLE} people; {len(asked)} descriptions with slips; milliseconds"
    )
    print(
        f"  find and weigh, warm: {browsing.told(warm)}; processor time {used.each(len(asked)):.1f}",
        flush=True,
    )


def _people() -> Iterator[tuple[Person, Description]]:
    for seed, count in enumerate(_parts(), start=3):
        for one in invented.people(count=count, seed=seed, until=UNTIL, years=1):
            numbers = {("national_id", f"{seed}{one.personal_number[1:]}")} if one.personal_number else set()
            sex = "female" if " Thị " in one.name else "male"
            yield one, Description(one.name, sex, one.born_on.isoformat(), one.commune, frozenset(numbers))


def _parts() -> list[int]:
    whole, rest = divmod(PEOPLE, _MOST)
    return [_MOST] * whole + ([rest] if rest else [])


def _row(number: int, one: Person, said: Description) -> tuple[Any, ...]:
    return (
        _uid(number), one.name, vietnamese.name_sort_key(one.name), said.sex, said.birth,
        one.born_on.year, said.commune_code, False, " ".join(value for _, value in said.numbers), search_keys(said, ()),
    )  # fmt: skip


def _uid(number: int) -> UUID:
    return ids.uuid8_timeless("bench", str(number))


def _mistyped(rng: random.Random, one: Description) -> Description:
    """As it is typed at a desk: without marks, by year only, without a number, or with the day and month changed."""
    name = rng.choice((one.name, vietnamese.fold(one.name), " ".join(reversed(one.name.split()))))
    birth = rng.choice((one.birth, one.birth[:4], f"{one.birth[:4]}-01-01", one.birth[:8] + "15"))
    numbers = one.numbers if rng.random() < 0.5 else frozenset()
    return Description(name, one.sex, birth, one.commune_code, numbers)
