"""Names for invented people, after the habits of each ethnic group."""

from __future__ import annotations

from random import Random

from hoaban.kernel import tables
from hoaban.ops.demo.weighted import Weighted, words_of

PACKAGE = "hoaban.ops.demo"
_NONE = "-"


class Names:
    """Family names, middle words and given names by group and sex, read once."""

    def __init__(self) -> None:
        rows = list(tables.read_table(PACKAGE, "names.csv"))
        like = {row["code"]: row["names_as"] for row in tables.read_table(PACKAGE, "peoples.csv")}
        given: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for row in rows:
            if row["part"] == "given":
                given[row["group"], row["sex"]] = words_of(row["words"])
        self._family = {
            row["group"]: Weighted(words_of(row["words"])) for row in rows if row["part"] == "family"
        }
        self._middle = {
            (row["group"], row["sex"]): Weighted(words_of(row["words"]))
            for row in rows
            if row["part"] == "middle"
        }
        self._given = {
            (group, sex): Weighted([*own, *given.get((like[group], sex), [])])
            for (group, sex), own in given.items()
        }

    def family(self, rng: Random, group: str) -> str:
        """A family name of the group."""
        return self._family[group].take(rng)

    def full(self, rng: Random, group: str, sex: str, family: str) -> str:
        """A full name with that family name: ``Giàng`` -> ``Giàng A Páo``."""
        middle, given = self._middle[group, sex].take(rng), self._given[group, sex].take(rng)
        return f"{family} {given}" if middle == _NONE else f"{family} {middle} {given}"
