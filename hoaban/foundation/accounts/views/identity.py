"""Signing in by an identity provider: there, back, and the citizen's own first page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hoaban.connect import identity
from hoaban.foundation.accounts.api import session
from hoaban.foundation.accounts.queries.identity import provider_of
from hoaban.foundation.accounts.queries.sessions import OWN_RECORD
from hoaban.foundation.accounts.services import vouched
from hoaban.foundation.accounts.views.asking import request_id, way_back, who, words_of
from hoaban.foundation.accounts.views.home import Way
from hoaban.kernel import clock
from hoaban.kernel.guard import needs, open_to_all
from hoaban.ui.home import home_links

_KEPT = "identity"
_SECONDS = 600


@open_to_all
@never_cache
@require_safe
def go(request: HttpRequest, key: str, audience: str) -> HttpResponse:
    """Off to the provider; what comes back is held to what was begun here."""
    provider, _fetch = provider_of(key, audience)
    address, started = identity.begin(provider, back=_back_address(request, key))
    request.session[_KEPT] = {
        "key": key,
        "audience": audience,
        "started": asdict(started),
        "next": request.GET.get("next", ""),
        "at": clock.now().timestamp(),
    }
    return HttpResponseRedirect(address)


@open_to_all
@never_cache
@require_safe
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Back from the provider: in, or a page that says why not."""
    kept: dict[str, Any] = request.session.pop(_KEPT, None) or {}
    now = clock.now()
    if kept.get("key") != key or now.timestamp() - kept["at"] > _SECONDS:
        return _not_in(request, _("Lần đăng nhập này đã cũ. Hãy bắt đầu lại."), 400)
    provider, fetch = provider_of(key, kept["audience"])
    try:
        claims = identity.finish(
            provider,
            identity.Started(**kept["started"]),
            request.GET.dict(),
            back=_back_address(request, key),
            fetch=fetch,
        )
        browser = vouched.Browser(
            session.mark_of(request),
            request.headers.get("User-Agent", ""),
            session.address_of(request),
            request_id(request),
        )
        opened, mark = vouched.let_in(
            provider=provider, audience=kept["audience"], claims=claims, browser=browser, now=now
        )
    except identity.NotProved:
        return _not_in(request, _("Nơi định danh không xác nhận được bạn. Hãy thử lại sau."), 403)
    except vouched.NobodyHere as refused:
        return _not_in(request, words_of(refused), refused.status)
    session.bind(request, opened)
    home = reverse("home") if kept["audience"] == "staff" else reverse("accounts:my")
    wanted = kept["next"] if kept["audience"] == "staff" else ""
    response = HttpResponseRedirect(way_back(request, wanted) if wanted else home)
    session.keep_mark(response, mark)
    return response


@needs(OWN_RECORD)
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Where a citizen arrives: the pages about themself."""
    here = who(request)
    ways = [
        Way(str(link.label), str(link.note), reverse(link.route), link.icon)
        for link in home_links(here.actor)
        if link.needs == OWN_RECORD
    ]
    return render(request, "accounts/my.html", {"name": here.name, "ways": ways})


def _not_in(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "accounts/not_in.html", {"why": why}, status=status)


def _back_address(request: HttpRequest, key: str) -> str:
    return request.build_absolute_uri(reverse("accounts:back", args=[key]))
