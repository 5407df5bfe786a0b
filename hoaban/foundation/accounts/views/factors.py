"""One's own second factors: the authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.factors import factors_of
from hoaban.foundation.accounts.rules import totp
from hoaban.foundation.accounts.rules.stages import ENROL
from hoaban.foundation.accounts.services import factors as services
from hoaban.foundation.accounts.services import passkeys, sessions
from hoaban.foundation.accounts.views import ceremony
from hoaban.foundation.accounts.views.asking import say_why, site_of, who
from hoaban.kernel import clock, sealing
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import needs_fresh_sign_in

_SECRET = "app_secret"  # noqa: S105 - the name of a place
"""In the session, sealed: the secret of an app that has not shown yet that it has it."""


@needs_fresh_sign_in(ENROL)
@require_safe
def factors(request: HttpRequest) -> HttpResponse:
    """What I prove with besides the password, and what I may add."""
    here = who(request)
    values = {
        "has": factors_of(here.account.id),
        "must": here.stage == ENROL,
        "most": passkeys.MOST,
        "site": site_of(request),
    }
    return render(request, "accounts/factors.html", values)


@needs_fresh_sign_in(ENROL)
@never_cache
@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """A new authenticator app: scan, then type the code that it shows."""
    here = who(request)
    secret = _new_secret(request) if request.method == "GET" else _kept_secret(request)
    form = forms.AppCode(request.POST if request.method == "POST" else None)
    values = {
        "address": totp.address_of(secret, here.account.username),
        "secret": totp.spelled(secret),
        "hint": services.code_for_trial(account_id=here.account.id, now=clock.now(), secret=secret),
    }
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "accounts/app.html", {"form": form, **values}, status=status)
    try:
        services.add_app(actor=here.actor, secret=secret, code=form.cleaned_data["code"], now=clock.now())
    except HoaBanError as refused:
        return render(request, "accounts/app.html", say_why(form, refused, **values), status=refused.status)
    del request.session[_SECRET]
    sessions.note_proof(session=here.session, proof="totp", now=clock.now())
    messages.success(request, _("Đã thêm ứng dụng xác thực."))
    return HttpResponseRedirect(reverse("accounts:codes"))


@needs_fresh_sign_in(ENROL)
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser is told to make a passkey of."""
    here = who(request)
    options, state = passkeys.begin_adding(
        actor=here.actor, display_name=here.account.display_name, site=site_of(request)
    )
    return ceremony.begin(request, "add", options, state)


@needs_fresh_sign_in(ENROL)
@require_POST
def add_passkey(request: HttpRequest) -> JsonResponse:
    """The passkey that the browser made."""
    here, now = who(request), clock.now()
    told = ceremony.read(request, "add")
    name = told.name.strip()[:60] or _("Khóa truy cập")
    passkeys.add_passkey(
        actor=here.actor, site=site_of(request), state=told.state, answer=told.answer, name=name, now=now
    )
    sessions.note_proof(session=here.session, proof="passkey", now=now)
    messages.success(request, _("Đã thêm khóa truy cập."))
    has_codes = factors_of(here.account.id).codes_left > 0
    return JsonResponse({"next": reverse("accounts:factors" if has_codes else "accounts:codes")})


@needs_fresh_sign_in()
@never_cache
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes: made when asked for, shown this once, to be printed."""
    here = who(request)
    made = services.make_codes(actor=here.actor, now=clock.now()) if request.method == "POST" else []
    values = {"made": made, "has": factors_of(here.account.id), "account": here.account}
    return render(request, "accounts/codes.html", values)


@needs_fresh_sign_in()
@require_POST
def remove_factor(request: HttpRequest) -> HttpResponse:
    """Take one away; who must have one is led to set up another at once."""
    chosen = request.POST.get("passkey", "")
    passkey = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    services.remove_factor(actor=who(request).actor, passkey=passkey, now=clock.now())
    messages.success(request, _("Đã bỏ phương tiện xác thực."))
    return HttpResponseRedirect(reverse("accounts:factors"))


def _new_secret(request: HttpRequest) -> bytes:
    secret = totp.new_secret()
    request.session[_SECRET] = sealing.seal(secret, about=_SECRET).hex()
    return secret


def _kept_secret(request: HttpRequest) -> bytes:
    """The secret that the page has shown; a new one (which no code can fit) when that page is too old."""
    kept = request.session.get(_SECRET)
    return sealing.unseal(bytes.fromhex(kept), about=_SECRET) if kept else _new_secret(request)
