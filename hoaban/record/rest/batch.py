"""Batches and transactions: many requests in one Bundle, each on its own or all together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from hoaban.kernel.errors import HoaBanError, Invalid
from hoaban.record import api as record
from hoaban.record.rest import bundle, entries, failures, writing
from hoaban.record.rest.entries import Act, EntryFailed
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.shapes import Json

Dispatch = Callable[[Request], Response]
_WRITES = ("DELETE", "POST", "PUT", "PATCH")


class NotSupported(Invalid):
    """Part of the standard that has no meaning here; named, never ignored."""

    status = 422
    code = "not-supported"


def answered(request: Request, dispatch: Dispatch) -> Response:
    """Do what a Bundle of type batch or transaction asks for. :raises EntryFailed: an entry fails, so nothing is done."""
    sent = request.resource()
    kind = sent.get("type") if sent.get("resourceType") == "Bundle" else None
    if kind == "batch":
        parts = _each(request, sent, dispatch)
    elif kind == "transaction":
        parts = _together(request, sent, dispatch)
    else:
        raise NotSupported(
            "Địa chỉ gốc chỉ nhận Bundle loại batch hoặc transaction.",
            "The base takes a Bundle of type batch or transaction.",
            place="Bundle.type",
        )
    return Response(200, bundle.with_entries({"resourceType": "Bundle", "type": f"{kind}-response"}, parts))


def _each(request: Request, sent: Json, dispatch: Dispatch) -> list[bytes]:
    """Every entry in a transaction of its own; what fails says so in its place and hinders no other.

    In the order of the standard, so that a read among them sees what the writes left.
    """
    request_id = request.headers.get("x-request-id", "")
    answers: dict[int, bytes] = {}
    acts: list[Act] = []
    for position, entry in enumerate(entries.listed(sent)):
        try:
            acts.append(entries.read(entry, position, request))
        except EntryFailed as failure:
            answers[position] = _part(failures.answered(_raising(failure), request_id), request, shown=True)
    for act in sorted(acts, key=lambda each: entries.METHODS.index(each.request.method)):
        shown = _shows(act.request)
        answer = failures.answered(lambda one=act.request: _dispatched(one, dispatch), request_id)  # type: ignore[misc]
        answers[act.position] = _part(answer, request, shown=shown)
    return [answers[position] for position in sorted(answers)]


def _raising(failure: HoaBanError) -> Callable[[], Response]:
    def work() -> Response:
        raise failure

    return work


def _dispatched(request: Request, dispatch: Dispatch) -> Response:
    if not request.path and request.method == "POST":
        raise NotSupported("Không lồng Bundle.", "Bundles are not nested.", place="request.url")
    return dispatch(request)


def _together(request: Request, sent: Json, dispatch: Dispatch) -> list[bytes]:
    acts = [entries.read(entry, position, request) for position, entry in enumerate(entries.listed(sent))]
    writes = [act for act in acts if act.request.method in _WRITES]
    reads = [act for act in acts if act.request.method not in _WRITES]
    asked = []
    for act in writes:
        with _named([act]):
            asked.append(replace(writing.entry_of(act.request), full_url=act.full_url))

    def work() -> dict[int, bytes]:
        with _named(writes):
            # reads alone write nothing, and tell of nothing written
            written = door(request).transact(asked, linked=True, base_url=request.base_url) if asked else []
        answers: dict[int, bytes] = {}
        for act, done in zip(writes, written, strict=True):
            response = writing.answered(act.request, done, deletes=act.request.method == "DELETE")
            answers[act.position] = _part(response, request, shown=_shows(act.request))
        for act in reads:
            with _named([act]):
                answers[act.position] = _part(dispatch(act.request), request, shown=_shows(act.request))
        return answers

    answers = record.in_one_transaction(work) if reads else work()
    return [answers[position] for position in range(len(acts))]


@contextmanager
def _named(acts: Sequence[Act]) -> Iterator[None]:
    """A failure names the entry that it comes from."""
    try:
        yield
    except HoaBanError as failure:
        number = 0 if len(acts) == 1 and failure.entry is None else failure.entry
        if number is None or isinstance(failure, record.LostRace):
            raise
        act = acts[number]
        raise EntryFailed(failure, act.position, act.full_url) from failure


def _shows(request: Request) -> bool:
    """Whether the answer to an entry holds the resource: always of what was asked for, of a write if preferred."""
    if request.method == "HEAD":
        return False
    asks = request.method == "GET" or any(part.startswith(("$", "_")) for part in request.path)
    return asks or request.prefers("return=representation") or request.prefers("return=OperationOutcome")


def _part(answer: Response, request: Request, *, shown: bool) -> bytes:
    """An answer as an entry of the response."""
    response: Json = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    headers = dict(answer.headers)
    if "ETag" in headers:
        response["etag"] = headers["ETag"]
    if "Last-Modified" in headers:
        response["lastModified"] = bundle.instant(parsedate_to_datetime(headers["Last-Modified"]))
    if "Location" in headers:
        response["location"] = headers["Location"].removeprefix(request.base_url + "/")
    told = answer.status >= HTTPStatus.BAD_REQUEST or request.prefers("return=OperationOutcome")
    return bundle.response_entry(response, answer.body if shown or told else b"", is_outcome=told)
