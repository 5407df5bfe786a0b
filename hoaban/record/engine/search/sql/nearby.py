"""Where a page of many matches is looked for first: in as many stretches of row numbers as should fill it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hoaban.record.engine import index_versions, structure
from hoaban.record.engine.search import rarity, stretches
from hoaban.record.engine.search.criteria import Keys
from hoaban.record.engine.search.query import Query

_SPARE = 3
"""So many pages are expected in what is looked through: matches do not lie evenly."""
_WORTH = 4
"""The rest of the store has at least so many times as many rows, or it is read at once."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """``held``: the stretches, as keys of rows. ``before``: the first row number after them."""

    held: Keys
    before: int


def of_page(query: Query, rare: Sequence[Keys], places: Sequence[UUID] | None) -> Nearby | None:
    """Where the page should be, if that is a small part of the store; ``places``: as in ``rarity``.

    None as well where the page has another order than that of row numbers, or some rows have no stretch yet.
    """
    if query.sort or query.descending or len(query.resource_types) != 1:
        return None
    (name,) = query.resource_types
    kind = structure.type_number(name)
    if not stretches.are_kept(kind):
        return None
    began = int(query.after[0]) + 1 if query.after else 0  # type: ignore[arg-type]
    length, last = rarity.row_numbers_with(_SPARE * (query.count + 1), rare, places)
    if began + length * _WORTH > last or not index_versions.standing().has(name, stretches.VERSION):
        return None
    end = int(began + length) // stretches.LENGTH
    return Nearby(Keys(stretches.between(kind, began, end * stretches.LENGTH)), (end + 1) * stretches.LENGTH)
