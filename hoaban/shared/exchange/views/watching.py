"""The state of what goes out; one message; a file that proves what was entered by hand; cards that wait for an answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.shared.exchange import policies
from hoaban.shared.exchange.queries import watching
from hoaban.shared.exchange.queries.watching import Watch
from hoaban.shared.exchange.rules import cards as card_rules
from hoaban.shared.exchange.rules import destinations, states
from hoaban.shared.exchange.services import keeping
from hoaban.shared.exchange.views import showing, words
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, page_url, said, start_of

_PAGE = 50


@needs(policies.WATCH)
@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """How many messages of each facility stand where, and the messages of one group."""
    group, start, now = request.GET.get("show", "stuck"), start_of(request), clock.now()
    facility, destination = words.asked(request, "facility"), words.asked(request, "to")
    found = watching.watch(
        actor=actor_of(request), group=group, facility=facility, destination=destination, start=start, count=_PAGE, now=now
    )  # fmt: skip
    kept = {"show": group, "facility": facility, "to": destination}
    values: dict[str, object] = {
        "figures": showing.figures(found, now),
        "tabs": _tabs(found, group, facility, destination),
        "table": showing.lines(found, now),
        "chosen": _chosen(found, facility, destination),
        "may_act": actor_of(request).may(policies.ACT),
        "older": page_url(kept, start=str(start + _PAGE)) if found.more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
    }
    return render(request, "exchange/watch.html", values)


@needs(policies.WATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, outgoing: UUID) -> HttpResponse:
    """One message: how it stands, what to do, every try and what the other side told."""
    if request.method == "POST":
        _act(request, outgoing)
        return HttpResponseRedirect(request.path)
    now = clock.now()
    found = watching.find_message(actor=actor_of(request), message=outgoing, now=now)
    one, actor = found.message, actor_of(request)
    name = words.destination(one.destination)
    open_now = one.state in states.OPEN | states.STUCK
    values = {
        "title": name,
        "badge": words.state(one),
        "why": words.reason(one.reason),
        "to_do": words.to_do(one),
        "pairs": showing.pairs(found, now),
        "tries": showing.tries(found),
        "receipts": showing.receipts(found, with_files=policies.sees_people(actor, one.facility_code)),
        "again": open_now and one.state is not states.State.SENDING and actor.may(policies.ACT),
        "cancelled": one.reason == states.CANCELLED_HERE and actor.may(policies.ACT),
        "by_hand_url": _by_hand_url(outgoing)
        if open_now and policies.sees_people(actor, one.facility_code)
        else "",
        "crumbs": (parts.Crumb(_("Gửi ra hệ thống ngoài"), reverse("exchange:watch")), parts.Crumb(name)),
    }
    return render(request, "exchange/message.html", values)


@needs(policies.WATCH)
@require_safe
def proof(request: HttpRequest, outgoing: UUID, digest: str) -> HttpResponse:
    """The file that shows that a message was entered by hand, to be kept, not shown in the page."""
    content, kind, ending = watching.read_proof(
        actor=actor_of(request), message=outgoing, digest=digest, now=clock.now()
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="chung-minh.{ending}"'
    return response


@needs(policies.WATCH)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Questions about insurance cards, without whose they are."""
    show, start, now = request.GET.get("show", "open"), start_of(request), clock.now()
    facility = words.asked(request, "facility")
    rows, more = watching.list_cards(
        actor=actor_of(request), show=show, facility=facility, start=start, count=_PAGE, now=now
    )  # fmt: skip
    labels = {"open": _("Chờ trả lời"), "stuck": _("Thôi không hỏi nữa"), "all": _("30 ngày qua")}
    kept = {"show": show, "facility": facility}
    values = {
        "tabs": tuple(
            parts.Tab(
                label,
                page_url({"show": key, "facility": facility}),
                current=key == (show if show in labels else "all"),
            )
            for key, label in labels.items()
        ),
        "table": showing.cards(rows, now, card_rules.MOMENTS),
        "older": page_url(kept, start=str(start + _PAGE)) if more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
        "crumbs": (
            parts.Crumb(_("Gửi ra hệ thống ngoài"), reverse("exchange:watch")),
            parts.Crumb(_("Tra cứu thẻ BHYT")),
        ),
    }
    return render(request, "exchange/cards.html", values)


def _act(request: HttpRequest, outgoing: UUID) -> None:
    """Send it again, or note that it was cancelled at the other side."""
    if request.POST.get("act") == "cancelled":
        keeping.settle_cancelled(actor=actor_of(request), message=outgoing, now=clock.now())
        messages.success(request, _("Đã ghi là đã hủy ở bên nhận."))
        return
    try:
        keeping.send_again(actor=actor_of(request), message=outgoing, now=clock.now())
    except Conflict as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    else:
        messages.success(request, _("Sẽ gửi trong vòng một phút."))


def _by_hand_url(message: UUID) -> str:
    return reverse("exchange:by-hand", args=[message])


def _chosen(found: Watch, facility: str, destination: str) -> str:
    known = {one.key: said(*one.name) for one in destinations.destinations()}
    return " · ".join(one for one in (found.names.get(facility, facility), known.get(destination, "")) if one)


def _tabs(found: Watch, group: str, facility: str, destination: str) -> tuple[parts.Tab, ...]:
    labels = {"stuck": _("Cần người xử lý"), "open": _("Chưa xong"), "done": _("Đã xong")}
    of = [
        one
        for one in found.figures
        if one.destination != destinations.CARDS
        and (not facility or one.facility == facility)
        and (not destination or one.destination == destination)
    ]
    current = group if group in labels else "stuck"
    return tuple(
        parts.Tab(
            label, page_url({"show": key, "facility": facility, "to": destination}), current=key == current,
            count=None if key == "done" else sum(one.counts[key] for one in of),
        )
        for key, label in labels.items()
    )  # fmt: skip
