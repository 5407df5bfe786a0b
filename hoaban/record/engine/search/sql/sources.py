"""What the rows of a search are taken from, so that few are read whatever the store holds.

Rare keys are looked up first, behind a fence (``offset 0``): the planner takes type and key for independent and would
else read the index of the whole type beside that of the key. Frequent keys are looked at row by row, in order, until a
page is full. Who may see the people of some places only gets an order of people, and those of the places are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hoaban.record.engine import structure
from hoaban.record.engine.condition import FEW_PLACES, Condition, Reach, at
from hoaban.record.engine.relations import HOLDS
from hoaban.record.engine.search import rarity
from hoaban.record.engine.search.criteria import Column, Criterion, Dates, Keys, MainDate, Uids, steps
from hoaban.record.engine.search.query import Position, Query
from hoaban.record.engine.search.sql import links
from hoaban.record.engine.search.sql.statements import Statement, joined

ALL: Statement = ("record_resource r", [])
_PEOPLE = (
    "(select distinct h.person from ({}) h order by h.person) h join record_resource r on r.person = h.person"
)
_SAID = 4
"""A plan for any keys takes each to be in one row of two hundred, seems dear beside one for the keys at hand, and is then never
kept: the statement is planned anew each time, which is more work than to answer it. Keys that are said so many times seem to
be in next to no row, in a store of any size; the index looks each of them up once."""
_KNOWN = f"select h.person from record_reach h where h.place {{}} and {HOLDS}{{}}"


def rare_keys(
    criteria: Sequence[Criterion],
    places: Sequence[UUID] | None = None,
    walked: Sequence[int] | None = None,
    *,
    by_person: bool = False,
) -> list[Keys]:
    """The keys and links that must be there, if few resources have all the keys; else none.

    ``places``, ``walked``, ``by_person``: see ``rarity``. How many have a link is left to the planner: most often fewer, but a
    device may have measured everything.
    """
    plain = [each for each in criteria if isinstance(each, Keys) and not each.negated]
    counted = [each for each in plain if each.any_of and not each.links]
    found = counted + [each for each in plain if each.links]
    return found if counted and rarity.are_few(counted, places, walked, by_person=by_person) else []


def rare_keys_of(query: Query, access: Condition) -> list[Keys]:
    """The keys that a search is best begun with."""
    return rare_keys(query.criteria, reached_at(query, access), walked(query), by_person=walks_people(query))


def reached_at(query: Query, access: Condition) -> Sequence[UUID] | None:
    """The places whose people alone may be seen, if a search passes by all others; else None."""
    return access.reach.places if access.reach and not walks_people(query) else None


def walked(query: Query) -> list[int] | None:
    """The types whose rows would be read in order, or person by person, if a search did not begin with its keys; nothing else may
    be asked of them."""
    if query.sort and not walks_people(query):
        return None
    if not query.resource_types or not all(isinstance(each, Keys) for each in query.criteria):
        return None
    return [structure.type_number(kind) for kind in query.resource_types]


def having(every: Sequence[Keys], *, kept: bool = False) -> Statement:
    """The rows, as ``r``, that have these keys and links; all rows if there are none.

    ``kept``: by a plan that is made once. Keys alone are then said as often as it takes for the planner to keep it; where links
    are asked for as well it is to choose between the two.
    """
    if not every:
        return ALL
    alone = kept and not any(each.links for each in every)
    times = -(-_SAID // len(every)) if alone else 1
    condition, args = joined(map(_held, [*every] * times), " and ")
    return f"(select * from record_resource r where {condition} offset 0) r", args


def _held(one: Keys) -> Statement:
    if one.links:
        return links.matching(one)
    return f"r.keys {'@>' if len(one.any_of) == 1 else '&&'} %s::bigint[]", [list(one.any_of)]


def of_people(reach: Reach, after: Position | None) -> Statement:
    """The rows, as ``r``, about people known at the places, in an order of people from one on.

    Few places are read side by side, each in the order of people; many are read whole and put in order.
    """
    few = len(reach.places) <= FEW_PLACES
    branches, args = [], []
    for group in [[place] for place in reach.places] if few else [reach.places]:
        place, values = at(group)
        branches.append(_KNOWN.format(place, " and h.person >= %s::uuid" if after else ""))
        args += [*values, reach.on, reach.on, *(after[:1] if after else ())]
    return _PEOPLE.format(" union all ".join(branches)), args


def walks_people(query: Query) -> bool:
    """Whether a search is answered person by person; not so where references may lead to a few of them at once."""
    in_that_order = [key.column for key in query.sort] == [Column.PERSON]
    linked = any(isinstance(each, Keys) and each.links for each in query.criteria)
    return in_that_order and not linked and not any(map(steps, query.criteria))


def walks_rows(query: Query, access: Condition) -> bool:
    """Whether one type's rows are read in the order they stand in, whoever they are about: for who may see nearly all."""
    one_type = len(query.resource_types) == 1 and not query.sort and walked(query) is not None
    reach = access.reach
    return one_type and (reach is None or rarity.are_nearly_all_known(reach.places))


def is_simple(query: Query) -> bool:
    """Whether everything that is asked stands in the row itself."""
    return all(
        isinstance(each, (Keys, MainDate, Uids))
        or (isinstance(each, Dates) and each.column is not Column.ROWS)
        for each in query.criteria
    )
