"""Signing in and out, and the language."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.accounts import row_of
from hoaban.foundation.accounts.services import registering
from hoaban.foundation.accounts.services import sign_in as services
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import open_to_all

_BACKEND = "hoaban.foundation.accounts.services.backend.SessionBackend"
_YEAR = 365 * 24 * 3600


@open_to_all
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; who is signed in already goes home."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return HttpResponseRedirect(_safe(request, request.GET.get("next", "")))
        form = forms.SignIn(initial={"next": request.GET.get("next", "")})
        return render(request, "accounts/sign_in.html", {"form": form, "went_idle": "idle" in request.GET})
    form = forms.SignIn(request.POST)
    if not form.is_valid():
        return render(request, "accounts/sign_in.html", {"form": form}, status=400)
    try:
        account = services.sign_in(
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            address=_address(request),
            now=clock.now(),
            request_id=getattr(request, "request_id", ""),
        )
    except HoaBanError as refused:
        english = translation.get_language() == "en"
        form.add_error(None, refused.message_en if english else refused.message_vi)
        return render(request, "accounts/sign_in.html", {"form": form}, status=refused.status)
    login(request, row_of(account.id), backend=_BACKEND)
    return HttpResponseRedirect(_safe(request, form.cleaned_data["next"]))


@open_to_all
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; doing it twice does no harm."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None:
        services.sign_out(actor=actor, now=clock.now())
    logout(request)
    messages.success(request, _("Bạn đã đăng xuất."))
    return HttpResponseRedirect(reverse("accounts:sign-in"))


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen: with the account, and in this browser for the sign-in page."""
    chosen = request.POST.get("language", "")
    registering.check_language(chosen)
    account = getattr(request, "account", None)
    actor: Actor | None = getattr(request, "actor", None)
    if account is not None and actor is not None:
        registering.choose_language(actor=actor, account_id=account.id, language=chosen)
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _safe(request: HttpRequest, wanted: str) -> str:
    """An address within this site, else home."""
    here = {request.get_host()}
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, here, require_https=request.is_secure()
    ):
        return wanted
    return reverse("home")


def _address(request: HttpRequest) -> str:
    """The network address that asks; a trusted proxy in front names it in the last place of its header."""
    direct: str = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    if not settings.TRUSTED_PROXY or direct != settings.TRUSTED_PROXY:
        return direct
    try:
        return str(ip_address(request.headers.get("X-Forwarded-For", direct).rpartition(",")[2].strip()))
    except ValueError:
        return direct
