"""What is done for every request, whichever way it goes in (pages or ``/fhir/R4``): an id, one log line, figures.

The line names the route, never the path or the query: those carry names and numbers of people.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPMethod
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from hoaban.kernel import clock
from hoaban.kernel.ids import uuid7
from hoaban.ops.runtime import logs, metrics

logger = logging.getLogger("hoaban.requests")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApplication = Callable[[Environ, StartResponse], Iterable[bytes]]

REQUEST_ID = "hoaban.request_id"
"""In the WSGI environ: the id of this request, for the actor and the trail."""
ROUTE = "hoaban.route"
"""In the WSGI environ: the name of what answers, set by whoever finds it (``chart:record``, ``fhir:read``)."""
ACTOR = "hoaban.actor_id"
"""In the WSGI environ: the id of the account or client that asks, once known."""

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset(one.value for one in HTTPMethod)
_SCHEMES = frozenset({"http", "https"})
_QUIET = frozenset({"ops:healthz", "ops:metrics", "static"})


def watched(application: WsgiApplication) -> WsgiApplication:
    """``application`` with a request id in and out, one log line and figures for each answer."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun = time.perf_counter()
        _believe_the_proxy(environ)
        request_id = _request_id(environ)
        environ[REQUEST_ID] = environ["HTTP_X_REQUEST_ID"] = request_id
        token = logs.request_id.set(request_id)
        status = [500]

        def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            status[0] = int(line[:3])
            known = {name.lower() for name, _ in headers}
            more = {"X-Request-ID": request_id, **_only_by_tls(environ)}
            headers += [(name, value) for name, value in more.items() if name.lower() not in known]
            return start_response(line, headers, exc_info)

        try:
            return _as_list(application(environ, start))
        finally:
            _note(environ, status[0], time.perf_counter() - begun)
            logs.request_id.reset(token)

    return answer


def _believe_the_proxy(environ: Environ) -> None:
    """The trusted proxy ends TLS in front of us and says whether there was any; nobody else is heard."""
    said = environ.get("HTTP_X_FORWARDED_PROTO", "")
    if settings.TRUSTED_PROXY and environ.get("REMOTE_ADDR") == settings.TRUSTED_PROXY and said in _SCHEMES:
        environ["wsgi.url_scheme"] = said


def _only_by_tls(environ: Environ) -> dict[str, str]:
    """Browsers come back by TLS only: said with every answer that went by it, also those of the record."""
    if not settings.SECURE_HSTS_SECONDS or environ.get("wsgi.url_scheme") != "https":
        return {}
    return {"Strict-Transport-Security": f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"}


def _request_id(environ: Environ) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN_ID.fullmatch(given) else str(uuid7(clock.now()))


def _as_list(body: Iterable[bytes]) -> Iterable[bytes]:
    """A finished page as a list, which the server sends at once instead of asking piece by piece."""
    if isinstance(body, HttpResponse) and not body.streaming:
        content = [body.content]
        body.close()
        return content
    return body


def _note(environ: Environ, status: int, seconds: float) -> None:
    route = environ.get(ROUTE) or (
        "static" if environ.get("PATH_INFO", "").startswith("/static/") else "unknown"
    )
    metrics.observe(route, status, seconds)
    if route in _QUIET and status < 500:
        return
    method = environ.get("REQUEST_METHOD", "")
    facts = {
        "route": route,
        "method": method if method in _METHODS else "other",
        "status": status,
        "ms": round(seconds * 1000, 1),
        "actor": environ.get(ACTOR, ""),
    }
    logger.info("request", extra={"facts": facts})
