"""Chapters and blocks of ICD-10, for grouping."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from hoaban.foundation.codes.queries.lists import PACKAGE
from hoaban.foundation.codes.rules import icd10
from hoaban.foundation.codes.rules.shapes import Group
from hoaban.kernel import tables


@cache
def _groups(name: str) -> tuple[tuple[str, ...], tuple[Group, ...]]:
    groups = sorted(
        (
            Group(row["number"], row["first"], row["last"], row["name_vi"], row["name_en"])
            for row in tables.read_table(PACKAGE, name)
        ),
        key=lambda group: group.first,
    )
    return tuple(group.first for group in groups), tuple(groups)


def icd10_chapters() -> tuple[Group, ...]:
    """All chapters, in the order of their codes."""
    return _groups("icd10_chapters.csv")[1]


def icd10_chapter(code: str) -> Group | None:
    """The chapter of a code, also of one we have no name for; ``None`` when it is no ICD-10 code."""
    return _find("icd10_chapters.csv", code)


def icd10_block(code: str) -> Group | None:
    """The block of a code; ``None`` when it lies in none."""
    return _find("icd10_blocks.csv", code)


def _find(name: str, code: str) -> Group | None:
    if not icd10.is_shaped(code):
        return None
    category = icd10.compact(code)[:3]
    firsts, groups = _groups(name)
    at = bisect_right(firsts, category) - 1
    return groups[at] if at >= 0 and category <= groups[at].last else None
