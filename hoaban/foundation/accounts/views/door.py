"""Signing in and out, and the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.api import session
from hoaban.foundation.accounts.queries.identity import providers
from hoaban.foundation.accounts.rules.stages import LOCK
from hoaban.foundation.accounts.services import registering, sessions
from hoaban.foundation.accounts.services import sign_in as services
from hoaban.foundation.accounts.views.asking import request_id, say_why, way_back, who
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import open_to_all
from hoaban.ui.language import language as spoken

_YEAR = 365 * 24 * 3600


@open_to_all
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; who is signed in already goes home."""
    if request.method == "GET":
        present = getattr(request, "present", None)
        if present is not None and present.stage != LOCK:
            return HttpResponseRedirect(way_back(request, request.GET.get("next", "")))
        form = forms.SignIn(initial={"next": request.GET.get("next", "")})
        values = {**_ways(), "went_idle": "idle" in request.GET}
        return render(request, "accounts/sign_in.html", {"form": form, **values})
    form = forms.SignIn(request.POST)
    if not form.is_valid():
        return render(request, "accounts/sign_in.html", {"form": form, **_ways()}, status=400)
    address, now = session.address_of(request), clock.now()
    try:
        account = services.sign_in(
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            address=address,
            now=now,
            request_id=request_id(request),
        )
    except HoaBanError as refused:
        values = say_why(form, refused, **_ways())
        return render(request, "accounts/sign_in.html", values, status=refused.status)
    opened, mark = sessions.open_session(
        account=account,
        mark=session.mark_of(request),
        agent=request.headers.get("User-Agent", ""),
        address=address,
        proof="password",
        now=now,
    )
    session.bind(request, opened)
    response = HttpResponseRedirect(way_back(request, form.cleaned_data["next"]))
    session.keep_mark(response, mark)
    return response


def _ways() -> dict[str, object]:
    """Identity providers that the page offers."""
    return {
        audience: [(one.key, one.name(spoken())) for one in providers(audience)]
        for audience in ("citizens", "staff")
    }


@open_to_all
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, also one that still owes something; doing it twice does no harm."""
    if getattr(request, "present", None) is not None:
        present = who(request)
        sessions.end_session(actor=present.actor, session=present.session, now=clock.now())
    request.session.flush()
    messages.success(request, _("Bạn đã đăng xuất."))
    return HttpResponseRedirect(reverse("accounts:sign-in"))


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen: with the account, and in this browser for the sign-in page."""
    chosen = request.POST.get("language", "")
    registering.check_language(chosen)
    if getattr(request, "present", None) is not None and who(request).owner is not None:
        present = who(request)
        registering.choose_language(actor=present.actor, account_id=present.account.id, language=chosen)
    response = HttpResponseRedirect(way_back(request, request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
