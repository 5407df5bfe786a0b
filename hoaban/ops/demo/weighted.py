"""Choosing at random by weight, fast and from data."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """A set of values of which one is taken, each as often as its weight says."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        values_and_weights = list(pairs)
        self._values = [value for value, _ in values_and_weights]
        self._sums = list(accumulate(weight for _, weight in values_and_weights))
        if not self._values or self._sums[-1] <= 0:
            raise ValueError("nothing to choose from")

    def take(self, rng: Random) -> T:
        """One value."""
        place = bisect(self._sums, rng.random() * self._sums[-1])
        return self._values[min(place, len(self._values) - 1)]


def words_of(text: str) -> list[tuple[str, float]]:
    """Words with weights as the tables write them: ``Lò*30 Lường`` -> (Lò, 30), (Lường, 1)."""
    pairs = []
    for token in text.split():
        word, _, weight = token.partition("*")
        pairs.append((word, float(weight or 1)))
    return pairs
