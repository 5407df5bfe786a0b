"""One random search as one random role, asked of the record and of the plain filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.shapes import Page
from hoaban.record.tests.differential import asks, filters, histories, includes, orders, tables
from hoaban.record.tests.differential.asks import Ask
from hoaban.record.tests.differential.roles import Role, Sight, roles
from hoaban.record.tests.differential.village import Village, village, write

HOPS = 3
_HISTORIES = 0.1
"""The share of pairs that ask for a history."""


def run(pairs: int, *, seed: int) -> list[str]:
    """Write a village and compare that many random acts of random roles; returns the mismatches."""
    chance = Random(seed)  # noqa: S311
    made = village(chance)
    write(made, chance)
    choices = [(role, Sight(role, made)) for role in roles()]
    return [said for _ in range(pairs) if (said := _one(made, chance, choices))]


def _one(made: Village, chance: Random, choices: Sequence[tuple[Role, Sight]]) -> str:
    role, sight = chance.choice(choices)
    if chance.random() < _HISTORIES:
        return histories.compared(made, chance, role)
    return compared(chance, sight)


def compared(chance: Random, sight: Sight) -> str:
    """One pair: empty if they agree, else what was asked and what differed."""
    kind = chance.choice(tables.KINDS)
    asked = [_ask(chance, kind) for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    within, belongs = _compartment(chance, kind)
    along, follow = includes.along(chance)
    sort, stands = orders.order(chance, kind)
    params = [*((each.name, each.value) for each in asked), *along, *sort]
    wanted = set(sight.by_kind.get(kind, ()))
    for finds in (*(each.finds for each in asked), belongs):
        wanted &= finds(sight)
    what = f"{sight.role.actor.id} {within or ''} {kind} {params}"
    found: list[str] = []
    for page in _pages(sight.role, kind, params, within, chance.choice([5, 1000, 1000])):
        here = [f"{one.type}/{one.id}" for one in page.entries]
        brought = {f"{one.type}/{one.id}" for one in page.included}
        if brought != follow(set(here), sight):
            return f"{what}: other resources came along: {brought ^ follow(set(here), sight)}"
        if page.total != len(wanted):
            return f"{what}: total {page.total}, not {len(wanted)}: {wanted ^ set(here)}"
        found += here
    if len(found) != len(set(found)) or set(found) != wanted:
        return f"{what}: found {set(found) ^ wanted} otherwise"
    return "" if stands(found, sight) else f"{what}: not in order: {found}"


def _ask(chance: Random, kind: str) -> Ask:
    return filters.filter_ask(chance, kind) if chance.random() < 0.2 else asks.ask(chance, kind, HOPS)


def _compartment(chance: Random, kind: str) -> tuple[Compartment | None, asks.Finds]:
    """Sometimes only what belongs to somebody."""
    owners = [name for name, members in tables.COMPARTMENTS.items() if kind in members]
    if not owners or chance.random() > 0.15:
        return None, lambda sight: set(sight.by_kind.get(kind, ()))
    owner = chance.choice(owners)
    fhir_id = {"Patient": "bn-%d", "Encounter": "bn-%d-0", "Practitioner": "bs-%d"}[owner] % chance.randrange(
        4
    )
    name = f"{owner}/{fhir_id}"
    read = [tables.LINKS[kind, code][1] for code in tables.COMPARTMENTS[owner][kind]]

    def belongs(sight: Sight) -> set[str]:
        return {
            one for one in sight.by_kind.get(kind, ())
            if one == name or any(name in values(sight.by_name[one]) for values in read)
        }  # fmt: skip

    return Compartment(owner, fhir_id), belongs


def _pages(
    role: Role, kind: str, params: list[tuple[str, str]], within: Compartment | None, count: int
) -> Iterator[Page]:
    door = record.open(role.actor, purpose=Purpose.TREATMENT)
    given = [*params, ("_count", str(count)), ("_total", "accurate")]
    more: list[tuple[str, str]] = []
    while True:
        try:
            page = door.search(kind, [*given, *more], within=within)
        except Exception as failure:
            failure.add_note(f"{role.actor.id} {within or ''} {kind} {params}")
            raise
        yield page
        if not page.next:
            return
        more = [("_page", page.next)]
