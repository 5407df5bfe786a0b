"""Pairs that cannot all be right: who is surely somebody else is less likely to be this one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

_SURE = 60.0
"""More bits than that make no difference."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two descriptions that may be of one human being, and the bits above even odds that say so."""

    one: str
    other: str
    bits: float


def weighed(pairs: Iterable[Likely], *, least: float) -> list[Likely]:
    """The pairs at or above ``least`` bits with what their rivals take from them.

    A rival is another pair of either side, with somebody who is not likely to be both. The odds of a pair are shared with
    those of its rivals, as of things of which one can be true.
    """
    known = [one for one in pairs if one.bits >= least]
    beside: dict[str, dict[str, float]] = defaultdict(dict)
    for pair in known:
        beside[pair.one][pair.other] = beside[pair.other][pair.one] = min(pair.bits, _SURE)
    return [replace(pair, bits=pair.bits - _taken(pair, beside)) for pair in known]


def _taken(pair: Likely, beside: dict[str, dict[str, float]]) -> float:
    """Bits that the rivals of a pair take from it."""
    odds = 0.0
    for here, there in ((pair.one, pair.other), (pair.other, pair.one)):
        theirs = beside[there]
        odds += sum(
            2.0**bits
            for rival, bits in beside[here].items()
            if rival != there and theirs.get(rival, -1.0) < 0
        )
    return math.log2(1.0 + odds)
