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
from hoaban.modules.hospital.queries.cards import read_card
from hoaban.modules.hospital.rules.coverage import Proposal
from hoaban.modules.hospital.services import checking, receiving
from hoaban.modules.hospital.views import arrival_words, counter_words, here
from hoaban.shared.exchange import api as exchange
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
            met = checking.meet(
                actor=actor_of(request),
                facility_code=facility,
                text=form.cleaned_data["text"],
                now=clock.now(),
            )
        except Invalid as short:
            tell(form, short, at="text")
        else:
            return _led(request, facility, form, met)
    today = desk.see_today(actor=actor_of(request), facility_code=facility, now=clock.now())
    return _page(request, facility, form, today)


def _led(request: HttpRequest, facility: str, form: ScanForm, met: checking.Meeting) -> HttpResponse:
    found = met.looked
    if found.visit is not None:
        return redirect("hospital:desk-visit", visit=found.visit.id)
    scan = form.cleaned_data["text"] if found.card else ""
    if met.seen is not None:
        first = arrival_words.first_form(
            actor_of(request), facility, met.seen, scan, found.card, found.booking
        )
        return _arrival_page(request, met.seen, first, found.card)
    values = {
        "people": counter_words.choices(found.hits, scan),
        "too_many": found.too_many,
        "sought": True,
        "scan": scan,
    }
    values["typed"] = "" if found.card else form.cleaned_data["text"]
    if found.card is not None:
        values["card"] = counter_words.card_pairs(found.card)
    return _page(request, facility, form, met.today, **values)


def _page(
    request: HttpRequest, facility: str, form: ScanForm, today: desk.Today | None, **more: object
) -> HttpResponse:
    values = {
        "form": form,
        "facilities": here.facility_choices(request),
        "facility": facility,
        "today": counter_words.today_table(today.came if today else ()),
        "rooms": counter_words.rooms_table(today.rooms if today else ()),
        "newcomer_url": reverse("hospital:newcomer"),
        "emergency_url": reverse("hospital:emergency"),
        **more,
    }
    return render(request, "hospital/counter.html", values, status=400 if form.errors else 200)


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's arrival: looked at, proposed again, taken down."""
    facility, act, actor = here.facility_of(request), request.POST.get("act", ""), actor_of(request)
    fresh = _just_registered(request, person)
    scan = fresh or request.POST.get("scan", "")[: looking.LONGEST]
    card = read_card(scan) if scan else None
    if request.method != "POST" or act in ("choose", "check"):
        seen = checking.look_at(
            actor=actor,
            facility_code=facility,
            person=person,
            scanned=card,
            ask=request.method == "POST" or bool(fresh),
            typed=request.POST.get("card", "").strip()[:20],
            now=clock.now(),
        )
        first = arrival_words.first_form(actor, facility, seen, scan, card, None)
        return _arrival_page(request, seen, arrival_words.with_typed(first, request.POST), card)
    form = ArrivalForm(request.POST, lists=arrival_words.lists(actor, facility))
    proposal, made = None, list[UUID]()
    valid = form.is_valid()
    if act == "propose":
        form, proposal = arrival_words.proposed(request, facility, actor, form)
    elif valid and attempt(form, lambda: made.append(_received(request, facility, person, form))):
        return redirect("hospital:desk-visit", visit=made[0])
    seen = checking.look_at(
        actor=actor, facility_code=facility, person=person, scanned=card, ask=False, now=clock.now()
    )
    return _arrival_page(request, seen, form, card, proposal)


def _just_registered(request: HttpRequest, person: UUID) -> str:
    """The scan from which somebody was registered a moment ago."""
    kept = request.session.pop("hospital-scan", None) if request.method == "GET" else None
    return str(kept["scan"]) if kept and kept["person"] == str(person) else ""


def _received(request: HttpRequest, facility: str, person: UUID, form: ArrivalForm) -> UUID:
    visit, _ticket = receiving.receive(
        actor=actor_of(request), arrival=form.arrival(facility, person), taken=form.taken(),
        once=form.cleaned_data["once"], now=clock.now(),
    )  # fmt: skip
    return visit.id


def _arrival_page(
    request: HttpRequest, seen: arriving.Arriving, form: ArrivalForm, card: exchange.CardScan | None,
    proposal: Proposal | None = None,
) -> HttpResponse:  # fmt: skip
    values = {
        "form": form,
        "times_url": reverse("hospital:times", args=[seen.person.id]),
        "action": reverse("hospital:arrival", args=[seen.person.id]),
        **arrival_words.shown(seen, card, proposal),
        "crumbs": (parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")), parts.Crumb(_("Lượt khám mới"))),
    }
    return render(request, "hospital/arrival.html", values, status=400 if form.errors else 200)
