"""Codes of value sets and their hierarchies, for ``:in``, ``:not-in``, ``:above`` and ``:below``.

Taken from ValueSet and CodeSystem resources that are stored and may be seen by whoever searches; the value sets to which
R4 itself binds elements are known without being stored. Whatever cannot be worked out whole is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hoaban.record.engine import db, parse_json, reading, structure
from hoaban.record.engine.condition import Condition
from hoaban.record.engine.search import keys, parameters
from hoaban.record.engine.search.hierarchy import Concepts, of_code_system

MOST_CODES = 5000
_DEEPEST = 8
_ONE = f"select {reading.COLUMNS} from record_resource r where r.type = %s and not r.deleted and"
_BY_KEYS = "r.keys @> %s::bigint[]"
_BY_UID = "r.uid = %s"

Json = dict[str, Any]
Member = tuple[str, str | None]
"""A code system and one of its codes; None for all of them."""


class NotExpandable(Exception):
    """A value set or hierarchy cannot be worked out here; the texts say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


Find = Callable[[str, str], Json | None]
"""A ValueSet or CodeSystem by type and address, if there is one."""


def nothing_stored(_kind: str, _address: str) -> Json | None:
    """Only what R4 itself defines is known."""
    return None


@dataclass(frozen=True, slots=True)
class Terminology:
    """What the reading of parameters asks about codes; ``find`` looks up what is stored."""

    find: Find = nothing_stored

    def members(self, value_set: str) -> set[Member]:
        """The codes of a value set, by its address or as ``ValueSet/id``. :raises NotExpandable:"""
        found = self._value_set(value_set, ())
        if len(found) > MOST_CODES:
            raise NotExpandable(
                f"bộ mã có hơn {MOST_CODES} mã", f"the value set has more than {MOST_CODES} codes"
            )
        return found

    def related(self, system: str, code: str, *, above: bool) -> set[str]:
        """The code itself with all those above (or below) it. :raises NotExpandable:"""
        concepts = self._concepts(system)
        if code not in concepts.parents:
            return {code}
        return {code} | (concepts.above(code) if above else concepts.below(code))

    def _value_set(self, address: str, inside: tuple[str, ...]) -> set[Member]:
        if address in inside or len(inside) > _DEEPEST:
            raise NotExpandable(
                "bộ mã dẫn vòng hoặc lồng quá sâu", "the value set goes round or is nested too deeply"
            )
        found = self.find("ValueSet", address)
        if found is None:
            systems = structure.code_systems(address.partition("|")[0])
            if systems is None:
                raise NotExpandable("không có bộ mã này trong hồ sơ", "no such value set is kept here")
            return {(system, code) for system, codes in systems.items() for code in codes}
        if "compose" not in found:
            return _listed(found)
        compose, inside = found["compose"], (*inside, address)
        members = set[Member]().union(*(self._included(part, inside) for part in compose.get("include", ())))
        for part in compose.get("exclude", ()):
            members = self._without(members, self._included(part, inside))
        return members

    def _included(self, part: Json, inside: tuple[str, ...]) -> set[Member]:
        sets = [self._value_set(each, inside) for each in part.get("valueSet", ())]
        if "system" in part:
            sets.append(self._of_system(part))
        found = sets[0] if sets else set()
        for each in sets[1:]:
            found = _common(found, each)
        return found

    def _of_system(self, part: Json) -> set[Member]:
        system = part["system"]
        if "concept" in part:
            return {(system, each["code"]) for each in part["concept"]}
        if "filter" not in part:
            return {(system, None)}
        concepts, found = self._concepts(system), None
        for each in part["filter"]:
            passed = concepts.filtered(each["property"], each["op"], each["value"])
            if passed is None:
                raise NotExpandable(
                    "bộ mã có phép lọc chưa được hỗ trợ", "the value set has a filter that is not supported"
                )
            found = passed if found is None else found & passed
        return {(system, code) for code in found or ()}

    def _without(self, members: set[Member], gone: set[Member]) -> set[Member]:
        whole = {system for system, code in members if code is None}
        opened = whole & {system for system, code in gone if code is not None}
        for system in opened:
            members = (members - {(system, None)}) | {
                (system, code) for code in self._concepts(system).parents
            }
        all_gone = {system for system, code in gone if code is None}
        return {each for each in members if each not in gone and each[0] not in all_gone}

    def _concepts(self, system: str) -> Concepts:
        found = self.find("CodeSystem", system)
        if found is None or found.get("content") != "complete":
            raise NotExpandable(
                "không có hệ mã này đầy đủ trong hồ sơ", "the code system is not kept here in full"
            )
        return of_code_system(found)


def stored(access: Condition) -> Terminology:
    """Terminology out of the record, as far as ``access`` goes."""

    def find(kind: str, address: str) -> Json | None:
        given: UUID | list[int]
        local = keys.local_reference(address)
        if local and local[0] == kind:
            condition, given = _BY_UID, keys.uid_of(*local)
        else:
            url, _, version = address.partition("|")
            wanted = [_key(kind, "url", f"u.{url}")]
            if version:
                wanted.append(_key(kind, "version", f"c.{version}"))
            condition, given = _BY_KEYS, wanted
        rows = db.query(
            f"{_ONE} {condition} and ({access.sql}) order by r.updated_at desc limit 1",
            [structure.type_number(kind), given, *access.args],
        )
        return parse_json.loads(reading.stored(rows[0]).body) if rows else None

    return Terminology(find)


def _key(kind: str, code: str, form: str) -> int:
    return keys.number(parameters.of_type(kind)[code].sources[0].prefix + form)


def _listed(value_set: Json) -> set[Member]:
    """A value set that is given by its expansion alone."""
    if "expansion" not in value_set:
        raise NotExpandable("bộ mã không có nội dung", "the value set has no content")
    found: set[Member] = set()
    waiting = list(value_set["expansion"].get("contains", ()))
    while waiting:
        each = waiting.pop()
        waiting += each.get("contains", ())
        if "code" in each and not each.get("abstract"):
            found.add((each.get("system", ""), each["code"]))
    return found


def _common(left: set[Member], right: set[Member]) -> set[Member]:
    whole_left = {system for system, code in left if code is None}
    whole_right = {system for system, code in right if code is None}
    return {
        *(left & right),
        *(each for each in left if each[0] in whole_right),
        *(each for each in right if each[0] in whole_left),
    }
