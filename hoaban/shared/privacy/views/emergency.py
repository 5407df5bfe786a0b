"""Break the glass: find somebody exactly, say why, open; and end it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.people import api as people
from hoaban.shared.privacy import services
from hoaban.shared.privacy.forms import OpenForm, SearchForm
from hoaban.shared.privacy.views import words
from hoaban.ui.forms import Pairs, actor_of, attempt, said

_PAGE = "privacy/emergency.html"


@needs(accounts.BREAK_GLASS)
@sensitive_post_parameters("number", "name", "birth")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """The search; whom it found, with the reason to give; then the record."""
    if request.method != "POST":
        return render(request, _PAGE, {"form": SearchForm()})
    search = SearchForm(request.POST)
    found: list[people.Found] = []
    if not search.is_valid() or not attempt(search, lambda: found.extend(_find(request, search))):
        return render(request, _PAGE, {"form": search}, status=400)
    lists = {"person": [(str(one.id), words.who(one)) for one in found], "kind": _reasons()}
    if request.POST.get("act") != "open":
        opening = OpenForm(initial=search.cleaned_data, lists=lists)
        return render(request, _PAGE, {"form": search, "opening": opening, "found": found})
    opening = OpenForm(request.POST, lists=lists)
    if opening.is_valid() and attempt(opening, lambda: _open(request, opening)):
        return HttpResponseRedirect(reverse("chart:record", args=[opening.cleaned_data["person"]]))
    return render(request, _PAGE, {"form": search, "opening": opening, "found": found}, status=400)


@needs(accounts.BREAK_GLASS)
@require_POST
def end(request: HttpRequest, person: UUID) -> HttpResponse:
    """Close the record before its time."""
    if accounts.end_emergency(actor=actor_of(request), person=person, now=clock.now()):
        messages.success(request, _("Hồ sơ đã đóng lại."))
    return HttpResponseRedirect(reverse("privacy:emergency"))


def _find(request: HttpRequest, form: SearchForm) -> list[people.Found]:
    given = form.cleaned_data
    return services.search(
        actor=actor_of(request), number=given["number"], name=given["name"], birth=given["birth"],
        now=clock.now(),
    )  # fmt: skip


def _open(request: HttpRequest, form: OpenForm) -> None:
    given = form.cleaned_data
    services.open_record(
        actor=actor_of(request), person=UUID(given["person"]), kind=given["kind"], words=given["words"],
        now=clock.now(),
    )  # fmt: skip


def _reasons() -> Pairs:
    return [(kind, said(*both)) for kind, both in accounts.REASONS.items()]
