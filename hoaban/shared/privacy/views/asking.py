"""What somebody asks about their data: on the own page, and taken down at the desk."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict
from hoaban.shared.privacy import policies, queries
from hoaban.shared.privacy.forms import AskForm, DeskAskForm
from hoaban.shared.privacy.queries import rights as asked
from hoaban.shared.privacy.rules import rights
from hoaban.shared.privacy.rules.rights import Asker, Asking
from hoaban.shared.privacy.services import rights as services
from hoaban.shared.privacy.views import requests as showing
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said

_PAGE = "privacy/requests_of.html"


@needs(policies.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """What I ask about my data, or for a child I stand for."""
    actor = actor_of(request)
    subject = queries.subject_of(actor, person)
    form = AskForm(request.POST or None, lists={"kind": _kinds()}, initial={"once": _token()})
    done = _act(request, subject.person, form, lambda: _asking(form))
    if done:
        return done
    found = asked.requests_of(actor=actor, person=subject.person, now=clock.now())
    values: dict[str, object] = {
        "title": _("Yêu cầu về dữ liệu của tôi") if subject.own else _("Yêu cầu về dữ liệu"),
        "name": "" if subject.own else subject.name,
        "own": True,
        "shown": [showing.shown(one, found, for_officer=False) for one in found.requests],
        "links": [
            (_("Xem hồ sơ"), reverse("chart:own-record", args=[subject.person])),
            (_("In hồ sơ"), reverse("chart:own-print", args=[subject.person])),
            (_("Ai đã xem hồ sơ"), reverse("privacy:own-looks-of", args=[subject.person])),
            (_("Ai xem được hồ sơ"), reverse("privacy:own-access-of", args=[subject.person])),
            (_("Đồng ý và từ chối"), reverse("privacy:own-consents-of", args=[subject.person])),
        ],
        "kinds": _meanings(),
        "form": form,
    }
    return render(request, _PAGE, values, status=400 if form.errors else 200)


@needs(policies.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody asks about their data, for the desk that takes it down."""
    actor = actor_of(request)
    lists = {
        "kind": _kinds(),
        "asker": [(one, said(*both)) for one, both in rights.ASKERS.items()],
        "identified": [(one, said(*both)) for one, both in rights.IDENTIFIED.items() if one != rights.OWN_PAGE],
    }  # fmt: skip
    form = DeskAskForm(request.POST or None, lists=lists, initial={"once": _token()})
    done = _act(request, person, form, lambda: _asking_at_desk(form))
    if done:
        return done
    found, title = asked.requests_of(actor=actor, person=person, now=clock.now()), _("Yêu cầu về dữ liệu")
    whose = queries.who_is(person)
    values: dict[str, object] = {
        "title": title,
        "name": whose.name,
        "birth": formats.partial_date(whose.birth) if whose.birth else "",
        "shown": [showing.shown(one, found, for_officer=False) for one in found.requests],
        "links": [(_("Đồng ý và từ chối"), reverse("privacy:consents", args=[person]))],
        "kinds": _meanings(),
        "form": form,
        "crumbs": (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(title)),
    }
    return render(request, _PAGE, values, status=400 if form.errors else 200)


def _act(
    request: HttpRequest, person: UUID, form: AskForm, asking: Callable[[], Asking]
) -> HttpResponse | None:
    """Ask or take back, if that was sent; the next page, or None to show this one."""
    if request.method != "POST":
        return None
    withdrawn = request.POST.get("withdraw", "")
    if withdrawn:
        _withdraw(request, person, withdrawn)
        return HttpResponseRedirect(request.path)
    if form.is_valid() and attempt(form, lambda: _ask(request, person, form, asking())):
        return HttpResponseRedirect(request.path)
    return None


def _ask(request: HttpRequest, person: UUID, form: AskForm, asking: Asking) -> None:
    now = clock.now()
    number = services.ask_about_data(
        actor=actor_of(request), person=person, asking=asking, once=form.cleaned_data["once"], now=now
    )
    received_on = asking.received_on or clock.vietnam_day(now)
    due = formats.day(rights.due_on(rights.kind(asking.kind, received_on), received_on))
    told = {"number": number, "due": due}
    messages.success(request, _("Đã nhận yêu cầu số %(number)s. Hạn trả lời: %(due)s.") % told)
    if rights.acknowledge_by(received_on) < clock.vietnam_day(now):
        messages.warning(
            request, _("Đơn đến đã lâu: quá hạn báo cho người yêu cầu biết là đã nhận. Hãy báo ngay hôm nay.")
        )


def _withdraw(request: HttpRequest, person: UUID, number: str) -> None:
    known = number.isdecimal() and len(number) < 19
    try:
        services.withdraw_request(
            actor=actor_of(request), person=person, number=int(number) if known else 0, now=clock.now()
        )
    except Conflict as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    else:
        messages.success(request, _("Đã rút yêu cầu."))


def _asking(form: AskForm) -> Asking:
    return Asking(form.cleaned_data["kind"], form.cleaned_data["text"])


def _asking_at_desk(form: DeskAskForm) -> Asking:
    given = form.cleaned_data
    received_on: date | None = given["received_on"]
    return Asking(
        given["kind"], given["text"], Asker(given["asker"]), given["asker_name"], given["relation"],
        given["identified"], received_on,
    )  # fmt: skip


def _kinds() -> Pairs:
    return [(one.key, said(*one.name)) for one in rights.kinds(clock.vietnam_day(clock.now()))]


def _meanings() -> list[parts.Pair]:
    """What each right means, how long an answer takes, and what the platform does about it."""
    return [
        parts.Pair(
            said(*one.name),
            said(*one.means),
            note=_("Trả lời trong %s. ") % showing.term(one.term) + said(*one.does),
        )
        for one in rights.kinds(clock.vietnam_day(clock.now()))
    ]


def _token() -> str:
    return secrets.token_hex(16)
