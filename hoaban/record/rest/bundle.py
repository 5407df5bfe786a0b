"""Answers become bundles without parsing bodies again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hoaban.record.engine import parse_json
from hoaban.record.rest import outcome
from hoaban.record.shapes import Json, Page, Stored


def response_entry(response: Json, body: bytes, *, is_outcome: bool) -> bytes:
    """What became of one entry of a batch or transaction; the body goes in as it is."""
    if not body:
        return parse_json.dumps({"response": response})
    if is_outcome:
        return b'{"response":' + parse_json.dumps(response)[:-1] + b',"outcome":' + body + b"}}"
    return b'{"resource":' + body + b"," + parse_json.dumps({"response": response})[1:]


def searchset(page: Page, *, base_url: str, links: Sequence[tuple[str, str]]) -> bytes:
    """A page as a searchset: matches, what comes along, and what was left out; bodies go in as they are."""
    head: Json = {"resourceType": "Bundle", "type": "searchset"}
    if page.total is not None:
        head["total"] = page.total
    head["link"] = [{"relation": relation, "url": url} for relation, url in links]
    shown = [(b"match", one) for one in page.entries] + [(b"include", one) for one in page.included]
    entries = [
        b'{"fullUrl":%b,"resource":%b,"search":{"mode":"%b"}}'
        % (parse_json.dumps(f"{base_url}/{one.type}/{one.id}"), one.body, mode)
        for mode, one in shown
    ]
    if page.notes:
        said: Json = {
            "resourceType": "OperationOutcome",
            "issue": [outcome.issue_of(one) for one in page.notes],
        }
        entries.append(parse_json.dumps({"resource": said, "search": {"mode": "outcome"}}))
    return with_entries(head, entries)


def history(found: Sequence[Stored], *, base_url: str, links: Sequence[tuple[str, str]]) -> bytes:
    """Versions as a history Bundle, newest first; a deletion has a request and no resource."""
    head: Json = {"resourceType": "Bundle", "type": "history"}
    head["link"] = [{"relation": relation, "url": url} for relation, url in links]
    entries = []
    for one in found:
        method = "DELETE" if one.deleted else "PUT" if one.version > 1 else "POST"
        url = one.type if method == "POST" else f"{one.type}/{one.id}"
        tail: Json = {
            "request": {"method": method, "url": url},
            "response": {
                "status": "204" if one.deleted else "201" if one.version == 1 else "200",
                "etag": f'W/"{one.version}"',
                "lastModified": instant(one.updated_at),
            },
        }
        entries.append(_wrapped({"fullUrl": f"{base_url}/{one.type}/{one.id}"}, one.body, tail))
    return with_entries(head, entries)


def instant(at: datetime) -> str:
    """A FHIR instant to the millisecond, in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _wrapped(head: Json, body: bytes, tail: Json) -> bytes:
    middle = b',"resource":' + body if body else b""
    return parse_json.dumps(head)[:-1] + middle + b"," + parse_json.dumps(tail)[1:]


def with_entries(head: Json, entries: Sequence[bytes]) -> bytes:
    """A Bundle of entries that are JSON text already."""
    text = parse_json.dumps(head)
    return text[:-1] + b',"entry":[' + b",".join(entries) + b"]}" if entries else text
