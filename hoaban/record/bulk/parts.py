"""A stretch of lines taken apart so that each part can be stored by itself, beside others.

Lines that speak of the same patient, visit or resource stay together and in their order. A reference to a register
(an Organization, a Practitioner) joins nothing: what is stored of a fact does not depend on whether they are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import msgspec

from hoaban.record.bulk.lines import Line
from hoaban.record.engine import parse_json, structure
from hoaban.record.engine.parse_json import NotJson

TOGETHER, _BYTES = 500, 2 * 1024 * 1024
"""What one short transaction should hold."""
_PLACES = 4
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([A-Z][A-Za-z]+\\?/[A-Za-z0-9\-.]{1,64})')


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that are stored in one transaction, and the names (``Patient/p1``) of what they are about."""

    lines: tuple[Line, ...]
    names: frozenset[bytes]


class _Head(msgspec.Struct):
    kind: str = msgspec.field(default="", name="resourceType")
    id: str | None = None


_head = msgspec.json.Decoder(_Head)


def split(lines: tuple[Line, ...]) -> Iterator[Part]:
    """Parts of about the same size, one if there is little.

    Where a patient's lines fall depends on the patient alone, so that the parts of the next stretch that must wait for
    one of this one wait for the same one.
    """
    size = sum(len(text) for _, text in lines if text)
    count = _PLACES if len(lines) > TOGETHER or size > _BYTES else 1
    named = [(line, _names(line[1])) for line in lines]
    joined = _Joined()
    for _, names in named:
        joined.join(names)
    places: list[list[tuple[Line, list[bytes]]]] = [[] for _ in range(count)]
    for line, names in named:
        about = joined.first(names[0]) if names else b"%d" % line[0]
        places[crc32(about) % count].append((line, names))
    for place in places:
        yield from _cut(place)


def _cut(place: list[tuple[Line, list[bytes]]]) -> Iterator[Part]:
    """One part, or several where one patient's lines are more than a transaction should hold."""
    lines: list[Line] = []
    names: set[bytes] = set()
    size = 0
    for line, about in place:
        lines.append(line)
        names.update(about)
        size += len(line[1] or b"")
        if len(lines) >= 2 * TOGETHER or size >= 2 * _BYTES:
            yield Part(tuple(lines), frozenset(names))
            lines, names, size = [], set(), 0
    if lines:
        yield Part(tuple(lines), frozenset(names))


class _Joined:
    """Names that were seen on one line belong together, and with all that those belong to."""

    def __init__(self) -> None:
        self._nearer: dict[bytes, bytes] = {}

    def join(self, names: list[bytes]) -> None:
        """From now on these have one first name: that of a patient if there is one, else the first in the alphabet."""
        if len(names) < 2:
            return
        firsts = {self.first(name) for name in names}
        first = min(firsts, key=lambda name: (not name.startswith(b"Patient/"), name))
        for name in firsts - {first}:
            self._nearer[name] = first

    def first(self, name: bytes) -> bytes:
        """The name that stands for all that this one belongs with."""
        path = []
        while (nearer := self._nearer.get(name)) is not None:
            path.append(name)
            name = nearer
        for passed in path[:-1]:
            self._nearer[passed] = name
        return name


def _names(text: bytes | None) -> list[bytes]:
    """The resource itself, if it has an id, and what it refers to, registers aside."""
    if text is None:
        return []
    kind, fhir_id = _own(text)
    names = [f"{kind}/{fhir_id}".encode()] if kind and fhir_id else []
    registers = _registers()
    for found in _REFERENCE.findall(text):
        name = found.replace(b"\\", b"")
        if name.partition(b"/")[0] not in registers:
            names.append(name)
    return names


def _own(text: bytes) -> tuple[str, str | None]:
    try:
        head = _head.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _own_strictly(text)
    return head.kind, head.id


def _own_strictly(text: bytes) -> tuple[str, str | None]:
    """For what the quick reader does not like; what the strict one refuses will be refused as a line, too."""
    try:
        resource = parse_json.loads(text)
    except NotJson:
        return "", None
    kind, fhir_id = resource.get("resourceType"), resource.get("id")
    return (kind, fhir_id) if isinstance(kind, str) and isinstance(fhir_id, str) else ("", None)


@cache
def _registers() -> frozenset[bytes]:
    return frozenset(structure.type_name(number).encode() for number in structure.general_types())
