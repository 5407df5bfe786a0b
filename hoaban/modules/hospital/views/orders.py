"""The pane of orders: type, Enter, type, Enter; Enter on an empty field orders what is in the basket."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as facilities
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.orders import CancelForm, OrderForm
from hoaban.modules.hospital.queries.offered import find_services, services_of
from hoaban.modules.hospital.queries.orders import Chosen, Ordered, Orders, see_order, see_orders
from hoaban.modules.hospital.rules import ordering as rules
from hoaban.modules.hospital.services import offering
from hoaban.modules.hospital.services import ordering as acting
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, paper, parts
from hoaban.ui.forms import actor_of, attempt, said

_MOST = 60
"""Services in one basket."""


@dataclass(slots=True)
class _Typed:
    """What came with the form: the basket, and what was found for the words."""

    codes: list[str]
    found: list[rules.Service]
    unknown: str = ""


@needs(policies.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What was ordered, and ordering more. Asked by htmx, only the inner part; for words being typed, only what fits them."""
    if request.headers.get("HX-Target") == "orders-found":
        return _suggest(request, visit)
    form, typed = _form(request), _Typed([], [])
    if request.method == "POST" and form.is_valid():
        typed = _type(request, visit, form)
        if _wants_to_order(request, form, typed) and attempt(
            form, lambda: _order(request, visit, form, typed)
        ):
            return HttpResponseRedirect(request.path)
    seen = see_orders(
        actor=actor_of(request), visit=visit, basket=typed.codes, with_banner=not request.headers.get("HX-Request"),
        now=clock.now(),
    )  # fmt: skip
    return _shown(request, seen, form, typed)


