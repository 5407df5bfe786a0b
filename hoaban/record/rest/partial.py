"""Less than a whole resource where one is read: ``_summary`` and ``_elements``, as in a search."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.engine.search import cutting
from hoaban.record.engine.search.parse import results
from hoaban.record.engine.search.parse.faults import Fault, IllFormed, Unknown
from hoaban.record.engine.search.parse.reader import issue_of, shown_name
from hoaban.record.engine.search.query import SearchRefused, Summary
from hoaban.record.engine.validate import Issue
from hoaban.record.rest.http import Header, Request
from hoaban.record.shapes import Stored


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a resource is shown. ``headers`` name what a lenient caller gave in vain."""

    summary: Summary = Summary.FALSE
    elements: tuple[str, ...] = ()
    headers: tuple[Header, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.summary is Summary.FALSE and not self.elements

    def of(self, found: Stored) -> Stored:
        """As much of it as was asked for."""
        return cutting.cut(found, self.summary, self.elements)


def asked(request: Request) -> Part:
    """What the parameters of a read ask for. :raises SearchRefused: they ask for anything else, all of it named."""
    summary = Summary.FALSE
    elements: tuple[str, ...] = ()
    given: set[str] = set()
    issues: list[Issue] = []
    left: list[str] = []
    for name, value in request.params():
        try:
            if name in given:
                raise IllFormed("chỉ được ghi một lần", "may be given once only")
            given.add(name)
            if name == "_summary":
                summary = _summary(value)
            elif name == "_elements":
                elements = results.elements(value, request.path[:1])
            else:
                raise Unknown("không dùng được khi đọc", "means nothing in a read")
        except Fault as fault:
            if isinstance(fault, Unknown) and request.prefers("handling=lenient"):
                left.append(name)
            else:
                issues.append(issue_of(name, fault))
    if issues:
        raise SearchRefused(tuple(issues))
    return Part(summary, elements, tuple(left_aside(name) for name in left))


def _summary(text: str) -> Summary:
    found = results.summary(text)
    if found is Summary.COUNT:
        raise IllFormed("khi đọc không có gì để đếm", "there is nothing to count in a read")
    return found


def left_aside(name: str) -> Header:
    """The header that names a parameter of no use; a resource or history has no place to say so, as a search has."""
    shown = shown_name(name).encode("ascii", "replace").decode()
    return "Warning", f'299 - "Parameter {shown} was left aside"'
