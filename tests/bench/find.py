"""Find a person among 500,000: as who may find anyone, who is bound to a facility, and who to a commune; cold and warm."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import ids, vietnamese
from hoaban.kernel.actor import Scope
from hoaban.ops.demo import people as invented
from hoaban.ops.demo import villages
from hoaban.ops.demo.shapes import Person
from hoaban.shared.people import api as people
from hoaban.shared.people.rules import Description, search_keys
from tests import cast
from tests.bench import browsing

PEOPLE = 500_000
UNTIL = date(2026, 11, 22)
SEARCHES = {
    "commonest surname": "lo", "two letters": "th", "full name": "giang thi my", "part of a number": "000010",
    "no hit": "xyzq khongco",
}  # fmt: skip
WHO = {
    "anyone (reception)": (cast.receptionist(), "reception", Scope("facility", cast.PROVINCIAL)),
    "known at the provincial hospital": (cast.doctor(), "doctor", Scope("facility", cast.PROVINCIAL)),
    "known at one station": (cast.doctor(cast.DAO_SAN_STATION), "doctor", Scope("facility", cast.DAO_SAN_STATION)),
    "residents of one commune": (cast.station_nurse(), "station_nurse", Scope("commune", cast.DAO_SAN)),
}  # fmt: skip
ROUNDS = 40
_COLUMNS = "id, name, name_sort, sex, birth, birth_year, commune_code, deceased, numbers, keys"


def run(folder: Path, database: int) -> None:
    """Fill the register by COPY, then search: the call alone, and the page over HTTP with session and templates."""
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; truncate people_human")
        with cursor.copy(f"copy people_human ({_COLUMNS}) from stdin") as rows:
            for row in _rows():
                rows.write_row(row)
        cursor.execute("vacuum analyze people_human")
        cursor.execute("select pg_size_pretty(pg_total_relation_size('people_human'))")
        size = (cursor.fetchone() or ("",))[0]
    print(f"find a person: {PEOPLE} people, {size}; {ROUNDS} rounds; milliseconds", flush=True)
    with browsing.serving() as port:
        for who, (actor, role, scope) in WHO.items():
            browser = browsing.Browser(port, role, scope)
            for name, text in SEARCHES.items():
                _measure(f"{who}, {name}", folder, _call(actor, text), _page(browser, text))


def _measure(name: str, folder: Path, call: Callable[[], Any], page: Callable[[], Any]) -> None:
    cold = browsing.times(call, 1)[0]
    called = browsing.times(call, ROUNDS)
    used = browsing.Usage(folder)
    shown = browsing.times(page, ROUNDS)
    print(
        f"  {name}: cold {cold:.0f}, warm {browsing.told(called)}; page {browsing.told(shown)},"
        f" processor time {used.each(ROUNDS):.0f}",
        flush=True,
    )


def _call(actor: Any, text: str) -> Callable[[], Any]:
    return lambda: people.find(actor=actor, text=text)


def _page(browser: browsing.Browser, text: str) -> Callable[[], Any]:
    return lambda: browser.get(f"/people/?{urlencode({'q': text})}")


def _rows() -> Iterator[tuple[Any, ...]]:
    known = {one.code: one for one in villages.load_communities()}
    rng = random.Random(1)
    for one in invented.people(count=PEOPLE, seed=3, until=UNTIL, years=1):
        numbers = frozenset({("national_id", one.personal_number)} if one.personal_number else set())
        birth = one.born_on.isoformat()
        described = Description(one.name, "male", birth, one.commune, numbers)
        yield (
            ids.uuid8_timeless("bench", str(one.index)), one.name, vietnamese.name_sort_key(one.name), "male", birth,
            one.born_on.year, one.commune, False, one.personal_number,
            search_keys(described, _sources(one, known[one.commune], rng)),
        )  # fmt: skip


def _sources(one: Person, place: villages.Community, rng: random.Random) -> list[UUID]:
    """Most are known at their station, many at the health centre above it, some at the provincial hospital."""
    shares = ((place.station, 0.7), (place.health_centre, 0.4), (cast.PROVINCIAL, 0.3))
    return [places.organization_id(code) for code, share in shares if rng.random() < share]
