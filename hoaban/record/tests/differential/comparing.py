"""One random search as one random role, asked of the record and of the plain filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from hoaban.record import api as record
from hoaban.record.shapes import Page
from hoaban.record.tests.differential import histories, questions
from hoaban.record.tests.differential.questions import Question
from hoaban.record.tests.differential.roles import Role, Sight, roles
from hoaban.record.tests.differential.village import Village, village, write

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
    asked = questions.question(chance)
    wanted = asked.finds(sight)
    what = f"{sight.role.actor.id} {asked.within or ''} {asked.kind} {asked.params}"
    found: list[str] = []
    for page in _pages(sight.role, asked, chance.choice([5, 10, 1000, 1000])):
        here = [f"{one.type}/{one.id}" for one in page.entries]
        brought = {f"{one.type}/{one.id}" for one in page.included}
        if brought != asked.follow(set(here), sight):
            return f"{what}: other resources came along: {brought ^ asked.follow(set(here), sight)}"
        if page.total != len(wanted):
            return f"{what}: total {page.total}, not {len(wanted)}: {wanted ^ set(here)}"
        found += here
    if len(found) != len(set(found)) or set(found) != wanted:
        return f"{what}: found {set(found) ^ wanted} otherwise"
    return "" if asked.stands(found, sight) else f"{what}: not in order: {found}"


def _pages(role: Role, asked: Question, count: int) -> Iterator[Page]:
    door = record.open(role.actor, purpose=role.purpose)
    given = [*asked.params, ("_count", str(count)), ("_total", "accurate")]
    more: list[tuple[str, str]] = []
    while True:
        try:
            page = door.search(asked.kind, [*given, *more], within=asked.within)
        except Exception as failure:
            failure.add_note(f"{role.actor.id} {asked.within or ''} {asked.kind} {asked.params}")
            raise
        yield page
        if not page.next:
            return
        more = [("_page", page.next)]
