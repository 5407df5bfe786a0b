"""Who asks, in which language, and may they: for every page, before its view is called.

Sets on the request: ``request_id``, ``actor`` (None when not signed in) and ``account``. Enforces what the view
declares (see ``kernel.guard``); a view that declares nothing is never called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import account_of, actor_of_account
from hoaban.foundation.accounts.queries.tokens import actor_of_token
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services.sign_in import VISITOR, sign_out
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import PUBLIC, SIGN_IN
from hoaban.kernel.ids import uuid7
from hoaban.ui import errors

REQUEST_ID = "hoaban.request_id"
"""Where the server in front leaves the id of the request."""
SEEN = "seen_at"
"""In the session: Unix seconds of the last act of the person."""
OPENED = "opened_at"
"""In the session: Unix seconds of its first page."""
AUTOMATIC = "X-Automatic"
"""Header of requests that a page makes by itself (progress, live figures): they do not keep a session alive."""
_NOTE_EVERY = timedelta(seconds=30)


class Access:
    """Stands after Django's session and authentication middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = clock.now()
        asks: Any = request
        asks.request_id = request.META.get(REQUEST_ID) or str(uuid7(now))
        asks.actor = asks.account = None
        asks.went_idle = False
        _recognise(asks, now)
        language = _language(asks)
        with translation.override(language):
            asks.LANGUAGE_CODE = language
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        if asks.actor is not None:
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
            asks.actor, asks.account = _actor_of_header(asks), None
        if needed == PUBLIC:
            return None
        if asks.actor is None:
            return _unauthorised() if by_token else _to_sign_in(asks)
        if needed == SIGN_IN or asks.actor.may(needed):
            return None
        _write_refusal(asks, needed)
        if by_token:
            return _as_json("Bạn không có quyền này.", "You may not do this.", code="forbidden", status=403)
        return errors.error_page(request, 403)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """An expected failure becomes a page (or JSON) in its own words; everything else is Django's."""
        if not isinstance(failure, HoaBanError):
            return None
        view = request.resolver_match.func if request.resolver_match else None
        if getattr(view, "by_token", False):
            return _as_json(failure.message_vi, failure.message_en, code=failure.code, status=failure.status)
        return errors.failure_page(request, failure)


def _recognise(asks: Any, now: datetime) -> None:
    """Find the account of the session and its actor, unless it lay idle or was open too long."""
    if not asks.user.is_authenticated:
        return
    row: models.Account = asks.user
    actor = actor_of_account(row, now, asks.request_id)
    limits = measures(clock.vietnam_day(now))
    instant = now.timestamp()
    untouched = instant - asks.session.get(SEEN, instant)
    open_for = instant - asks.session.get(OPENED, instant)
    if untouched > limits.idle_limit(actor).total_seconds() or open_for > limits.session_hours * 3600:
        sign_out(actor=actor, now=now, why="idle")
        logout(asks)
        asks.went_idle = True
        return
    by_hand = AUTOMATIC not in asks.headers
    if SEEN not in asks.session:
        asks.session[SEEN] = asks.session[OPENED] = instant
    elif by_hand and untouched >= _NOTE_EVERY.total_seconds():
        asks.session[SEEN] = instant
    asks.actor, asks.account = actor, account_of(row)


def _language(asks: Any) -> str:
    """What the person chose, else what this browser was set to, else Vietnamese."""
    chosen = asks.account.language if asks.account else asks.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _actor_of_header(asks: Any) -> Actor | None:
    scheme, _, token = asks.headers.get("Authorization", "").partition(" ")
    return actor_of_token(token.strip(), asks.request_id) if scheme.lower() == "bearer" else None


def _write_refusal(asks: Any, needed: str) -> None:
    route = asks.resolver_match.view_name if asks.resolver_match else ""
    audit.write_refusal(actor=asks.actor or VISITOR, act=needed, detail={"route": route})


def _to_sign_in(asks: Any) -> HttpResponse:
    back = asks.get_full_path() if asks.method == "GET" and "HX-Request" not in asks.headers else "/"
    query = {"next": back} | ({"idle": "1"} if asks.went_idle else {})
    address = f"{reverse('accounts:sign-in')}?{urlencode(query)}"
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
