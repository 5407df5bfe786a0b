"""What stands at the places that data/mapping.csv names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from hoaban.record.shapes import Json

_SEGMENT: Final = re.compile(r"([A-Za-z]+)(?:\((.+)\))?")


def kind_at(path: str) -> str:
    """The resource type that a path begins with."""
    return path.partition(".")[0]


def values_at(resources: Iterable[Json], path: str) -> list[Any]:
    """All that stands at a path (``Encounter.identifier(sid/ma-lk).value``) in resources of its type.

    ``name(x)`` picks the parts whose url, system or code ends with x.

    :raises ValueError: the path is none.
    """
    kind, _, rest = path.partition(".")
    found: list[Any] = [one for one in resources if one["resourceType"] == kind]
    for segment in rest.split("."):
        read = _SEGMENT.fullmatch(segment)
        if read is None:
            raise ValueError(f"{path}: {segment!r} is no step of a path")
        found = [
            child for one in found if isinstance(one, dict) for child in _children(one.get(read[1]), read[2])
        ]
    return found


def _children(value: Any, wanted: str | None) -> Sequence[Any]:
    children = value if isinstance(value, list) else [] if value is None else [value]
    return [child for child in children if wanted is None or _is_named(child, wanted)]


def _is_named(child: Any, wanted: str) -> bool:
    names = [child.get("url"), child.get("system")]
    code = child.get("code")
    if isinstance(code, dict):
        names += [one["code"] for one in code.get("coding", [])]
    return any(name.endswith(wanted) for name in names if name)
