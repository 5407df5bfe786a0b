"""Search parameters as they came, read into a ``Query``; whatever is unknown, unsupported or ill-formed is refused.

``reader`` takes the parameters one by one: ``names`` and ``values`` make ``criteria`` of them (``types`` over several
types, ``filters`` out of ``_filter``), ``results`` and ``includes`` say what is shown. ``faults`` is what can be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hoaban.kernel.errors import NotFound
from hoaban.record.engine import structure
from hoaban.record.engine.search.changes import READY, Standing
from hoaban.record.engine.search.parse import compartments, types
from hoaban.record.engine.search.parse.criteria import Context
from hoaban.record.engine.search.parse.reader import Reader, digest_of
from hoaban.record.engine.search.parse.results import DEFAULT_COUNT, MAX_COUNT
from hoaban.record.engine.search.query import Order, Query
from hoaban.record.engine.search.terminology import Terminology

__all__ = ["DEFAULT_COUNT", "MAX_COUNT", "digest_of", "parse"]


def parse(  # noqa: PLR0913  (each is a circumstance of the one search)
    kinds: str | Sequence[str],
    params: Sequence[tuple[str, str]],
    *,
    now: datetime,
    base_url: str = "",
    terminology: Terminology | None = None,
    lenient: bool = False,
    within: compartments.Compartment | None = None,
    standing: Standing = READY,
    order: Order = Order.OF_ROWS,
) -> Query:
    """Understand a search over one type or several (none: all), perhaps ``within`` a compartment.

    ``now`` gives ``ap`` its meaning; addresses under ``base_url`` are our own; ``standing``: what is not indexed yet.
    ``order``: how comes what has no other order.

    :raises SearchRefused: naming every parameter that cannot be understood.
    :raises NotIndexedYet: naming every parameter that would not find everything yet.
    :raises NotFound: there is no such resource type or compartment.
    """
    named = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if not all(structure.is_resource_type(kind) for kind in named):
        raise NotFound("Không có loại tài nguyên này.", "There is no such resource type.")
    if within:
        named = compartments.types_of(within, named)
    context = Context(now, base_url, terminology or Terminology(), standing)
    named, params = types.narrowed(named, params)
    reader = Reader(named, context, lenient=lenient, order=order)
    if within:
        reader.require(within.kind, lambda: compartments.criterion(within, named, context))
    for name, value in params:
        reader.read(name, value)
    return reader.query(
        lambda left: digest_of(named, [each for each in params if each not in left], str(within or ""))
    )