@needs(policies.ORDER)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, visit: UUID, order: UUID) -> HttpResponse:
    """An order is not needed any more; why."""
    actor, now = actor_of(request), clock.now()
    form = CancelForm(request.POST if request.method == "POST" else None)
    one = see_order(actor=actor, visit=visit, order=order, now=now)
    back = reverse("hospital:orders", args=[visit])
    if form.is_valid() and attempt(
        form,
        lambda: acting.cancel_order(actor=actor, order=order, reason=form.cleaned_data["reason"], now=now),
    ):
        messages.success(request, _("Đã hủy chỉ định."))
        return HttpResponseRedirect(back)
    values = {
        "form": form, "title": _("Hủy chỉ định"), "lead": f"{one.name} · {one.number}", "danger": True,
        "crumbs": (parts.Crumb(_("Chỉ định"), back), parts.Crumb(_("Hủy chỉ định"))),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


@needs(policies.WORK)
@require_safe
def slip(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The slip of what was ordered at a visit and is still to be done; A5, or 80 mm with ``?size=slip``."""
    now = clock.now()
    seen = see_orders(actor=actor_of(request), visit=visit, basket=[], now=now)
    waits = [one for one in seen.orders if one.state is rules.OrderState.ORDERED]
    places: dict[str, list[Ordered]] = {}
    for one in waits:
        places.setdefault(
            said(one.point.vi, one.point.en or one.point.vi) if one.point else _("chưa có nơi thực hiện"), []
        ).append(one)
    here = facilities.facility(seen.visit.arrival.facility_code, clock.vietnam_day(now))
    context = {
        "size": "slip" if request.GET.get("size") == "slip" else "small", "visit": seen.visit, "who": seen.banner,
        "facility": here.name if here else "", "places": list(places.items()), "doctors": sorted({one.by for one in waits}),
        "diagnoses": "; ".join(words for _code, words in seen.diagnoses), "made": formats.day_time(now),
    }  # fmt: skip
    content = paper.make("hospital/papers/order_slip.html", context, now=now)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="chi-dinh.pdf"'
    return answer


def _form(request: HttpRequest) -> OrderForm:
    data = request.POST if request.method == "POST" else None
    rooms = [
        (value, value) for value in filter(None, [request.POST.get("to_point", "")]) if value.isdecimal()
    ]
    return OrderForm(data, initial={"once": uuid4().hex}, lists={"to_point": rooms}, auto_id="orders_%s")


def _type(request: HttpRequest, visit: UUID, form: OrderForm) -> _Typed:
    """The basket after what was pressed: a word that fits one service adds it, one that fits several asks which."""
    data, actor, now = request.POST, actor_of(request), clock.now()
    seen = visits.get_visit(actor=actor, visit=visit)
    facility, today = seen.arrival.facility_code, clock.vietnam_day(now)
    more = [data.get("pick", "")]
    if data.get("set"):
        more += data.getlist("set_codes" + data["set"])
    codes = [one for one in dict.fromkeys([*data.getlist("codes"), *more]) if one and one != data.get("drop")]
    typed = _Typed(list(services_of(facility_code=facility, codes=codes[:_MOST], on=today)), [])
    words = form.cleaned_data["q"].strip()
    if words and not data.get("pick"):
        typed.found = find_services(actor=actor, facility_code=facility, text=words, on=today)
        exact = [one for one in typed.found if one.code.lower() == words.lower()]
        if len(typed.found) == 1 or exact:
            typed.codes.append((exact or typed.found)[0].code)
            typed.found = []
        elif not typed.found:
            typed.unknown = words
    return typed


def _wants_to_order(request: HttpRequest, form: OrderForm, typed: _Typed) -> bool:
    """Enter on an empty field, or the button; nothing else orders."""
    others = any(request.POST.get(name) for name in ("pick", "drop", "set", "keep"))
    pressed = request.POST.get("act") == "order"
    if request.POST.get("keep"):
        attempt(form, lambda: _keep(request, form, typed))
        return False
    return not others and not form.cleaned_data["q"].strip() and (pressed or bool(typed.codes))


def _keep(request: HttpRequest, form: OrderForm, typed: _Typed) -> None:
    facility = request.POST.get("facility", "")[:5]
    name = form.cleaned_data["set_name"]
    offering.keep_set(
        actor=actor_of(request), facility_code=facility, name=name, codes=typed.codes, now=clock.now()
    )
    messages.success(request, _("Đã lưu bộ chỉ định."))


def _order(request: HttpRequest, visit: UUID, form: OrderForm, typed: _Typed) -> None:
    given = form.cleaned_data
    point = given["to_point"]
    wish = acting.Wish(
        tuple(typed.codes), given["reason"], given["question"], given["urgent"], int(point) if point else None
    )
    made = acting.place_orders(
        actor=actor_of(request), visit=visit, wish=wish, once=given["once"], now=clock.now()
    )
    told = ngettext("Đã chỉ định %s dịch vụ.", "Đã chỉ định %s dịch vụ.", len(made)) % len(made)
    messages.success(request, told if made else _("Đã chỉ định từ trước."))


def _suggest(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What fits the words so far, to be chosen."""
    seen = visits.get_visit(actor=actor_of(request), visit=visit)
    found = find_services(
        actor=actor_of(request), facility_code=seen.arrival.facility_code, text=request.GET.get("q", ""),
        on=clock.vietnam_day(clock.now()),
    )  # fmt: skip
    return render(request, "hospital/orders_found.html", {"found": [_choice(one) for one in found]})


def _shown(request: HttpRequest, seen: Orders, form: OrderForm, typed: _Typed) -> HttpResponse:
    inner = bool(request.headers.get("HX-Request"))
    rooms = [(str(one.id), said(one.vi, one.en or one.vi)) for one in seen.rooms]
    actor = actor_of(request)
    ok = form.is_bound and not form.errors
    fresh = OrderForm(
        initial={**(form.cleaned_data if ok else {}), "q": typed.unknown, "once": uuid4().hex},
        lists={"to_point": rooms}, auto_id="orders_%s",
    )  # fmt: skip
    shown = form if form.errors else fresh
    values = {
        "banner": seen.banner, "inner": inner, "address": request.path, "form": shown,
        "extends": "hospital/inner.html" if inner else "ui/page.html",
        "may_order": actor.may(policies.ORDER) and seen.visit.is_open, "facility": seen.visit.arrival.facility_code,
        "lines": [_line(one, seen, may_cancel=actor.may(policies.ORDER)) for one in seen.orders],
        "basket": [_chosen(one) for one in seen.basket], "found": [_choice(one) for one in typed.found],
        "unknown": typed.unknown, "usual": [_choice(one) for one in seen.usual], "sets": seen.sets,
        "lacks_diagnosis": not seen.diagnoses,
        "diagnoses": "; ".join(f"{code} {words}".strip() for code, words in seen.diagnoses),
        "asks_room": any(one.service.kind is rules.Kind.CONSULTATION for one in seen.basket),
        "results_url": reverse("hospital:results", args=[seen.visit.id]),
        "slip_url": reverse("hospital:order-slip", args=[seen.visit.id]),
    }  # fmt: skip
    return render(request, "hospital/orders.html", values, status=400 if form.errors and not inner else 200)


def _choice(one: rules.Service) -> dict[str, str]:
    return {
        "code": one.code,
        "name": one.vi,
        "kind": said(*rules.KINDS[one.kind]),
        "price": formats.money(one.price),
    }


def _chosen(one: Chosen) -> dict[str, str]:
    warning = ""
    if one.earlier is not None:
        what = _("đã có kết quả") if one.earlier.is_done else _("chưa có kết quả")
        warning = _("Đã chỉ định %(day)s, %(place)s: %(what)s.") % {
            "day": formats.day(one.earlier.at), "place": one.earlier.facility or _("chưa rõ nơi"), "what": what,
        }  # fmt: skip
    return {**_choice(one.service), "warning": warning}


def _line(one: Ordered, seen: Orders, *, may_cancel: bool) -> dict[str, object]:
    kinds = {
        "ordered": "neutral",
        "sampled": "info",
        "entered": "info",
        "released": "success",
        "cancelled": "neutral",
    }
    place = said(one.point.vi, one.point.en or one.point.vi) if one.point else _("chưa có nơi thực hiện")
    where = _("%(place)s, số %(number)s") % {"place": place, "number": one.ticket} if one.ticket else place
    cancellable = (
        may_cancel and rules.may_become(one.state, rules.OrderState.CANCELLED) and seen.visit.is_open
    )
    has_result = one.state is rules.OrderState.RELEASED
    return {
        "name": one.name, "number": one.number, "where": where, "at": formats.clock(one.at), "by": one.by, "why": one.why,
        "state": parts.Badge(said(*rules.STATES[one.state]), kinds[one.state.value]), "urgent": one.urgent,
        "unread": one.is_unread, "critical": one.is_critical and has_result,
        "price": formats.money(one.price.price) if one.price else "",
        "cancel_url": reverse("hospital:cancel-order", args=[seen.visit.id, one.id]) if cancellable else "",
        "result_url": reverse("hospital:result", args=[seen.visit.id, one.id]) if has_result else "",
    }  # fmt: skip
