"""The officers' work list of requests about data, and one request with its answer."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.forms import AnswerRequestForm
from hoaban.shared.privacy.queries import rights as asked
from hoaban.shared.privacy.queries.rights import Request, Requests
from hoaban.shared.privacy.rules import rights
from hoaban.shared.privacy.rules.rights import Answer, State
from hoaban.shared.privacy.services import rights as services
from hoaban.shared.privacy.views import requests as showing
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, page_url, said, start_of

_PAGE = 50


@needs(policies.ANSWER)
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """Those that wait, the first due first; or those that are closed."""
    closed, start = request.GET.get("show") == "done", start_of(request)
    found = asked.work_list(actor=actor_of(request), closed=closed, start=start, count=_PAGE, now=clock.now())
    kept = {"show": "done"} if closed else {}
    values = {
        "tabs": (
            parts.Tab(_("Chờ trả lời"), request.path, current=not closed, count=found.waiting),
            parts.Tab(_("Đã xong"), f"{request.path}?show=done", current=closed),
        ),
        "overdue": found.overdue,
        "table": _table(found),
        "older": page_url(kept, start=str(start + _PAGE)) if found.more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
    }
    return render(request, "privacy/requests.html", values)


@needs(policies.ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def one_request(request: HttpRequest, number: int) -> HttpResponse:
    """One request, with what was done and the form to answer it."""
    if number >= 2**63:
        number = 0
    one, found = asked.find_request(actor=actor_of(request), number=number, now=clock.now())
    form = AnswerRequestForm(
        request.POST or None,
        lists={"outcome": _outcomes(one), "ground": _grounds(one)},
        initial={"once": secrets.token_hex(16)},
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _answer(request, number, form)):
        messages.success(request, _("Đã ghi câu trả lời."))
        return HttpResponseRedirect(request.path)
    told, whose = showing.shown(one, found, for_officer=True), found.persons.get(one.person)
    values = {
        "one": told,
        "title": told.title,
        "name": whose.name if whose else "",
        "birth": formats.partial_date(whose.birth) if whose and whose.birth else "",
        "form": form if one.waits or form.is_bound else None,
        "grounds": [parts.Pair(said(*each.name), each.basis or _("chưa có văn bản")) for each in _offered(one)],
        "links": (
            (_("Ai đã xem hồ sơ"), reverse("privacy:looks", args=[one.person])),
            (_("Ai xem được hồ sơ"), reverse("privacy:access", args=[one.person])),
        ),
        "crumbs": (
            parts.Crumb(_("Yêu cầu về dữ liệu"), reverse("privacy:requests")), parts.Crumb(told.title),
        ),
    }  # fmt: skip
    return render(request, "privacy/request.html", values, status=400 if form.errors else 200)


def _answer(request: HttpRequest, number: int, form: AnswerRequestForm) -> None:
    given = form.cleaned_data
    services.answer_request(
        actor=actor_of(request), number=number, once=given["once"], now=clock.now(),
        given=Answer(State(given["outcome"]), given["words"], given["ground"]),
    )  # fmt: skip


def _outcomes(one: Request) -> Pairs:
    may_extend = one.state is State.RECEIVED and one.kind.longer is not None
    longer = showing.term(one.kind.longer) if one.kind.longer else ""
    return [
        (key, f"{said(*both)} ({longer})" if key == State.EXTENDED else said(*both))
        for key, both in rights.ANSWERS.items()
        if key != State.EXTENDED or may_extend
    ]


def _offered(one: Request) -> list[rights.Ground]:
    return rights.grounds(one.kind.key, clock.vietnam_day(clock.now()))


def _grounds(one: Request) -> Pairs:
    return [(each.key, said(*each.name)) for each in _offered(one)]


def _table(found: Requests) -> parts.Table:
    columns = (
        parts.Column(_("Hạn trả lời"), "date"), parts.Column(_("Yêu cầu")), parts.Column(_("Dữ liệu của")),
        parts.Column(_("Ngày nhận"), "date"), parts.Column(_("Trạng thái")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                formats.day(one.due_on), reverse("privacy:request", args=[one.number]), note=showing.left(one), head=True
            ),
            parts.Cell(said(*one.kind.name), note=_("số %s") % one.number),
            parts.Cell(found.persons[one.person].name if one.person in found.persons else "—"),
            parts.Cell(formats.day(one.received_on)),
            parts.Cell("", badge=showing.state(one)),
        )
        for one in found.requests
    )  # fmt: skip
    return parts.Table(_("Các yêu cầu"), columns, rows, empty=_("Không có yêu cầu nào."))
