"""The second factor of a sign-in, and the password asked once more before one changes how one signs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.api import session
from hoaban.foundation.accounts.queries.factors import factors_of
from hoaban.foundation.accounts.rules.stages import SECOND
from hoaban.foundation.accounts.services import factors, passkeys, sessions
from hoaban.foundation.accounts.services.sign_in import confirm_password
from hoaban.foundation.accounts.views import ceremony
from hoaban.foundation.accounts.views.asking import request_id, say_why, site_of, way_back, who
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import needs_sign_in, needs_stage


@needs_stage(SECOND)
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Asks for a code of the app, a recovery code, or a passkey: whatever the account has."""
    here = who(request)
    has = factors_of(here.account.id)
    values = {"has": has, "hint": factors.code_for_trial(account_id=here.account.id, now=clock.now())}
    if request.method == "GET":
        form = forms.Code(initial={"next": request.GET.get("next", "")})
        return render(request, "accounts/second.html", {"form": form, **values})
    form = forms.Code(request.POST)
    if not form.is_valid():
        return render(request, "accounts/second.html", {"form": form, **values}, status=400)
    try:
        factors.prove_by_code(
            session=here.session,
            account_id=here.account.id,
            typed=form.cleaned_data["code"],
            address=session.address_of(request),
            now=clock.now(),
            request_id=request_id(request),
        )
    except HoaBanError as refused:
        return render(
            request, "accounts/second.html", say_why(form, refused, **values), status=refused.status
        )
    session.bind(request, here.session)
    return HttpResponseRedirect(way_back(request, form.cleaned_data["next"]))


@needs_stage(SECOND)
@require_POST
def second_options(request: HttpRequest) -> JsonResponse:
    """What the browser asks of a passkey."""
    here = who(request)
    options, state = passkeys.begin_proving(accounts=(here.account.id,), site=site_of(request))
    return ceremony.begin(request, "second", options, state)


@needs_stage(SECOND)
@require_POST
def second_passkey(request: HttpRequest) -> JsonResponse:
    """What a passkey answered."""
    here = who(request)
    told = ceremony.read(request, "second")
    passkeys.prove_by_passkey(
        session=here.session,
        account_id=here.account.id,
        site=site_of(request),
        state=told.state,
        answer=told.answer,
        now=clock.now(),
        request_id=request_id(request),
    )
    session.bind(request, here.session)
    return JsonResponse({"next": way_back(request, told.next)})


@needs_sign_in
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Is it still you? Asked before one changes how one signs in."""
    here = who(request)
    if request.method == "GET":
        form = forms.Confirm(initial={"next": request.GET.get("next", "")})
        return render(request, "accounts/confirm.html", {"form": form})
    form = forms.Confirm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/confirm.html", {"form": form}, status=400)
    try:
        confirm_password(
            account_id=here.account.id,
            password=form.cleaned_data["password"],
            address=session.address_of(request),
            now=clock.now(),
            request_id=request_id(request),
        )
    except HoaBanError as refused:
        return render(request, "accounts/confirm.html", say_why(form, refused), status=refused.status)
    sessions.note_proof(session=here.session, now=clock.now())
    return HttpResponseRedirect(way_back(request, form.cleaned_data["next"]))
