"""My PIN on this device."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.devices import has_pin
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services import locking
from hoaban.foundation.accounts.views.asking import say_why, who
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import needs_fresh_sign_in


@needs_fresh_sign_in()
@sensitive_post_parameters("pin", "again")
@require_http_methods(["GET", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Set it, or take it away."""
    here, now = who(request), clock.now()
    if request.POST.get("act") == "remove":
        locking.remove_pin(session=here.session, actor=here.actor, now=now)
        messages.success(request, _("Đã bỏ mã PIN của máy này."))
        return HttpResponseRedirect(reverse("accounts:pin"))
    form = forms.Pin(request.POST if request.method == "POST" else None)
    values = {"has_pin": has_pin(here.session), "limits": measures(clock.vietnam_day(now))}
    if not form.is_valid():
        return render(
            request, "accounts/pin.html", {"form": form, **values}, status=400 if form.is_bound else 200
        )
    try:
        locking.set_pin(session=here.session, actor=here.actor, pin=form.cleaned_data["pin"], now=now)
    except HoaBanError as refused:
        return render(request, "accounts/pin.html", say_why(form, refused, **values), status=refused.status)
    messages.success(request, _("Đã đặt mã PIN cho máy này."))
    return HttpResponseRedirect(reverse("accounts:account"))
