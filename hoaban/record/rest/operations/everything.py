"""``$everything`` of a Patient or an Encounter."""

from __future__ import annotations

from urllib.parse import urlencode

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import drafting
from hoaban.record.engine.everything import Wish
from hoaban.record.engine.search import dates
from hoaban.record.rest import bundle
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.rest.operations import parameters
from hoaban.record.shapes import Page

_MOST = 5000
_KNOWN = {
    "Patient": frozenset({"start", "end", "_since", "_type", "_count", "_page"}),
    "Encounter": frozenset({"_since", "_type", "_count", "_page"}),
}


def answered(request: Request) -> Response:
    """GET or POST Patient/[id]/$everything, Encounter/[id]/$everything; all of it, or ``_count`` a page."""
    kind, fhir_id, _ = request.path
    known = _KNOWN.get(kind)
    if known is None:
        raise drafting.UnknownType(
            "Thao tác này chỉ có với Patient và Encounter.",
            "Only Patient and Encounter have this.",
            place="type",
        )
    given = parameters.sent(request, known)
    texts = {name: text for name in sorted(known) if (text := given.text(name)) is not None}
    count, after = (
        _number(texts.get("_count", str(_MOST)), "_count"),
        _number(texts.pop("_page", "0"), "_page"),
    )
    found, more = door(request).everything(
        kind, fhir_id, _wish(texts), after=after, count=max(1, min(count, _MOST))
    )
    here = "/".join((request.base_url, *request.path))
    links = [("self", f"{here}?{urlencode(texts)}" if texts else here)]
    if more:
        links.append(("next", f"{here}?{urlencode({**texts, '_page': more})}"))
    page = Page(tuple(found))
    return Response(200, bundle.searchset(page, base_url=request.base_url, links=links))


def _wish(texts: dict[str, str]) -> Wish:
    types = tuple(drafting.type_number(name) for name in texts.get("_type", "").split(",") if name)
    start = _range(texts["start"], "start")[0] if "start" in texts else dates.PAST
    end = _range(texts["end"], "end")[1] if "end" in texts else dates.FUTURE
    since = _range(texts["_since"], "_since")[0] if "_since" in texts else dates.PAST
    return Wish(types, since, (start, end))


def _range(text: str, name: str) -> dates.Range:
    try:
        return dates.parse(text.replace(" ", "+"))
    except dates.NotADate:
        raise _wrong(name) from None


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise _wrong(name)
    return int(text)


def _wrong(name: str) -> Invalid:
    return Invalid("Tham số không đúng.", "A parameter is not right.", place=name)
