"""The WSGI callable of ``/fhir/R4``: limits, token, routing, answer. No Django middleware, no session, no cookie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from http import HTTPMethod, HTTPStatus
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db import close_old_connections, connection
from django.http.request import split_domain_port, validate_host

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor, ActorKind, Purpose
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.record.engine import db
from hoaban.record.rest import failures, formats, interactions, throttle
from hoaban.record.rest.formats import Format
from hoaban.record.rest.http import BASE_PATH, Request, Response

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

MAX_BODY = 20 * 1024 * 1024
_METHODS = frozenset(one.value for one in HTTPMethod)
_REQUEST_ID = re.compile(r"[A-Za-z0-9\-]{8,64}")
_NOBODY = Actor(id="anonymous", kind=ActorKind.CLIENT, label="anonymous")


class Unauthenticated(NotAllowed):
    """No valid bearer token came with the call."""

    status = 401
    code = "login"


class TooLarge(Invalid):
    """The body is over the limit."""

    status = 413
    code = "too-long"


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one call under ``/fhir/R4``."""
    # the server's request log writes one line for every answer and finds the route here
    environ["hoaban.route"] = _route(environ["REQUEST_METHOD"])
    given = environ.get("HTTP_X_REQUEST_ID", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else str(ids.uuid7(clock.now()))
    response, shown = _answered(environ, request_id)
    headers = [
        ("Content-Type", response.content_type or shown.content_type),
        ("Content-Length", str(len(response.body))),
        ("X-Request-Id", request_id),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        *response.headers,
    ]
    if response.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", 'Bearer realm="fhir"'))
    start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]


def _route(method: str) -> str:
    """A label of the figures, which keep each one for good: no caller makes a new one."""
    return f"fhir:{method.lower()}" if method in _METHODS else "fhir:other"


def _answered(environ: Environ, request_id: str) -> tuple[Response, Format]:
    """The answer, written in the format that was asked for; a failure to understand which is answered in JSON."""
    shown = Format()

    def work() -> Response:
        nonlocal shown
        db.drop_dead_connection()
        accept, query = environ.get("HTTP_ACCEPT", ""), environ.get("QUERY_STRING", "")
        path = _path(environ)
        as_bytes = environ["REQUEST_METHOD"] in ("GET", "HEAD") and path[:1] == ("Binary",) and len(path) > 1
        if not as_bytes or formats.names_fhir(accept, query):
            shown = formats.asked(accept, query)
        return interactions.answer(_request(environ, path, request_id))

    try:
        answer = failures.answered(work, request_id)
        if answer.content_type or shown == Format():
            return answer, shown
        in_format = failures.answered(
            lambda: replace(answer, body=formats.written(answer.body, shown)), request_id
        )
        return in_format, shown if in_format.status == answer.status else Format()
    finally:
        if not connection.in_atomic_block:
            close_old_connections()


def _path(environ: Environ) -> tuple[str, ...]:
    raw = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return tuple(unquote(part) for part in raw[len(BASE_PATH) :].strip("/").split("/") if part)


def _request(environ: Environ, path: tuple[str, ...], request_id: str) -> Request:
    host = environ.get("HTTP_HOST", "")
    if not _is_ours(host, tuple(settings.ALLOWED_HOSTS)):
        raise Invalid("Tên máy chủ không được chấp nhận.", "This host name is not accepted.", place="Host")
    query = environ.get("QUERY_STRING", "")
    headers = {
        name[5:].lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    headers["x-request-id"] = request_id
    actor = _actor(headers, path, request_id)
    environ["hoaban.actor_id"] = actor.id
    throttle.take(actor.id)
    base_url = f"{environ['wsgi.url_scheme']}://{host}{BASE_PATH}"
    method = environ["REQUEST_METHOD"]
    return Request(method, path, query, headers, _body(environ), base_url, actor, _purpose(headers))


@lru_cache(maxsize=500)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    return validate_host(split_domain_port(host)[0], allowed)


def _actor(headers: dict[str, str], path: tuple[str, ...], request_id: str) -> Actor:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    actor = accounts.actor_of_token(token.strip()) if scheme.lower() == "bearer" and token else None
    if actor is not None:
        return actor.in_request(request_id)
    if path == ("metadata",):
        return _NOBODY
    raise Unauthenticated(
        "Cần mã truy cập (bearer token) hợp lệ.", "A valid bearer token is needed.", place="Authorization"
    )


def _purpose(headers: dict[str, str]) -> Purpose:
    """Why the record is opened; ``X-Purpose-Of-Use`` carries a code of HL7 v3 PurposeOfUse, TREAT when absent."""
    try:
        return Purpose(headers.get("x-purpose-of-use", Purpose.TREATMENT))
    except ValueError:
        raise Invalid(
            "Mục đích sử dụng không có trong danh mục.", "Unknown purpose of use.", place="X-Purpose-Of-Use"
        ) from None


def _body(environ: Environ) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit():
        raise Invalid("Content-Length không đúng.", "Content-Length is not right.", place="Content-Length")
    if int(length) > MAX_BODY:
        raise TooLarge("Nội dung quá 20 MB.", "The body is over 20 MB.", place="body")
    body: bytes = environ["wsgi.input"].read(int(length)) if int(length) else b""
    if len(body) < int(length):
        raise Invalid("Nội dung gửi bị cắt ngang.", "The body was cut short.", place="body")
    return body
