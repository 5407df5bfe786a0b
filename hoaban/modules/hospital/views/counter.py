"""The counter: one field for cards, slips and names; who is meant; their arrival."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.arriving import ArrivalForm, ScanForm
from hoaban.modules.hospital.queries import arriving, desk, looking
from hoaban.modules.hospital.queries.cards import Scanned, read_card
from hoaban.modules.hospital.rules.coverage import Proposal
from hoaban.modules.hospital.services import receiving
from hoaban.modules.hospital.views import arrival_words, counter_words, here
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, attempt, tell


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """The field, and who has come today; after a scan the person's arrival, or those who may be meant."""
    facility = here.facility_of(request)
    form = ScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = looking.look_up(
                actor=actor_of(request),
                facility_code=facility,
                text=form.cleaned_data["text"],
                now=clock.now(),
            )
        except Invalid as short:
            tell(form, short, at="text")
        else:
            return _led(request, facility, form, found)
    return _page(request, facility, form)


def _led(request: HttpRequest, facility: str, form: ScanForm, found: looking.Looked) -> HttpResponse:
    if found.visit is not None:
        return redirect("hospital:desk-visit", visit=found.visit.id)
    scan = form.cleaned_data["text"] if found.card else ""
    if found.only is not None:
        return _arrival_page(request, facility, found.only.id, scan=scan, booking=found.booking)
    values = {
        "people": counter_words.choices(found.hits, scan),
        "scan": scan,
        "too_many": found.too_many,
        "sought": True,
    }
    if found.card is not None:
        values["card"] = counter_words.card_pairs(found.card)
    return _page(request, facility, form, **values)


def _page(request: HttpRequest, facility: str, form: ScanForm, **more: object) -> HttpResponse:
    today = desk.see_today(actor=actor_of(request), facility_code=facility, now=clock.now())
    values = {
        "form": form,
        "facilities": here.facility_choices(request),
        "facility": facility,
        "today": counter_words.today_table(today),
        "rooms": counter_words.rooms_table(today.rooms),
        **more,
    }
    return render(request, "hospital/counter.html", values, status=400 if form.errors else 200)


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's arrival: looked at, proposed again, taken down."""
    facility, act = here.facility_of(request), request.POST.get("act", "")
    if request.method != "POST" or act == "choose":
        return _arrival_page(request, facility, person, scan=request.POST.get("scan", "")[: looking.LONGEST])
    form = ArrivalForm(request.POST, lists=arrival_words.lists(actor_of(request), facility))
    valid = form.is_valid()
    if act == "propose":
        again, proposal = arrival_words.proposed(request, facility, actor_of(request), form)
        return _arrival_page(request, facility, person, form=again, proposal=proposal)
    made: list[UUID] = []
    if valid and attempt(form, lambda: made.append(_received(request, facility, person, form))):
        return redirect("hospital:desk-visit", visit=made[0])
    return _arrival_page(request, facility, person, form=form)


def _received(request: HttpRequest, facility: str, person: UUID, form: ArrivalForm) -> UUID:
    visit, _ticket = receiving.receive(
        actor=actor_of(request), arrival=form.arrival(facility, person), taken=form.taken(),
        once=form.cleaned_data["once"], now=clock.now(),
    )  # fmt: skip
    return visit.id


def _arrival_page(
    request: HttpRequest, facility: str, person: UUID, *, scan: str = "", booking: UUID | None = None,
    form: ArrivalForm | None = None, proposal: Proposal | None = None,
) -> HttpResponse:  # fmt: skip
    scan = scan or request.POST.get("scan", "")[: looking.LONGEST]
    card: Scanned | None = read_card(scan) if scan else None
    seen = arriving.see_arriving(
        actor=actor_of(request), facility_code=facility, person=person, scanned=card, now=clock.now()
    )
    whole = form or arrival_words.first_form(actor_of(request), facility, seen, scan, card, booking)
    values = {
        "form": whole,
        **arrival_words.shown(seen, card, proposal),
        "crumbs": (parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")), parts.Crumb(_("Lượt khám mới"))),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "hospital/arrival.html", values, status=400 if wrong else 200)
