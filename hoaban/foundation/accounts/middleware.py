"""Who asks, in which language, and may they: for every page, before its view is called.

Sets on the request: ``request_id``, ``actor`` (None when not signed in, or not wholly), ``account``, and ``present``
(the session, also of somebody who still owes a second factor). Enforces what the view declares (see ``kernel.guard``); a
view that declares nothing is never called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hoaban.foundation.accounts.api.session import SESSION, address_of
from hoaban.foundation.accounts.queries.sessions import Present, present
from hoaban.foundation.accounts.queries.tokens import actor_of_token
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.stages import LOCK
from hoaban.foundation.accounts.services import locking, sessions
from hoaban.foundation.accounts.services.attempts import VISITOR
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import PUBLIC, SIGN_IN
from hoaban.kernel.ids import uuid7
from hoaban.ui import errors

REQUEST_ID = "hoaban.request_id"
"""Where the server in front leaves the id of the request."""
AUTOMATIC = "X-Automatic"
"""Header of requests that a page makes by itself (progress, live figures): they do not keep a session alive."""
PAGES = {
    "lock": "accounts:locked",
    "second": "accounts:second",
    "enrol": "accounts:factors",
    "password": "accounts:password",
}
"""Where one gives what a stage of signing in asks for."""
_NOTE_EVERY = timedelta(seconds=30)


class Access:
    """Stands after Django's session middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        asks: Any = request
        asks.request_id = request.META.get(REQUEST_ID) or str(uuid7(now))
        asks.actor = asks.account = asks.present = None
        asks.went_idle = False
        _recognise(asks, now)
        language = _language(asks)
        with translation.override(language):
            asks.LANGUAGE_CODE = language
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        if asks.present is not None or asks.actor is not None:
            # on a shared computer the next person must not find this page by going back
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _arguments: Any, _named: Any
    ) -> HttpResponse | None:
        """Let in, send to the sign-in page, or refuse."""
        needed = getattr(view, "needs", None)
        if needed is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not declare what it needs")
        asks: Any = request
        by_token = getattr(view, "by_token", False)
        if by_token:
            asks.actor, asks.account, asks.present = _actor_of_header(asks), None, None
        if needed == PUBLIC or _is_at(asks, getattr(view, "stages", ())):
            return None
        if asks.actor is None:
            return _unauthorised() if by_token else _hold_up(asks)
        if needed.startswith("stage:"):  # nothing is owed any more
            return HttpResponseRedirect(reverse("home"))
        if needed == SIGN_IN and not by_token and asks.present.owner is None:
            return HttpResponseRedirect(
                reverse("accounts:my")
            )  # pages of staff; a citizen has one of their own
        if needed != SIGN_IN and not asks.actor.may(needed):
            return _refuse(asks, needed, by_token=by_token)
        if getattr(view, "fresh", False) and not _is_fresh(asks.present):
            return _send(asks, "accounts:confirm", {"next": _way_back(asks)})
        return None

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """An expected failure becomes a page (or JSON) in its own words; everything else is Django's."""
        if not isinstance(failure, HoaBanError):
            return None
        view = request.resolver_match.func if request.resolver_match else None
        if getattr(view, "by_token", False) or request.content_type == "application/json":
            return _as_json(failure.message_vi, failure.message_en, code=failure.code, status=failure.status)
        return errors.failure_page(request, failure)


def _recognise(asks: Any, now: datetime) -> None:
    """Find the session that the browser names, its account and actor, unless it lay idle or was open too long."""
    named = asks.session.get(SESSION)
    if named is None:
        return
    found = present(named, address_of(asks), now, asks.request_id)
    if found is None:
        asks.session.flush()
        return
    limits = measures(clock.vietnam_day(now))
    is_idle = found.is_idle(now, limits)
    may_be_locked = found.is_whole and found.owner is not None
    if found.is_over(now, limits) or (is_idle and not may_be_locked):
        sessions.end_session(actor=found.actor, session=found.session, now=now, why="idle")
        asks.session.flush()
        asks.went_idle = True
        return
    if is_idle and found.stage != LOCK:  # what was being written stays on the screen, and waits for its owner
        locking.lock_session(actor=found.actor, session=found.session, why="idle", now=now)
        found = replace(found, stage=LOCK)
    asks.present = found
    if found.stage != LOCK and AUTOMATIC not in asks.headers and now - found.seen_at >= _NOTE_EVERY:
        sessions.note_seen(session=found.session, now=now)
    if found.stage:
        return
    if not found.is_whole:
        sessions.complete_session(actor=found.actor, session=found.session, devices=found.devices, now=now)
    asks.actor, asks.account = found.actor, found.owner


def _language(asks: Any) -> str:
    """What the person chose, else what this browser was set to, else Vietnamese."""
    owner = asks.present.owner if asks.present else None
    chosen = owner.language if owner else asks.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _actor_of_header(asks: Any) -> Actor | None:
    scheme, _, token = asks.headers.get("Authorization", "").partition(" ")
    return actor_of_token(token.strip(), asks.request_id) if scheme.lower() == "bearer" else None


def _is_at(asks: Any, stages: Any) -> bool:
    return asks.present is not None and bool(asks.present.stage) and asks.present.stage in stages


def _is_fresh(found: Present) -> bool:
    now = clock.now()
    return found.is_fresh(now, measures(clock.vietnam_day(now)))


def _refuse(asks: Any, needed: str, *, by_token: bool) -> HttpResponse:
    route = asks.resolver_match.view_name if asks.resolver_match else ""
    act, _colon, purpose = needed.partition(":")
    audit.write_refusal(actor=asks.actor or VISITOR, act=act, purpose=purpose, detail={"route": route})
    if by_token:
        return _as_json("Bạn không có quyền này.", "You may not do this.", code="forbidden", status=403)
    return errors.error_page(asks, 403)


def _hold_up(asks: Any) -> HttpResponse:
    """To the sign-in page, or to where one gives what is still owed."""
    back = {"next": _way_back(asks)}
    if asks.present is not None:
        if asks.present.stage == LOCK and _is_by_script(asks):
            return _as_json("Màn hình đang khóa.", "The screen is locked.", code="locked", status=423)
        return _send(asks, PAGES[asks.present.stage], back)
    return _send(asks, "accounts:sign-in", back | ({"idle": "1"} if asks.went_idle else {}))


def _is_by_script(asks: Any) -> bool:
    """Whether a page's script asks, which needs an answer and not another page."""
    by_hand = "text/html" in asks.headers.get("Accept", "text/html")
    return not by_hand or any(sign in asks.headers for sign in ("HX-Request", AUTOMATIC, "X-Layer"))


def _way_back(asks: Any) -> str:
    return asks.get_full_path() if asks.method == "GET" and "HX-Request" not in asks.headers else "/"


def _send(asks: Any, route: str, query: dict[str, str]) -> HttpResponse:
    address = f"{reverse(route)}?{urlencode(query)}"
    if "HX-Request" in asks.headers:  # a fragment must not swallow the sign-in page: htmx goes there
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _unauthorised() -> HttpResponse:
    response = _as_json(
        "Cần mã truy cập (bearer token) hợp lệ.", "A valid bearer token is needed.", code="login", status=401
    )
    response["WWW-Authenticate"] = 'Bearer realm="hoaban"'
    return response


def _as_json(message_vi: str, message_en: str, *, code: str, status: int) -> JsonResponse:
    return JsonResponse(
        {"code": code, "message_vi": message_vi, "message_en": message_en},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
