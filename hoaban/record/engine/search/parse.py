"""Search parameters as they came, read into a ``Query``; whatever is unknown, unsupported or ill-formed is refused.

All faults are found before refusing. Result parameters: ``_count``, ``_sort``, ``_total``, ``_page``.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from hoaban.kernel.errors import NotFound
from hoaban.record.engine import structure
from hoaban.record.engine.search import paging, parameters, values
from hoaban.record.engine.search.parameters import Parameter
from hoaban.record.engine.search.query import (
    Column,
    Criterion,
    Dates,
    MainDate,
    Query,
    SearchRefused,
    SortKey,
)
from hoaban.record.engine.search.query import Keys as KeysCriterion
from hoaban.record.engine.search.values import IllFormed
from hoaban.record.engine.validate import Issue

DEFAULT_COUNT = 20
MAX_COUNT = 1000
RESULT_PARAMETERS = ("_count", "_page", "_sort", "_total")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LENGTH = 10_000


def parse(
    resource_type: str, params: Sequence[tuple[str, str]], *, now: datetime, base_url: str = ""
) -> Query:
    """Understand a search over one type. ``now`` gives ``ap`` its meaning; addresses under ``base_url`` are our own.

    :raises SearchRefused: naming every parameter that cannot be understood.
    :raises NotFound: there is no such resource type.
    """
    if not structure.is_resource_type(resource_type):
        raise NotFound("Không có loại tài nguyên này.", "There is no such resource type.")
    reader = _Reader(resource_type, now, base_url)
    for name, value in params:
        reader.read(name, value)
    digest = digest_of(resource_type, params)
    return reader.query(digest)


def digest_of(resource_type: str, params: Sequence[tuple[str, str]]) -> bytes:
    """A keyed digest of what is searched for, the page left out: the same for every page of a search."""
    asked = [resource_type, *([name, value] for name, value in params if name != "_page")]
    return hmac.digest(settings.SECRET_KEY.encode(), json.dumps(asked).encode(), "sha256")


class _Reader:
    def __init__(self, resource_type: str, now: datetime, base_url: str) -> None:
        self._type = resource_type
        self._known = parameters.of_type(resource_type)
        self._whose = parameters.patient_parameter(resource_type)
        self._now = now
        self._base_url = base_url
        self._issues: list[Issue] = []
        self._criteria: list[Criterion] = []
        self._results: dict[str, str] = {}
        self._patient: UUID | None = None

    def read(self, name: str, value: str) -> None:
        """Take in one parameter, or note what is wrong with it."""
        if name in RESULT_PARAMETERS:
            if name in self._results:
                self._note(name, "value", "chỉ được ghi một lần", "may be given once only")
            self._results[name] = value
            return
        code, _, modifier = name.partition(":")
        parameter = self._known.get(code)
        if parameter is None:
            self._unknown(name, code)
        elif modifier and not _allows(parameter, modifier):
            self._note(
                name, "not-supported", f"bổ ngữ :{_shown(modifier)} không được hỗ trợ",
                f"the modifier :{_shown(modifier)} is not supported",
            )  # fmt: skip
        elif _CONTROL.search(value) or len(value) > _LENGTH:
            self._note(
                name,
                "value",
                "giá trị có ký tự lạ hoặc quá dài",
                "the value has odd characters or is too long",
            )
        else:
            self._attempt(name, lambda: self._criteria.append(self._criterion(parameter, modifier, value)))

    def query(self, digest: bytes) -> Query:
        """The whole. :raises SearchRefused: if anything was noted."""
        count, total = self._count(), self._total()
        sort = self._sort()
        after = None
        if "_page" in self._results and not self._issues:
            after = paging.opened(self._results["_page"], sort, digest)
            if after is None:
                self._note(
                    "_page", "value", "thẻ trang không đúng với tìm kiếm này", "is no page of this search"
                )
        if self._issues:
            raise SearchRefused(tuple(self._issues))
        return Query(
            resource_type=self._type,
            criteria=tuple(self._criteria),
            sort=sort,
            descending=sort[-1].descending if sort else False,
            count=count,
            total=total,
            patient=self._patient,
            digest=digest,
            after=after,
        )

    def _criterion(self, parameter: Parameter, modifier: str, value: str) -> Criterion:
        if modifier == "missing":
            return self._missing(parameter, value)
        if parameter.code == "_id":
            return values.fhir_ids(self._type, value)
        match parameter.type:
            case "token":
                return values.token(parameter, value, negated=modifier == "not")
            case "string":
                return values.exact_string(parameter, value) if modifier else values.string(parameter, value)
            case "uri":
                return values.uri(parameter, value)
            case "date":
                return self._date(parameter, value)
            case "composite":
                return values.composite(parameter, value, base_url=self._base_url)
        return self._reference(parameter, modifier, value)

    def _date(self, parameter: Parameter, value: str) -> Criterion:
        found = values.date(parameter, value, now=self._now)
        if parameter.main == 0 and parameter.shared_main:
            self._criteria.append(KeysCriterion(values.present(parameter)))
        return found

    def _reference(self, parameter: Parameter, modifier: str, value: str) -> Criterion:
        if modifier == "identifier":
            return values.identifier(parameter, value)
        found, patient = values.reference(parameter, value, kind=modifier, base_url=self._base_url)
        whose = self._whose
        if patient and whose and parameter.sources == whose.sources and self._patient is None:
            self._patient = patient
        return found

    def _missing(self, parameter: Parameter, value: str) -> Criterion:
        missing = values.boolean(value)
        if parameter.main == 0 and not parameter.shared_main:
            return MainDate(present=not missing)
        return KeysCriterion(values.present(parameter), negated=missing)

    def _count(self) -> int:
        text = self._results.get("_count", str(DEFAULT_COUNT))
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            self._note(
                "_count", "value", "cần số nguyên không âm", "a whole number, zero or more, is expected"
            )
            return DEFAULT_COUNT
        return min(int(text), MAX_COUNT)

    def _total(self) -> bool:
        text = self._results.get("_total", "none")
        if text not in ("none", "accurate"):
            self._note(
                "_total", "not-supported", "chỉ hỗ trợ none, accurate", "only none and accurate are supported"
            )
        return text == "accurate" or self._results.get("_count", "").strip("0") == "" != self._results.get(
            "_count", ""
        )

    def _sort(self) -> tuple[SortKey, ...]:
        text = self._results.get("_sort")
        if text is None:
            return self._natural_order()
        found: list[SortKey] = []
        for each in text.split(","):
            code = each.removeprefix("-")
            key = _sort_key(self._known.get(code), descending=each.startswith("-"))
            if key is None:
                self._note(
                    "_sort",
                    "not-supported",
                    f"không xếp theo {_shown(code)} được",
                    f"cannot sort by {_shown(code)}",
                )
            else:
                found.append(key)
        if len(found) > 5:
            self._note("_sort", "value", "tối đa 5 khóa", "at most 5 keys")
        return tuple(found)

    def _natural_order(self) -> tuple[SortKey, ...]:
        """Newest first where one patient or a time is asked for, as changed where changes are; else as rows came."""
        columns = {criterion.column for criterion in self._criteria if isinstance(criterion, Dates)}
        main = any(parameter.main is not None for parameter in self._known.values())
        if main and (Column.MAIN in columns or self._patient):
            return (SortKey(Column.MAIN, descending=True),)
        return (SortKey(Column.UPDATED),) if Column.UPDATED in columns else ()

    def _unknown(self, name: str, code: str) -> None:
        if parameters.known(self._type, code):
            self._note(
                name, "not-supported", "tham số này chưa được hỗ trợ", "this parameter is not supported"
            )
        else:
            self._note(
                name,
                "not-supported",
                f"{self._type} không có tham số này",
                f"{self._type} has no such parameter",
            )

    def _attempt(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
        except IllFormed as fault:
            self._note(name, "value", fault.expected_vi, fault.expected_en)

    def _note(self, name: str, code: str, vi: str, en: str) -> None:
        shown = _shown(name)
        self._issues.append(
            Issue(
                "error", code, shown, f"Tham số tìm kiếm {shown}: {vi}.", f"Search parameter {shown}: {en}."
            )
        )


def _allows(parameter: Parameter, modifier: str) -> bool:
    if modifier in parameter.modifiers and modifier != "[type]":
        return True
    return "[type]" in parameter.modifiers and modifier in parameter.targets


def _sort_key(parameter: Parameter | None, *, descending: bool) -> SortKey | None:
    if parameter is None:
        return None
    if parameter.code == "_id":
        return SortKey(Column.UID, descending=descending)
    if parameter.code == "_lastUpdated":
        return SortKey(Column.UPDATED, descending=descending)
    if parameter.type == "date":
        column = Column.MAIN if parameter.main == 0 else Column.ROWS
        return SortKey(column, parameter.number, descending)
    if parameter.type == "string":
        return SortKey(Column.STRINGS, parameter.sources[0].number, descending)
    return None


def _shown(name: str) -> str:
    """A name as it may be repeated in an answer: short and without odd characters."""
    return re.sub(r"[^\w:.\-\[\]]", "?", name[:64])
