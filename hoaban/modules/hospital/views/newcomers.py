"""Somebody whom the register does not know: taken down from a card or by hand, or received unknown in an emergency."""

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
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.arriving import UnknownForm
from hoaban.modules.hospital.forms.newcomers import NewcomerForm
from hoaban.modules.hospital.queries import looking, newcomers
from hoaban.modules.hospital.queries.cards import read_card
from hoaban.modules.hospital.services import receiving, registering
from hoaban.modules.hospital.views import arrival_words, counter_words, here
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt

_NOTICE = timedelta(hours=48)
"""Until when the People's Committee of the commune is told of a patient whom nobody knows (Luật KCB 2023, Điều 72)."""


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def newcomer(request: HttpRequest) -> HttpResponse:
    """The form, filled in from the card; then who may be meant, if anybody; then the arrival."""
    facility, act = here.facility_of(request), request.POST.get("act", "")
    if request.method != "POST" or act == "begin":
        return _page(request, *_begun(request))
    form = NewcomerForm(request.POST, lists=_lists())
    if not form.is_valid():
        return _page(request, form)
    done: list[registering.Registered] = []
    if (
        attempt(form, lambda: done.append(_register(request, facility, form, sure=act == "sure")))
        and done[0].person
    ):
        return _to_arrival(request, done[0].person, form.cleaned_data["scan"])
    return _page(request, form, may_be=counter_words.choices(done[0].may_be, "") if done else ())


def _register(
    request: HttpRequest, facility: str, form: NewcomerForm, *, sure: bool
) -> registering.Registered:
    return registering.register(
        actor=actor_of(request), facility_code=facility, details=form.details(), sure=sure,
        once=form.cleaned_data["once"], now=clock.now(),
    )  # fmt: skip


def _to_arrival(request: HttpRequest, person: UUID, scan: str) -> HttpResponse:
    """The arrival of who was just registered; a card that was scanned comes along without standing in an address."""
    request.session["hospital-scan"] = {"person": str(person), "scan": scan}
    return redirect("hospital:arrival", person=person)


def _begun(request: HttpRequest) -> tuple[NewcomerForm, str]:
    scan = request.POST.get("scan", "")[: looking.LONGEST]
    card = read_card(scan) if scan else None
    initial: dict[str, object] = {
        "once": here.fresh_once(),
        "scan": scan,
        "name": request.POST.get("name", "")[:200],
    }
    former = ""
    if card is not None:
        details, where = newcomers.details_of(card, now=clock.now())
        numbers = {paper.kind: paper.value for paper in details.papers}
        former = where.former
        initial |= {
            "name": details.name, "birth": counter_words.birth(details.birth), "sex": details.sex,
            "commune": details.commune_code, "address": details.address, "method": details.method,
            "personal_number": numbers.get("national_id", ""), "old_number": numbers.get("citizen_id", ""),
            "card": numbers.get("insurance", ""),
        }  # fmt: skip
    return NewcomerForm(initial=initial, lists=_lists()), former


def _lists() -> dict[str, Pairs]:
    today = places.communes(clock.vietnam_day(clock.now()))
    return {"sex": here.sexes(), "commune": [(one.code, one.full_name) for one in today]}


def _page(request: HttpRequest, form: NewcomerForm, former: str = "", may_be: object = ()) -> HttpResponse:
    values = {
        "form": form,
        "former": former,
        "may_be": may_be,
        "crumbs": (parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")), parts.Crumb(_("Người mới"))),
    }
    return render(request, "hospital/newcomer.html", values, status=400 if form.errors else 200)


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Received at once, without a name."""
    facility = here.facility_of(request)
    lists = arrival_words.lists(actor_of(request), facility)
    if request.method != "POST":
        rooms = [code for code, _name in lists["point"]]
        form = UnknownForm(
            initial={"once": here.fresh_once(), "point": rooms[0] if rooms else ""}, lists=lists
        )
        return _emergency_page(request, form)
    form, made = UnknownForm(request.POST, lists=lists), list[UUID]()
    if form.is_valid() and attempt(form, lambda: made.append(_received(request, facility, form))):
        until = formats.day_time(clock.now() + _NOTICE)
        messages.warning(
            request, _("Chưa rõ người bệnh là ai: báo Ủy ban nhân dân xã trước %(until)s.") % {"until": until}
        )
        return redirect("hospital:desk-visit", visit=made[0])
    return _emergency_page(request, form)


def _received(request: HttpRequest, facility: str, form: UnknownForm) -> UUID:
    typed, now = form.cleaned_data, clock.now()
    born = str(clock.vietnam_day(now).year - typed["age"]) if typed["age"] is not None else ""
    point = int(typed["point"]) if typed["point"] else None
    visit, _ticket = receiving.receive_unknown(
        actor=actor_of(request), facility_code=facility, sex=typed["sex"], born_about=born,
        taken=receiving.Taken(point, marks=typed["marks"]), reason=typed["reason"], once=typed["once"], now=now,
    )  # fmt: skip
    return visit.id


def _emergency_page(request: HttpRequest, form: UnknownForm) -> HttpResponse:
    values = {
        "form": form,
        "title": _("Cấp cứu, chưa rõ là ai"),
        "lead": _("Tiếp đón trước, xác định danh tính sau; mọi điều đã ghi vẫn ở nguyên chỗ."),
        "submit": _("Tiếp đón ngay"),
        "crumbs": (parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")), parts.Crumb(_("Cấp cứu"))),
    }
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)
