"""Result parameters: how many, in which order, how much of each resource. What comes along is in ``includes``."""

from __future__ import annotations

import re

from hoaban.record.engine import structure
from hoaban.record.engine.search import keys, parameters
from hoaban.record.engine.search.criteria import Column
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.parse.criteria import Context
from hoaban.record.engine.search.parse.faults import IllFormed, NotSupported, Unknown
from hoaban.record.engine.search.query import Contained, SortKey, Summary

DEFAULT_COUNT = 20
MAX_COUNT = 1000
MOST_SORT_KEYS = 5
ONCE = ("_count", "_page", "_sort", "_total", "_summary", "_elements", "_contained", "_containedType")
"""Result parameters that are given once only; ``_include`` and ``_revinclude`` may be repeated."""
PHASE = SortKey(Column.TYPE)
"""What pages of contained resources go by: first what stands alone, then what is contained."""
TOTALS = ("none", "accurate", "estimate")


def count(text: str) -> int:
    """``_count``. :raises IllFormed: it is no whole number."""
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise IllFormed("cần số nguyên không âm", "a whole number, zero or more, is expected")
    return min(int(text), MAX_COUNT)


def total(text: str) -> str:
    """``_total``. :raises NotSupported: it is none of R4's."""
    if text not in TOTALS:
        raise NotSupported(
            "chỉ hỗ trợ none, accurate, estimate", "only none, accurate and estimate are supported"
        )
    return text


def summary(text: str) -> Summary:
    """``_summary``. :raises IllFormed: it is none of R4's."""
    try:
        return Summary(text)
    except ValueError:
        raise IllFormed(
            "cần true, text, data, count hoặc false", "true, text, data, count or false is expected"
        ) from None


def elements(text: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """``_elements``: names of elements at the top of the resource. :raises Unknown: no such element."""
    found = [each.strip() for each in text.split(",")]
    for name in found:
        bare = name.rpartition(".")[2]
        if "." in name and name.partition(".")[0] not in kinds:
            raise IllFormed(
                "cần tên phần tử của tài nguyên", "names of the resource's own elements are expected"
            )
        if not any(structure.find_element(kind, bare) for kind in kinds or ("DomainResource",)):
            raise Unknown("không có phần tử này", "there is no such element")
    return tuple(dict.fromkeys(name.rpartition(".")[2] for name in found))


def contained(text: str) -> Contained:
    """``_contained``. :raises IllFormed: it is none of R4's."""
    try:
        return Contained(text)
    except ValueError:
        raise IllFormed("cần true, false hoặc both", "true, false or both is expected") from None


def as_contained(text: str) -> bool:
    """``_containedType``. :raises IllFormed: it is none of R4's."""
    if text not in ("container", "contained"):
        raise IllFormed("cần container hoặc contained", "container or contained is expected")
    return text == "contained"


def sort(text: str, known: dict[str, Parameter], context: Context) -> tuple[SortKey, ...]:
    """``_sort``. :raises NotSupported: naming a parameter that cannot be sorted by. :raises NotReady:"""
    found: list[SortKey] = []
    for each in text.split(","):
        code = each.removeprefix("-")
        if code not in known:
            raise Unknown("không có tham số này để xếp", "there is no such parameter to sort by")
        key = _sort_key(known[code], descending=each.startswith("-"))
        if key is None:
            shown = re.sub(r"[^\w\-]", "?", code[:64])
            raise NotSupported(f"không xếp theo {shown} được", f"cannot sort by {shown}")
        context.require(known[code])
        found.append(key)
    if len(found) > MOST_SORT_KEYS:
        raise IllFormed(f"tối đa {MOST_SORT_KEYS} khóa", f"at most {MOST_SORT_KEYS} keys")
    return tuple(found)


def sortable(parameter: Parameter) -> bool:
    """Whether ``_sort`` knows the parameter."""
    return _sort_key(parameter, descending=False) is not None


def _sort_key(parameter: Parameter | None, *, descending: bool) -> SortKey | None:
    if parameter is None:
        return None
    if parameter.code == "_id":
        return SortKey(Column.UID, descending=descending)
    if parameter.code == "_lastUpdated":
        return SortKey(Column.UPDATED, descending=descending)
    if parameter.type == "date" and parameter.main == 0 and parameter.shared_main:
        return SortKey(Column.SHARED, keys.number(parameter.prefix + keys.PRESENT), descending)
    if parameter.type == "date":
        column = Column.MAIN if parameter.main == 0 else Column.ROWS
        return SortKey(column, parameter.number, descending)
    number = parameter.sources[0].number
    if parameter.type == "string":
        return SortKey(Column.STRINGS, number, descending)
    if parameter.type in ("number", "quantity"):
        return SortKey(Column.RANGES, number, descending)
    if parameter.links:
        return SortKey(Column.TARGETS, number, descending, parameter.gate or "")
    if parameter.type in ("token", "uri", "reference"):
        return SortKey(Column.TOLD, descending=descending, code=parameter.code)
    return None


def common(kinds: tuple[str, ...]) -> dict[str, Parameter]:
    """The parameters that several types searched together can be sorted by: those of every resource."""
    kind = kinds[0] if kinds else "Basic"
    return {
        code: found for code, found in parameters.of_type(kind).items() if len(kinds) == 1 or found.column
    }
