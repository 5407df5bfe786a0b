"""History of one resource, of a type, of everything: ``_since``, ``_at``, ``_count``, page after page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from hoaban.kernel.errors import Invalid
from hoaban.record.engine.histories import Span
from hoaban.record.engine.search import dates, paging
from hoaban.record.engine.search.criteria import Column
from hoaban.record.engine.search.parse import digest_of
from hoaban.record.engine.search.query import SortKey
from hoaban.record.rest import bundle, partial
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door

DEFAULT_COUNT = 50
MAX_COUNT = 1000
_KNOWN = ("_since", "_at", "_count", "_page")
_KEYS = (SortKey(Column.UPDATED), SortKey(Column.UID))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of a history. ``kept`` are those that links repeat, ``left`` those left aside."""

    span: Span
    count: int
    token: str
    kept: tuple[tuple[str, str], ...]
    left: tuple[str, ...] = ()


def answered(request: Request) -> Response:
    """GET [base]/_history, [type]/_history or [type]/[id]/_history."""
    owner = request.path[:-1]
    asked = _read(request.params(), lenient=request.prefers("handling=lenient"))
    digest = digest_of(owner, [each for each in asked.kept if each[0] != "_count"], "history")
    after = None
    if asked.token:
        opened = paging.opened(asked.token, _KEYS, digest)
        if opened is None:
            raise _wrong("_page")
        after = opened
    found, more = door(request).versions(*owner, span=asked.span, after=after, count=asked.count)  # type: ignore[arg-type]
    here = "/".join((request.base_url, *request.path))
    links = [("self", f"{here}?{urlencode(asked.kept)}" if asked.kept else here)]
    if more:
        links.append(("next", f"{here}?{urlencode([*asked.kept, ('_page', paging.sealed(more, digest))])}"))
    body = bundle.history(found, base_url=request.base_url, links=links)
    return Response(200, body, tuple(partial.left_aside(name) for name in asked.left))


def _read(sent: list[tuple[str, str]], *, lenient: bool) -> _Asked:
    params = [each for each in sent if each[0] in _KNOWN or not lenient]
    given = dict(params)
    for name in given:
        if name not in _KNOWN or sum(each == name for each, _ in params) > 1:
            raise _wrong(name)
    count = given.get("_count", str(DEFAULT_COUNT))
    if not count.isdecimal() or not count.isascii() or len(count) > 9:
        raise _wrong("_count")
    since = dates.PAST if "_since" not in given else _range(given["_since"], "_since")[0]
    current = _range(given["_at"], "_at") if "_at" in given else None
    kept = tuple(each for each in params if each[0] != "_page")
    left = tuple(name for name, _ in sent if name not in given)
    span, wanted = Span(since, current), max(1, min(int(count), MAX_COUNT))
    return _Asked(span, wanted, given.get("_page", ""), kept, left)


def _range(text: str, name: str) -> dates.Range:
    try:
        return dates.parse(text.replace(" ", "+"))
    except dates.NotADate:
        raise _wrong(name) from None


def _wrong(name: str) -> Invalid:
    return Invalid("Tham số lịch sử không đúng.", "A history parameter is not right.", place=name[:40])
