"""Random ``_include`` and ``_revinclude``, and what they bring along for a page."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hoaban.record.tests.differential import tables
from hoaban.record.tests.differential.roles import Sight
from hoaban.record.tests.differential.tables import Name

Follow = Callable[[set[str], Sight], set[str]]
_Asked = tuple[bool, bool, Name]


def along(chance: Random) -> tuple[list[tuple[str, str]], Follow]:
    """Parameters, and the names of what comes along for the names of a page."""
    names = chance.sample(list(tables.LINKS), k=chance.choice([0, 0, 0, 1, 2]))
    asked: list[_Asked] = [(chance.random() < 0.5, chance.random() < 0.4, name) for name in names]
    params = [
        (("_revinclude" if back else "_include") + (":iterate" if again else ""), f"{name[0]}:{name[1]}")
        for back, again, name in asked
    ]
    if chance.random() < 0.1:
        every = [(False, False, name) for name in tables.LINKS]
        return [("_include", "*")], lambda page, sight: _brought(every, page, sight)
    return params, lambda page, sight: _brought(asked, page, sight)


def _brought(asked: list[_Asked], page: set[str], sight: Sight) -> set[str]:
    found, newest, first = set(page), set(page), True
    while newest:
        more: set[str] = set()
        for back, again, name in asked:
            if first or again:
                more |= _step(name, newest, sight, back=back)
        newest, first = more - found, False
        found |= newest
    return found - page


def _step(name: Name, page: set[str], sight: Sight, *, back: bool) -> set[str]:
    sources = sight.by_kind.get(name[0], ())
    if back:
        return {
            one for one in sources if not page.isdisjoint(tables.targets(name, sight.by_name[one], sight))
        }
    return {
        target
        for one in page
        if one.startswith(f"{name[0]}/")
        for target in tables.targets(name, sight.by_name[one], sight)
    }
