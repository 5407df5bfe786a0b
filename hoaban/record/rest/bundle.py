"""Bundles: a transaction becomes entries for the door, and answers become bundles without parsing bodies again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hoaban.kernel import ids
from hoaban.kernel.errors import Invalid
from hoaban.record.engine import parse_json
from hoaban.record.rest import outcome
from hoaban.record.rest.http import version_in
from hoaban.record.shapes import Entry, Json, Page, Stored, Written

MAX_ENTRIES = 5000
_PHRASES = {"created": "201 Created", "updated": "200 OK", "unchanged": "200 OK", "deleted": "204 No Content"}


class NotSupported(Invalid):
    """Part of the standard that this server does not do (yet); named, never ignored."""

    status = 422
    code = "not-supported"


def entries_of(bundle: Json, *, now: datetime) -> list[Entry]:
    """The acts of a transaction Bundle, with ids given to new resources and ``urn:uuid`` references resolved.

    :raises Invalid: not a transaction, or an entry that cannot be understood (named by its position).
    """
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "transaction":
        raise NotSupported(
            "Địa chỉ gốc chỉ nhận Bundle loại transaction.",
            "The base takes a Bundle of type transaction.",
            place="Bundle.type",
        )
    listed = bundle.get("entry", [])
    if not isinstance(listed, list) or len(listed) > MAX_ENTRIES:
        raise Invalid(
            f"Nhiều nhất {MAX_ENTRIES} mục.", f"At most {MAX_ENTRIES} entries.", place="Bundle.entry"
        )
    acts = [_act(entry, f"Bundle.entry[{position}]", now) for position, entry in enumerate(listed)]
    names = {full_url: f"{act.type}/{act.id}" for full_url, act in acts if full_url.startswith("urn:")}
    if len(names) != sum(full_url.startswith("urn:") for full_url, _ in acts):
        raise Invalid("fullUrl bị trùng.", "A fullUrl appears twice.", place="Bundle.entry.fullUrl")
    return [
        Entry(
            act.method,
            act.type,
            act.id,
            _resolved(act.resource, names) if act.resource else None,
            act.if_match,
        )
        for _, act in acts
    ]


def _act(entry: Any, place: str, now: datetime) -> tuple[str, Entry]:
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict):
        raise Invalid("Mục thiếu request.", "The entry has no request.", place=place)
    method, url = request.get("method"), request.get("url")
    unsupported = {"ifNoneMatch", "ifModifiedSince", "ifNoneExist"} & set(request)
    if method not in ("POST", "PUT", "DELETE") or unsupported or not isinstance(url, str) or "?" in url:
        raise NotSupported(
            "Mục này dùng một cách chưa được hỗ trợ.",
            "The entry uses something that is not supported.",
            place=f"{place}.request",
        )
    resource = entry.get("resource")
    if method != "DELETE" and not isinstance(resource, dict):
        raise Invalid("Mục thiếu resource.", "The entry has no resource.", place=f"{place}.resource")
    parts = url.strip("/").split("/")
    if len(parts) != (1 if method == "POST" else 2):
        raise Invalid(
            "Địa chỉ của mục không đúng.", "The entry's url is not right.", place=f"{place}.request.url"
        )
    fhir_id = str(ids.uuid7(now)) if method == "POST" else parts[1]
    full_url = entry.get("fullUrl", "")
    act = Entry(method, parts[0], fhir_id, resource, version_in(request.get("ifMatch")))
    return full_url if isinstance(full_url, str) else "", act


def _resolved(value: Any, names: dict[str, str]) -> Any:
    """A copy in which every string that is a known ``urn:`` name has become ``Type/id``."""
    if isinstance(value, dict):
        return {name: _resolved(part, names) for name, part in value.items()}
    if isinstance(value, list):
        return [_resolved(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value


def transaction_response(written: Sequence[Written]) -> bytes:
    """What became of each entry, in their order."""
    entries: list[Json] = []
    for one in written:
        response: Json = {"status": _PHRASES[one.outcome], "lastModified": instant(one.updated_at)}
        if one.version:
            response["etag"] = f'W/"{one.version}"'
            response["location"] = f"{one.type}/{one.id}/_history/{one.version}"
        entries.append({"response": response})
    return parse_json.dumps({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


def searchset(page: Page, *, base_url: str, links: Sequence[tuple[str, str]]) -> bytes:
    """A page as a searchset: matches, what comes along, and what was left out; bodies go in as they are."""
    head: Json = {"resourceType": "Bundle", "type": "searchset"}
    if page.total is not None:
        head["total"] = page.total
    head["link"] = [{"relation": relation, "url": url} for relation, url in links]
    shown = [("match", one) for one in page.entries] + [("include", one) for one in page.included]
    entries = [
        _wrapped({"fullUrl": f"{base_url}/{one.type}/{one.id}"}, one.body, {"search": {"mode": mode}})
        for mode, one in shown
    ]
    if page.notes:
        said: Json = {
            "resourceType": "OperationOutcome",
            "issue": [outcome.issue_of(one) for one in page.notes],
        }
        entries.append(parse_json.dumps({"resource": said, "search": {"mode": "outcome"}}))
    return _with_entries(head, entries)


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
    return _with_entries(head, entries)


def instant(at: datetime) -> str:
    """A FHIR instant to the millisecond, in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _wrapped(head: Json, body: bytes, tail: Json) -> bytes:
    middle = b',"resource":' + body if body else b""
    return parse_json.dumps(head)[:-1] + middle + b"," + parse_json.dumps(tail)[1:]


def _with_entries(head: Json, entries: Sequence[bytes]) -> bytes:
    text = parse_json.dumps(head)
    return text[:-1] + b',"entry":[' + b",".join(entries) + b"]}" if entries else text
