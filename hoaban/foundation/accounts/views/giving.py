"""Give a role: to whom, which, where, from when to when, why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.naming import place_name
from hoaban.foundation.accounts.rules.giving import GRANT, manages_everywhere, needs_second
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.services import assigning
from hoaban.foundation.accounts.views.home import RIGHTS
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import needs
from hoaban.kernel.vietnamese import sort_key
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, said, tell
from hoaban.ui.home import home_links


@needs(GRANT)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form; then what was given, which may wait for a second officer."""
    actor, status = actor_of(request), 200
    today = clock.vietnam_day(clock.now())
    lists = _lists(actor, today)
    first = {"account": request.GET.get("account", "")[:60], "starts_on": today}
    form = forms.Give(request.POST or None, initial=first, lists=lists)
    if not manages_everywhere(actor):
        del form.fields["rights"]
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _given(request, _assign(actor, form.cleaned_data), form.cleaned_data)
            except HoaBanError as refused:
                tell(form, refused, at={"username": "account"}.get(refused.place, ""))
                status = refused.status
    title = _("Giao vai trò")
    values = {
        "title": title,
        "lead": _(
            "Giao cho đúng một người, đúng việc, đúng nơi, trong thời gian cần. Không ai tự giao cho mình."
        ),
        "form": form,
        "others": [link for link in home_links(actor) if link.needs == GRANT],
        "crumbs": (parts.Crumb(_("Vai trò"), reverse("accounts:assignments")), parts.Crumb(title)),
    }
    return render(request, "accounts/give.html", values, status=status)


def _assign(actor: Actor, given: dict[str, Any]) -> int:
    kind, _colon, code = given["scope"].partition(":")
    return assigning.assign(
        actor=actor, username=given["account"].strip().lower(), role=given["role"], scope=Scope(kind, code),
        rights=given.get("rights", ()), period=(given["starts_on"], given["ends_on"]), reason=given["reason"],
        now=clock.now(),
    )  # fmt: skip


def _given(request: HttpRequest, number: int, given: dict[str, Any]) -> HttpResponse:
    if needs_second(actor_of(request), given["role"], given.get("rights", ())):
        messages.info(request, _("Đã ghi. Vai trò có hiệu lực khi một cán bộ quản lý tài khoản khác đồng ý."))
    else:
        messages.success(request, _("Đã giao vai trò."))
    return HttpResponseRedirect(reverse("accounts:assignment", args=[number]))


def _lists(actor: Actor, today: date) -> dict[str, Any]:
    everywhere = manages_everywhere(actor)
    able = {key: one for key, one in roles().items() if everywhere or one.by_unit}
    chosen = [(key, said(one.name_vi, one.name_en)) for key, one in able.items()]
    rights = [(right, _(words)) for right, words in RIGHTS.items()]
    return {"role": chosen, "scope": list(_scopes(actor, today)), "rights": rights}


def _scopes(actor: Actor, today: date) -> Iterator[tuple[str, Any]]:
    """The places where the officer gives roles, by name."""
    if not manages_everywhere(actor):
        for one in actor.scopes(GRANT):
            yield f"{one.kind}:{one.code}", place_name(one, today)
            yield from _departments(today, one.code)
        return
    yield "all:", _("Toàn tỉnh")
    communes = [(f"commune:{one.code}", one.full_name) for one in places.communes(today)]
    yield _("Xã, phường"), sorted(communes, key=lambda pair: sort_key(pair[1]))
    facilities = [(f"facility:{one.code}", one.name) for one in places.facilities(today)]
    yield _("Cơ sở y tế"), sorted(facilities, key=lambda pair: sort_key(pair[1]))
    yield _("Khoa, phòng"), _departments(today)


def _departments(today: date, facility_code: str = "") -> list[tuple[str, str]]:
    """The departments of a day (of one facility), each facility's together."""
    open_now = places.department_names(today, is_open=True)
    wanted = [code for code in open_now if code.startswith(f"{facility_code}." if facility_code else "")]
    return [(f"department:{code}", open_now[code]) for code in wanted]
