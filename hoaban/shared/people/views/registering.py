"""Register a person after a look at who may be meant; correct what the register says of one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.people import queries, services
from hoaban.shared.people.fhir import Details
from hoaban.shared.people.forms import WholePerson, is_sure, sure_of
from hoaban.shared.people.views import words
from hoaban.shared.people.views.candidates import Shown
from hoaban.shared.people.views.sources import numbers_table
from hoaban.ui import formats, parts

NEEDS, CONSENT = "people.register", "consent.record"
_NOTICE_HOURS = 48
"""Until when the People's Committee of the commune is told of a patient whom nobody knows (Luật KCB 2023, Điều 72)."""


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The form; then who may be meant; then the person, by the registrar's word."""
    if request.method != "POST":
        return render(request, "people/register.html", {"whole": WholePerson()})
    whole, act = WholePerson(request.POST), request.POST.get("act", "")
    if not whole.is_valid():
        return render(request, "people/register.html", {"whole": whole}, status=400)
    typed, actor, now = whole.details(), words.actor_of(request), clock.now()
    if act.startswith("is:"):
        return _known_after_all(request, act[3:], typed)
    found = queries.find_candidates(actor=actor, described=queries.describes(typed), now=now)
    sure = request.POST.get("sure", "")
    if act == "new" and is_sure(sure, typed):
        alike = [one.known.id for one in found if one.score.grade == "likely" or _shares_number(one)]
        human = services.register(actor=actor, details=typed, alike=alike, once=sure, now=now)
        messages.success(request, _("Đã đăng ký."))
        if typed.circumstance in ("unknown", "abandoned"):
            until = formats.day_time(now + timedelta(hours=_NOTICE_HOURS))
            messages.warning(request, _("Báo Ủy ban nhân dân xã trước %(until)s.") % {"until": until})
        return redirect("people:details", person=human)
    values = {
        "whole": whole,
        "sure": sure_of(typed),
        "candidates": [Shown(one) for one in found],
        "warnings": _warnings(typed),
    }
    return render(request, "people/register.html", values)


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, person: UUID) -> HttpResponse:
    """What the register says of a person, to be corrected."""
    actor, now = words.actor_of(request), clock.now()
    if request.method != "POST":
        return _form(request, queries.see_details(actor=actor, human=person, now=now))
    whole, seen = WholePerson(request.POST), request.POST.get("seen", "")
    if whole.is_valid() and seen.isdecimal() and len(seen) < 10:
        typed = whole.details()
        try:
            services.correct(actor=actor, human=person, details=typed, seen=int(seen), now=now)
        except HoaBanError as failure:
            whole.person.add_error(None, words.said(request, failure))
        else:
            messages.success(request, _("Đã lưu."))
            for warning in _warnings(typed):
                messages.warning(request, warning)
            return redirect("people:details", person=person)
    return _form(request, queries.see_details(actor=actor, human=person, now=now), whole, seen)


def _known_after_all(request: HttpRequest, person: str, typed: Details) -> HttpResponse:
    """The person is one of those shown: what was typed stands in their form, not saved yet."""
    try:
        human = UUID(person)
    except ValueError:
        return redirect("people:register")
    own = queries.see_details(actor=words.actor_of(request), human=human, now=clock.now())
    return _form(request, own, WholePerson(initial=typed.over(own.details)))


def _form(
    request: HttpRequest, own: queries.Own, whole: WholePerson | None = None, seen: str = ""
) -> HttpResponse:
    values = {
        "whole": whole or WholePerson(initial=own.details),
        "person": own.known.id,
        "consents_url": _consents_url(request, own.known.id),
        "seen": seen or str(own.version),
        "name": own.known.description.name or own.details.temporary_code,
        "code": own.details.temporary_code,
        "numbers": numbers_table(own.sources, whole=words.actor_of(request).may("people.steward")),
        "stewards": words.actor_of(request).may("people.steward"),
        "family": words.actor_of(request).may("people.households"),
        "patients": own.known.patients,
        "known_at": words.facilities(own.known.sources),
        "crumbs": (
            parts.Crumb(_("Tìm người"), reverse("chart:find")),
            parts.Crumb(_("Thông tin người dân")),
        ),
    }
    wrong = whole is not None and whole.person.is_bound
    return render(request, "people/details.html", values, status=400 if wrong else 200)


def _consents_url(request: HttpRequest, person: UUID) -> str:
    may = words.actor_of(request).may(CONSENT)
    return reverse("privacy:consents", args=[person]) if may else ""


def _warnings(typed: Details) -> list[str]:
    found = queries.warnings_of(typed, clock.vietnam_day(clock.now()))
    return [str(words.WARNINGS[one]) for one in found]


def _shares_number(one: queries.Candidate) -> bool:
    return any(part.field == "number" and part.level == "same" for part in one.score.parts)
