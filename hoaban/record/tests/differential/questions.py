"""A whole random search: parameters, what comes along, the order, whose compartment; and what all that means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from hoaban.record.engine.search.parse.compartments import Compartment
from hoaban.record.tests.differential import asks, filters, includes, orders, tables
from hoaban.record.tests.differential.asks import Ask, Finds
from hoaban.record.tests.differential.includes import Follow
from hoaban.record.tests.differential.roles import Sight

HOPS = 3
_ABOUT_A_PATIENT = ("Encounter", "Condition", "Observation", "QuestionnaireResponse")


@dataclass(frozen=True, slots=True)
class Question:
    """``kind`` empty: over several types. ``stands``: whether names are in the order that was asked for."""

    kind: str
    params: list[tuple[str, str]]
    within: Compartment | None
    finds: Finds
    follow: Follow
    stands: Callable[[Sequence[str], Sight], bool]


def question(chance: Random) -> Question:
    """A random search of one type, or now and then of several."""
    if chance.random() < 0.06:
        return _over_several(chance)
    kind = chance.choice(tables.KINDS)
    asked = [_ask(chance, kind) for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    within, belongs = _compartment(chance, kind)
    along, follow = includes.along(chance)
    sort, stands = orders.order(chance, kind)
    params = [*((each.name, each.value) for each in asked), *along, *sort]
    return Question(kind, params, within, _all_of([*(each.finds for each in asked), belongs]), follow, stands)


def _ask(chance: Random, kind: str) -> Ask:
    return filters.filter_ask(chance, kind) if chance.random() < 0.2 else asks.ask(chance, kind, HOPS)


def _all_of(several: Sequence[Finds]) -> Finds:
    return lambda sight: set.intersection(*(finds(sight) for finds in several))


def _over_several(chance: Random) -> Question:
    """Types that have a parameter in common: the patient, or the time of the last change."""
    kinds = chance.sample(_ABOUT_A_PATIENT, k=chance.choice([2, 3]))
    code = chance.choice(["patient", "_lastUpdated"])
    seed = chance.random()  # the same draw for every type
    draw = asks.link if code == "patient" else asks.updated
    each = [draw(Random(seed), (kind, code)) for kind in kinds]  # noqa: S311
    along, follow = includes.along(chance)
    params = [("_type", ",".join(kinds)), (each[0].name, each[0].value), *along]

    def finds(sight: Sight) -> set[str]:
        return set[str]().union(*(one.finds(sight) for one in each))

    return Question("", params, None, finds, follow, lambda names, sight: True)


def _compartment(chance: Random, kind: str) -> tuple[Compartment | None, Finds]:
    """Sometimes only what belongs to somebody."""
    owners = [name for name, members in tables.COMPARTMENTS.items() if kind in members]
    if not owners or chance.random() > 0.15:
        return None, lambda sight: set(sight.by_kind.get(kind, ()))
    owner, number = chance.choice(owners), chance.randrange(4)
    fhir_id = {"Patient": f"bn-{number}", "Encounter": f"bn-{number}-0", "Practitioner": f"bs-{number}"}[
        owner
    ]
    name = f"{owner}/{fhir_id}"
    read = [tables.LINKS[kind, code][1] for code in tables.COMPARTMENTS[owner][kind]]

    def belongs(sight: Sight) -> set[str]:
        return {
            one for one in sight.by_kind.get(kind, ())
            if one == name or any(name in values(sight.by_name[one]) for values in read)
        }  # fmt: skip

    return Compartment(owner, fhir_id), belongs
