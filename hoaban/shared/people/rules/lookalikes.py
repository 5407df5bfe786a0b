"""Who of those who are in the house at the same time may be taken for somebody: before the wrong person is treated."""

from __future__ import annotations

from hoaban.kernel import vietnamese
from hoaban.shared.people.rules.comparing import compare_births, compare_names

_ALIKE = frozenset({"same", "marks", "order", "sound"})
_NEAR = frozenset({"day", "new_year", "year", "swapped", "digit", "near"})


def taken_for(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether two people are easily mixed up. Each: name, birth (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or empty), commune.

    Names that read or sound alike; names that share most words with births near each other; twins: of one family name, born
    on one day, living in one commune.
    """
    names = compare_names(one[0], other[0])
    if names in _ALIKE:
        return True
    if names == "part":
        return compare_births(one[1], other[1]) in _NEAR
    whole = len(one[1]) == 10 and one[1] == other[1]
    return whole and bool(one[2]) and one[2] == other[2] and _family(one[0]) == _family(other[0]) != ""


def _family(name: str) -> str:
    return next(iter(vietnamese.fold(name).split()), "")
