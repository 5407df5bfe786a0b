"""The concepts of one CodeSystem: which stand above which, and which pass a filter of a ValueSet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Concepts:
    """``parents`` has every code; ``properties`` what is said of a code, values as text."""

    parents: dict[str, set[str]] = field(default_factory=dict)
    children: dict[str, set[str]] = field(default_factory=dict)
    properties: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def above(self, code: str) -> set[str]:
        """All codes over this one."""
        return _reached(code, self.parents)

    def below(self, code: str) -> set[str]:
        """All codes under this one."""
        return _reached(code, self.children)

    def filtered(self, name: str, operator: str, value: str) -> set[str] | None:
        """The codes that pass a filter; None if filters of this kind are not known here."""
        if name in ("concept", "code") and operator in ("is-a", "descendent-of", "is-not-a", "generalizes"):
            if value not in self.parents:
                return set(self.parents) if operator == "is-not-a" else set()
            below, above = self.below(value), self.above(value)
            return {
                "is-a": below | {value},
                "descendent-of": below,
                "is-not-a": set(self.parents) - below - {value},
                "generalizes": above | {value},
            }[operator]
        if operator == "exists":
            return {code for code in self.parents if bool(self._values(code, name)) is (value == "true")}
        if operator not in ("=", "in", "not-in"):
            return None
        wanted = {value} if operator == "=" else {each.strip() for each in value.split(",")}
        return {
            code
            for code in self.parents
            if self._values(code, name).isdisjoint(wanted) is (operator == "not-in")
        }

    def _values(self, code: str, name: str) -> set[str]:
        if name in ("concept", "code"):
            return {code}
        return {"parent": self.parents, "child": self.children}.get(name, {}).get(code, set()) | (
            self.properties.get((code, name), set())
        )


def of_code_system(resource: Json) -> Concepts:
    """Read a CodeSystem: nesting, and the properties ``parent``, ``child`` and ``subsumedBy``."""
    found = Concepts()
    _read(resource.get("concept", ()), None, found)
    for (code, name), values in list(found.properties.items()):
        for value in values:
            if name in ("parent", "subsumedBy"):
                _join(found, value, code)
            elif name == "child":
                _join(found, code, value)
    return found


def _read(concepts: Iterable[Json], parent: str | None, found: Concepts) -> None:
    waiting = [(each, parent) for each in concepts]
    while waiting:
        concept, over = waiting.pop()
        code = concept["code"]
        found.parents.setdefault(code, set())
        if over is not None:
            _join(found, over, code)
        for each in concept.get("property", ()):
            value = next((part for key, part in each.items() if key.startswith("value")), None)
            said = value.get("code") if isinstance(value, dict) else value
            text = str(said).lower() if isinstance(said, bool) else str(said)
            found.properties.setdefault((code, each["code"]), set()).add(text)
        waiting += [(each, code) for each in concept.get("concept", ())]


def _join(found: Concepts, over: str, code: str) -> None:
    found.parents.setdefault(code, set()).add(over)
    found.children.setdefault(over, set()).add(code)
    found.parents.setdefault(over, set())


def _reached(code: str, steps: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [code]
    while waiting:
        for each in steps.get(waiting.pop(), ()):
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    return reached - {code}
