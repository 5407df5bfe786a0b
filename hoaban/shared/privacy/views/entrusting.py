"""Give a role for one person: find exactly whom, then to whom, for which facility, until when, on what paper."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.vietnamese import sort_key
from hoaban.shared.people import api as people
from hoaban.shared.privacy import policies, services
from hoaban.shared.privacy.forms import EntrustForm, SearchForm
from hoaban.shared.privacy.views import words
from hoaban.ui import parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said, tell

_PAGE = "privacy/entrust.html"
_USUAL_DAYS = 90


@needs(policies.GIVE)
@sensitive_post_parameters("number", "name", "birth")
@require_http_methods(["GET", "HEAD", "POST"])
def entrust(request: HttpRequest) -> HttpResponse:
    """The search; whom it found, with what is to be said of the role; then the assignment."""
    if request.method != "POST":
        return _shown(request, SearchForm())
    search = SearchForm(request.POST)
    found: list[people.Found] = []
    if not search.is_valid() or not attempt(search, lambda: found.extend(_find(request, search))):
        return _shown(request, search, status=400)
    lists = _lists(actor_of(request), found)
    if request.POST.get("act") != "give":
        today = clock.vietnam_day(clock.now())
        days = {"starts_on": today, "ends_on": today + timedelta(days=_USUAL_DAYS)}
        only = lists["facility"][0][0] if len(lists["facility"]) == 1 else ""
        first = {**days, "facility": only, **search.cleaned_data}
        return _shown(request, search, EntrustForm(initial=first, lists=lists), found)
    giving = EntrustForm(request.POST, lists=lists)
    if giving.is_valid():
        try:
            number = _give(request, giving)
        except HoaBanError as refused:
            tell(giving, refused, at={"username": "account"}.get(refused.place, ""))
            return _shown(request, search, giving, found, status=refused.status)
        messages.success(request, _("Đã giao vai trò; người được chăm sóc sẽ được báo tin."))
        return HttpResponseRedirect(reverse("accounts:assignment", args=[number]))
    return _shown(request, search, giving, found, status=400)


def _shown(
    request: HttpRequest, search: SearchForm, giving: EntrustForm | None = None, found: list[people.Found] | None = None,
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    title = _("Giao chăm sóc một người")
    crumbs = (parts.Crumb(_("Vai trò"), reverse("accounts:assignments")), parts.Crumb(title))
    values = {"title": title, "form": search, "giving": giving, "found": found, "crumbs": crumbs}
    return render(request, _PAGE, values, status=status)


def _find(request: HttpRequest, form: SearchForm) -> list[people.Found]:
    given = form.cleaned_data
    return services.search_whom(
        actor=actor_of(request), number=given["number"], name=given["name"], birth=given["birth"],
        now=clock.now(),
    )  # fmt: skip


def _give(request: HttpRequest, form: EntrustForm) -> int:
    given = form.cleaned_data
    giving = services.Giving(
        given["account"].strip().lower(), given["role"], given["facility"], given["starts_on"], given["ends_on"],
        accounts.Basis(given["basis_kind"], given["basis"]), given["reason"],
    )  # fmt: skip
    return services.entrust(
        actor=actor_of(request), person=UUID(given["person"]), giving=giving, now=clock.now()
    )


def _lists(actor: Actor, found: list[people.Found]) -> dict[str, Pairs]:
    today = clock.vietnam_day(clock.now())
    roles = [one for one in accounts.roles().values() if "entrusted" in one.given_at]
    return {
        "person": [(str(one.id), words.who(one)) for one in found],
        "role": [(one.key, said(one.name_vi, one.name_en)) for one in roles],
        "facility": _facilities(actor, today),
        "basis_kind": [(kind, said(*both)) for kind, both in accounts.BASES.items()],
    }


def _facilities(actor: Actor, today: date) -> Pairs:
    """For which facilities the officer gives roles: the own ones, or all that care for people."""
    own = {scope.code for scope in actor.scopes(policies.GIVE) if scope.kind == "facility"}
    everywhere = any(scope.kind == "all" for scope in actor.scopes(policies.GIVE))
    named = [
        (one.code, one.name)
        for one in places.facilities(today)
        if one.code in own or (everywhere and not own)
    ]
    return sorted(named, key=lambda pair: sort_key(pair[1]))
