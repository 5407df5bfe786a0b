"""All parameters of one search read into a ``Query``; every fault is found before refusing.

Unless a search is lenient, whatever is unknown is refused; if it is, that is left aside and noted.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from hoaban.record.engine.search import paging, parameters
from hoaban.record.engine.search.criteria import Column, Criterion, Dates, Keys, flat, steps
from hoaban.record.engine.search.parse import criteria, filters, includes, names, results, types
from hoaban.record.engine.search.parse.criteria import Context
from hoaban.record.engine.search.parse.faults import Fault, IllFormed, NotReady, NotSupported, Unknown
from hoaban.record.engine.search.query import (
    Contained,
    Include,
    NotIndexedYet,
    Order,
    Position,
    Query,
    SearchRefused,
    SortKey,
    Summary,
)
from hoaban.record.engine.validate import Issue

MOST_INCLUDES = 20
MOST_STEPS = 60
"""Steps over references in one search: each is a part of the statement that the database must plan."""
Found = TypeVar("Found")
_OF_ROWS: tuple[SortKey, ...] = ()
_OF_PEOPLE: tuple[SortKey, ...] = (SortKey(Column.PERSON),)


def digest_of(kinds: Sequence[str], params: Sequence[tuple[str, str]], within: str = "") -> bytes:
    """A keyed digest of what is searched for, the page left out: the same for every page of a search."""
    asked = [*kinds, within, *([name, value] for name, value in params if name != "_page")]
    return hmac.digest(settings.SECRET_KEY.encode(), json.dumps(asked).encode(), "sha256")


class Reader:
    """Takes parameters in one by one. ``kinds``: the types searched, none for all."""

    def __init__(self, kinds: tuple[str, ...], context: Context, *, lenient: bool, order: Order) -> None:
        self._kinds = kinds
        self._order = order
        self._context = context
        self._lenient = lenient
        self._steps = 0
        self._issues: list[Issue] = []
        self._ignored: list[Issue] = []
        self._left_aside: list[tuple[str, str]] = []
        self._within = False
        self._waiting: list[Issue] = []
        self._criteria: list[Criterion] = []
        self._includes: list[Include] = []
        self._results: dict[str, str] = {}

    def require(self, name: str, criterion: Callable[[], Criterion]) -> None:
        """Narrow the search, as a compartment of that name does."""
        self._within = True
        self._attempt(name, "", lambda: self._criteria.append(criterion()), None)

    def read(self, name: str, value: str) -> None:
        """Take in one parameter, or note what is wrong with it."""
        code = name.partition(":")[0]
        if code in ("_include", "_revinclude"):
            self._attempt(
                name, value, lambda: self._includes.extend(includes.read(name, value, self._context)), None
            )
        elif name in results.ONCE:
            if name in self._results:
                self._note(name, IllFormed("chỉ được ghi một lần", "may be given once only"))
            self._results[name] = value
        else:
            self._attempt(name, value, lambda: self._take(self._criterion(name, value)), None)

    def query(self, digest_without: Callable[[Collection[tuple[str, str]]], bytes]) -> Query:
        """The whole. ``digest_without``: the digest of the search but for these parameters.

        :raises SearchRefused: a fault was noted. :raises NotIndexedYet: rows are still to be indexed for it.
        """
        self._criteria = list(flat(self._criteria))
        patient = self._patient()
        summary = self._result("_summary", results.summary, Summary.FALSE)
        count = self._result("_count", results.count, results.DEFAULT_COUNT)
        total = self._result("_total", results.total, "none")
        no_elements: tuple[str, ...] = ()
        elements = self._result("_elements", lambda text: results.elements(text, self._kinds), no_elements)
        contained = self._contained(count)
        as_contained = self._result("_containedType", results.as_contained, False)
        sort = (results.PHASE,) if contained is not Contained.FALSE else self._sort(patient)
        digest = digest_without(self._left_aside)
        sort, after = self._after(sort, digest)
        self._check_includes(summary)
        if self._issues:
            raise SearchRefused(tuple(self._issues))
        if self._waiting:
            raise NotIndexedYet(tuple(self._waiting))
        nothing = count == 0 or summary is Summary.COUNT
        return Query(
            resource_types=self._kinds,
            criteria=tuple(self._criteria),
            sort=sort,
            descending=sort[-1].descending if sort else False,
            count=0 if nothing else count,
            total=nothing or total != "none",
            estimated=total == "estimate",
            patient=patient,
            digest=digest,
            after=after,
            includes=tuple(self._includes),
            summary=summary,
            elements=elements,
            contained=contained,
            as_contained=as_contained,
            ignored=tuple(self._ignored),
            left_aside=tuple(self._left_aside),
        )

    def _take(self, criterion: Criterion) -> None:
        self._steps += steps(criterion)
        if self._steps > MOST_STEPS:
            raise NotSupported(
                "tìm kiếm đi qua quá nhiều tham chiếu; hãy ghi rõ loại",
                "the search goes over too many references; name the types",
            )
        self._criteria.append(criterion)

    def _criterion(self, name: str, value: str) -> Criterion:
        if name == "_filter":
            return types.of_each(self._kinds, lambda kind: filters.read(kind, value, self._context))
        read = names.parse(name)
        return types.of_each(self._kinds, lambda kind: criteria.read(kind, read, value, self._context))

    def _patient(self) -> UUID | None:
        if len(self._kinds) != 1:
            return None
        return next(
            (each.patient for each in self._criteria if isinstance(each, Keys) and each.patient), None
        )

    def _result(self, name: str, understand: Callable[[str], Found], otherwise: Found) -> Found:
        if name not in self._results:
            return otherwise
        value = self._results[name]
        return self._attempt(name, value, lambda: understand(value), otherwise)

    def _sort(self, patient: UUID | None) -> tuple[SortKey, ...]:
        if "_sort" not in self._results:
            return self._natural_order(patient)
        known = results.common(self._kinds)
        return self._result("_sort", lambda text: results.sort(text, known, self._context), ())

    def _natural_order(self, patient: UUID | None) -> tuple[SortKey, ...]:
        """Newest first where one patient or a time is asked for, as changed where changes are; else as rows came."""
        columns = {criterion.column for criterion in self._criteria if isinstance(criterion, Dates)}
        if len(self._kinds) != 1:
            return (SortKey(Column.UPDATED if Column.UPDATED in columns else Column.TYPE),)
        main = any(each.main is not None for each in parameters.of_type(self._kinds[0]).values())
        if main and (Column.MAIN in columns or patient):
            return (SortKey(Column.MAIN, descending=True),)
        if Column.UPDATED in columns:
            return (SortKey(Column.UPDATED),)
        return _OF_PEOPLE if self._order is Order.OF_PEOPLE else _OF_ROWS

    def _after(self, sort: tuple[SortKey, ...], digest: bytes) -> tuple[tuple[SortKey, ...], Position | None]:
        """The order in which a page goes on, and from where on."""
        if "_page" not in self._results or self._issues:
            return sort, None
        token = self._results["_page"]
        found = paging.opened(token, sort, digest)
        other = {_OF_ROWS: _OF_PEOPLE, _OF_PEOPLE: _OF_ROWS}.get(sort)
        if found is None and other is not None and self._order is not Order.OF_ROWS:
            sort, found = other, paging.opened(token, other, digest)
        if found is None:
            self._note(
                "_page", IllFormed("thẻ trang không đúng với tìm kiếm này", "is no page of this search")
            )
        return sort, found

    def _contained(self, count: int) -> Contained:
        found = self._result("_contained", results.contained, Contained.FALSE)
        if found is not Contained.FALSE:
            self._check_contained(count)
        return found

    def _check_contained(self, count: int) -> None:
        """What is contained is found one by one, so it is neither sorted, counted nor followed."""
        if len(self._kinds) != 1 or self._within:
            self._note("_contained", NotSupported("cần một loại tài nguyên", "needs one resource type"))
        for name in ("_sort", "_total", "_summary", "_count"):
            given = self._results.get(name)
            if given not in (None, "none", "true", "data", "text", "false") and (
                name != "_count" or count == 0
            ):
                self._note(name, NotSupported("không đi cùng _contained", "does not go with _contained"))
        if self._includes or any(map(steps, self._criteria)):
            self._note(
                "_contained",
                NotSupported("không đi cùng phép nối và _include", "does not go with chains and _include"),
            )

    def _check_includes(self, summary: Summary) -> None:
        if len(self._includes) > MOST_INCLUDES:
            self._note("_include", IllFormed(f"tối đa {MOST_INCLUDES} lần", f"at most {MOST_INCLUDES} times"))
        if self._includes and summary is Summary.TEXT:
            self._note("_summary", IllFormed("text không đi cùng _include", "text does not go with _include"))

    def _attempt(self, name: str, value: str, act: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return act()
        except Fault as fault:
            if self._lenient and isinstance(fault, Unknown):
                self._ignored.append(issue_of(name, fault, severity="warning"))
                self._left_aside.append((name, value))
            else:
                self._note(name, fault)
        except NotReady as wait:
            self._waiting.append(issue_of(name, wait))
        return otherwise

    def _note(self, name: str, fault: Fault) -> None:
        self._issues.append(issue_of(name, fault))


def issue_of(name: str, wrong: Fault | NotReady, *, severity: str = "error") -> Issue:
    """What is wrong with a parameter as an issue that names it."""
    shown = shown_name(name)
    vi, en = f"Tham số tìm kiếm {shown}: {wrong.vi}.", f"Search parameter {shown}: {wrong.en}."
    return Issue(severity, wrong.code, shown, vi, en)


def shown_name(name: str) -> str:
    """A name as it may be repeated in an answer: short and without odd characters."""
    return re.sub(r"[^\w:.\-\[\]]", "?", name[:128])
