"""The session of a browser: bind it to somebody who signed in, and where the browser is."""

from __future__ import annotations

from ipaddress import ip_address
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token

SESSION = "session"
"""In Django's session: the id of ours. Nothing else says who somebody is."""
_YEAR = 365 * 24 * 3600


def bind(request: HttpRequest, session: UUID) -> None:
    """From now on this browser is that session; whatever was planted in it before is gone."""
    request.session.flush()
    request.session[SESSION] = str(session)
    rotate_token(request)


def mark_of(request: HttpRequest) -> str:
    """By what this device is known again."""
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")


def keep_mark(response: HttpResponse, mark: str) -> None:
    """Leave the mark in the browser for a year."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        mark,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def address_of(request: HttpRequest) -> str:
    """The network address that asks; a trusted proxy in front names it in the last place of its header."""
    direct: str = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    if not settings.TRUSTED_PROXY or direct != settings.TRUSTED_PROXY:
        return direct
    try:
        return str(ip_address(request.headers.get("X-Forwarded-For", direct).rpartition(",")[2].strip()))
    except ValueError:
        return direct
