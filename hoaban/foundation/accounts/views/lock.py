"""The locked screen: in front of the page where scripts run, a page of its own where they do not."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts.api import session
from hoaban.foundation.accounts.queries.devices import occupants_of
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.stages import LOCK
from hoaban.foundation.accounts.services import locking, passkeys
from hoaban.foundation.accounts.services.sign_in import SignInRefused, confirm_password
from hoaban.foundation.accounts.views import ceremony
from hoaban.foundation.accounts.views.asking import request_id, site_of, way_back, who, words_of
from hoaban.kernel import clock
from hoaban.kernel.guard import needs_sign_in, needs_sign_in_or, needs_stage
from hoaban.ui.language import language

LAYER = "X-Layer"
"""Header of what the script of the layer asks: it wants a part of a page, not a page."""
LOCKED = 423


@needs_sign_in_or(LOCK)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock now."""
    here = who(request)
    locking.lock_session(actor=here.actor, session=here.session, why=_why(request), now=clock.now())
    if LAYER in request.headers:
        return _show(request, "accounts/lock_forms.html", status=200)
    back = urlencode({"next": way_back(request, request.POST.get("next", ""))})
    return HttpResponseRedirect(f"{reverse('accounts:locked')}?{back}")


@needs_stage(LOCK)
@never_cache
@require_safe
def locked(request: HttpRequest) -> HttpResponse:
    """How to unlock, and nothing else."""
    if LAYER in request.headers:
        return _show(request, "accounts/lock_forms.html", status=200)
    return _show(request, "accounts/locked.html", status=LOCKED)


@needs_stage(LOCK)
@sensitive_post_parameters("pin", "password")
@never_cache
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """By the PIN of somebody of this device, or by the password of who sat there."""
    here, now = who(request), clock.now()
    try:
        if "password" in request.POST:
            confirm_password(
                account_id=here.account.id,
                password=request.POST["password"][:200],
                address=session.address_of(request),
                now=now,
                request_id=request_id(request),
            )
            locking.unlock_own(session=here.session, actor=here.actor, now=now)
            goes_on = here.session
        else:
            chosen = request.POST.get("account", "")
            account = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
            goes_on = locking.unlock_by_pin(
                session=here.session, account=account, pin=request.POST.get("pin", "")[:20], now=now
            )
    except (SignInRefused, locking.UnlockRefused) as refused:
        template = "lock_forms" if LAYER in request.headers else "locked"
        return _show(request, f"accounts/{template}.html", status=refused.status, wrong=words_of(refused))
    to = _enter(request, goes_on, request.POST.get("next", ""))
    return JsonResponse(to) if LAYER in request.headers else HttpResponseRedirect(str(to["next"]))


@needs_stage(LOCK)
@require_POST
def unlock_options(request: HttpRequest) -> JsonResponse:
    """What the browser asks of a passkey of anybody of this device."""
    here, now = who(request), clock.now()
    people = occupants_of(here.session, now=now, limits=measures(clock.vietnam_day(now)))
    options, state = passkeys.begin_proving(accounts=[one.account for one in people], site=site_of(request))
    return ceremony.begin(request, "unlock", options, state)


@needs_stage(LOCK)
@require_POST
def unlock_passkey(request: HttpRequest) -> JsonResponse:
    """What a passkey answered: it also says who is there."""
    here = who(request)
    told = ceremony.read(request, "unlock")
    goes_on = locking.unlock_by_passkey(
        session=here.session, site=site_of(request), state=told.state, answer=told.answer, now=clock.now()
    )
    return JsonResponse(_enter(request, goes_on, told.next))


@needs_sign_in
@require_POST
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - that it came is all it says
    """Somebody is typing, though nothing was sent yet."""
    return HttpResponse(status=204)


def _enter(request: HttpRequest, goes_on: UUID, wanted: str) -> dict[str, object]:
    """The owner stays where they were (forms on the page stay good); another person begins at home, in a session of
    their own."""
    same = goes_on == who(request).session
    if not same:
        session.bind(request, goes_on)
    return {"same": same, "next": way_back(request, wanted) if same else reverse("home")}


def _show(request: HttpRequest, template: str, *, status: int, wrong: str = "") -> HttpResponse:
    here, now = who(request), clock.now()
    people = occupants_of(here.session, now=now, limits=measures(clock.vietnam_day(now)))
    values = {
        "owner": here.account,
        "people": [(one, one.post(language())) for one in people],
        "pins": any(one.has_pin for one in people),
        "passkeys": any(one.has_passkey for one in people),
        "wrong": wrong,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, template, values, status=status)


def _why(request: HttpRequest) -> str:
    return "idle" if request.headers.get(LAYER) == "idle" else "asked"
