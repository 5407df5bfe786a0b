"""A paper is written: filled in from the visit, looked at, given out; or written again in the place of one that was wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.papers import policies
from hoaban.shared.papers.forms import PaperForm
from hoaban.shared.papers.queries import pages
from hoaban.shared.papers.queries.listing import Paper
from hoaban.shared.papers.rules.checking import Remark
from hoaban.shared.papers.rules.kinds import Kind, kinds
from hoaban.shared.papers.services.ending import replace_paper
from hoaban.shared.papers.services.writing import PaperNotValid, Wanted, write_paper
from hoaban.shared.papers.views.frame import framed
from hoaban.ui.forms import actor_of, said, tell


@needs(policies.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, visit: UUID, paper_kind: str) -> HttpResponse:
    """A new paper of a kind."""
    chosen = kinds().get(paper_kind)
    if chosen is None:
        raise Http404
    return _page(request, visit, chosen, None)


@needs(policies.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, paper: UUID) -> HttpResponse:
    """The same paper once more, to be corrected."""
    old = pages.peek(actor=actor_of(request), paper=paper)
    return _page(request, old.visit, old.kind, old)


def _page(request: HttpRequest, visit: UUID, kind: Kind, old: Paper | None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    remarks: list[Remark] = []
    form = None
    if request.method == "POST":
        form = _form(kind, now, request.POST, old)
        if form.is_valid():
            made, remarks = _give_out(request, visit, form, old, now)
            if made is not None:
                messages.success(request, _("Đã cấp giấy số %s.") % made.number)
                return HttpResponseRedirect(reverse("papers:one", args=[made.id]))
            if remarks and not any(one.stops for one in remarks):
                form = _form(kind, now, request.POST, old, doubts=True)
                form.is_valid()
    with pages.before_writing(
        actor=actor, visit=visit, kind=kind, old=old.id if old else None, now=now
    ) as shown:
        title = said(*kind.name)
        values = framed(request, visit, title, inner=True)
    if form is None:
        form = _form(kind, now, None, old, shown.values)
    more = {"kind": kind, "form": form, "remarks": _words(remarks), "why_not": said(*shown.why_not) if shown.why_not else "",
            "unsure": kind.certainty == "G"}  # fmt: skip
    return render(
        request, "papers/write.html", {**values, **more}, status=400 if form.errors or remarks else 200
    )


def _form(
    kind: Kind, now: datetime, posted: Any, old: Paper | None, initial: dict[str, str] | None = None, *, doubts: bool = False
) -> PaperForm:  # fmt: skip
    on = clock.vietnam_day(now)
    start = {"once": uuid4().hex, **_days(kind, initial or {})}
    return PaperForm(
        posted, kind=kind, doubts=doubts, replacing=old is not None, initial=start,
        lists={"MA_CSKCB_DEN": pages.destinations(on), "MA_LYDO_CT": pages.reasons(on)},
    )  # fmt: skip


def _days(kind: Kind, values: dict[str, str]) -> dict[str, Any]:
    days = {one.code for one in kind.fields if one.shape == "day"}
    return {key: date.fromisoformat(text) if key in days and text else text for key, text in values.items()}


def _give_out(
    request: HttpRequest, visit: UUID, form: PaperForm, old: Paper | None, now: datetime
) -> tuple[Paper | None, list[Remark]]:
    given = form.cleaned_data
    wanted = Wanted(form.kind.key, form.values(), bool(given["sure"]), given["once"])
    actor = actor_of(request)
    try:
        if old is not None:
            return replace_paper(
                actor=actor, paper=old.id, wanted=wanted, reason=given["reason"], now=now
            ), []
        return write_paper(actor=actor, visit=visit, wanted=wanted, now=now), []
    except PaperNotValid as refused:
        for one in refused.remarks:
            if one.stops:
                form.add_error(one.place, said(one.vi, one.en))
        return None, refused.remarks
    except (Invalid, Conflict) as failure:
        tell(form, failure)
        return None, []


def _words(remarks: list[Remark]) -> list[str]:
    return [said(one.vi, one.en) for one in remarks if not one.stops]
