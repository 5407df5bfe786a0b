"""The commune in an address as cards write it: hamlet, commune, district, province, with commas between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hoaban.kernel import vietnamese

_DISTRICT = re.compile(r"^(huyện|thị xã|thành phố|tỉnh|tp)\b", re.IGNORECASE)


def commune_parts(address: str) -> Iterator[str]:
    """The parts that may be the commune, likeliest first: from the end, without what says that it is more than a commune."""
    parts = [one.strip() for one in address.split(",") if one.strip()]
    for one in reversed(parts):
        if not _DISTRICT.match(one):
            yield one


def with_districts(address: str) -> Iterator[tuple[str, str]]:
    """Each part with the one behind it, as addresses were written while there were districts; first the last."""
    parts = [one.strip() for one in address.split(",") if one.strip()]
    yield from reversed(list(pairwise(parts)))


def bare_district(name: str) -> str:
    """A district without its word and marks: ``phong tho`` of ``Huyện Phong Thổ``."""
    return vietnamese.fold(_DISTRICT.sub("", name))


def rest_of(address: str, commune: str) -> str:
    """What stands before the commune: hamlet and house."""
    parts = [one.strip() for one in address.split(",") if one.strip()]
    return ", ".join(parts[: parts.index(commune)]) if commune in parts else ""
