"""The record of one visit: how it stands, its versions, making, closing and opening it again; its files and its export."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.chart import api as chart
from hoaban.shared.legal_records import policies
from hoaban.shared.legal_records.forms import ReopenForm, WhyForm
from hoaban.shared.legal_records.queries import pages, reading
from hoaban.shared.legal_records.queries.pages import Shown
from hoaban.shared.legal_records.queries.standing import Standing, Version
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.legal_records.services import closing, exports, later, looking
from hoaban.shared.legal_records.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said


@needs(policies.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """How the record stands, and what can be done with it."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    reopen = ReopenForm(request.POST if act == "reopen" else None, lists={"basis": _bases("reopen")})
    why = WhyForm(request.POST if act == "look" else None, lists={"basis": _bases("look")})
    if act and _done(request, visit, act, reopen, why):
        return HttpResponseRedirect(request.path)
    with pages.one_look(actor=actor_of(request), visit=visit, now=clock.now()) as shown:
        values = _frame(request, visit)
    more = {"reopen": reopen, "why": why, **_values(shown)}
    status = 400 if reopen.errors or why.errors else 200
    return render(request, "legal_records/visit.html", {**values, **more}, status=status)


@needs(policies.WORK)
@require_safe
def file(request: HttpRequest, visit: UUID, number: int, part: str) -> HttpResponse:
    """A file of a version: the PDF, or the XML."""
    _one, content = reading.open_file(
        actor=actor_of(request), visit=visit, version=number, kind=part, now=clock.now()
    )
    response = HttpResponse(content, content_type=f"application/{part}")
    place = "inline" if part == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="ho-so-ban-{number}.{part}"'
    return response


@needs(policies.WORK)
@require_safe
def export(request: HttpRequest, visit: UUID, part: str) -> HttpResponse:
    """One record as XML, JSON, or both with the signed files."""
    made = exports.export_record(actor=actor_of(request), visit=visit, kind=part, now=clock.now())
    response = HttpResponse(made.content, content_type=made.media)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _frame(request: HttpRequest, visit: UUID) -> dict[str, object]:
    title = _("Hồ sơ bệnh án của lượt khám")
    if request.headers.get("HX-Request") == "true":
        return {"frame": "legal_records/pane.html", "title": title}
    banner = chart.see_banner(actor=actor_of(request), visit=visit, now=clock.now())
    return {
        "frame": "legal_records/page.html",
        "title": title,
        "banner": banner,
        "crumbs": (parts.Crumb(title),),
    }


def _done(request: HttpRequest, visit: UUID, act: str, reopen: ReopenForm, why: WhyForm) -> bool:
    """Do what was asked; False where a form is to be shown again."""
    actor, now = actor_of(request), clock.now()
    if act == "reopen":
        return reopen.is_valid() and attempt(
            reopen, lambda: closing.reopen_record(actor=actor, visit=visit, now=now, **reopen.cleaned_data)
        )
    if act == "look":
        return why.is_valid() and attempt(
            why, lambda: looking.say_why(actor=actor, visit=visit, now=now, **why.cleaned_data)
        )
    acts: dict[str, Callable[[], object]] = {
        "make": lambda: later.ask_for_record(actor=actor, visit=visit, now=now),
        "close": lambda: closing.close_record(actor=actor, visit=visit, now=now),
    }
    if act not in acts:
        return False
    try:
        acts[act]()
    except (Invalid, Conflict) as failure:
        messages.warning(request, said(failure.message_vi, failure.message_en))
    return True


def _bases(act: str) -> Pairs:
    return [(code, said(*one.name)) for code, one in keeping.reasons(act).items() if not one.keeper_only]


def _values(shown: Shown) -> dict[str, object]:
    found = shown.record
    hidden = shown.must_say_why
    return {
        "must_say_why": hidden,
        "why_not": said(*shown.why_not) if shown.why_not else "",
        "badge": words.state(found) if found else parts.Badge(_("chưa mở"), "neutral"),
        "pairs": _pairs(found) if found else [],
        "versions": None if hidden or not found else _versions(found),
        "events": [words.event(one) for one in found.events] if found and not hidden else [],
        "may_make": found is None or found.is_open,
        "may_close": bool(found and found.is_open and found.version and not found.waiting and not shown.visit.is_open),
        "may_reopen": bool(found and found.state == "closed"),
        "asked": bool(found and found.asked_at),
        "fault": said(*found.fault) if found and found.fault[0] else "",
        "waiting": bool(found and found.waiting),
        "exports": [] if hidden or not found else [
            (label, reverse("legal_records:export", args=[found.visit, part]))
            for label, part in ((_("Gói ZIP có bản ký"), "zip"), ("XML", "xml"), ("JSON", "json"))
        ],
    }  # fmt: skip


def _pairs(found: Standing) -> list[parts.Pair]:
    pairs = [
        parts.Pair(_("Số hồ sơ"), found.number),
        parts.Pair(_("Mở lúc"), formats.day_time(found.opened_at)),
    ]
    if found.closed_at:
        pairs.append(parts.Pair(_("Đóng lúc"), formats.day_time(found.closed_at)))
        pairs.append(parts.Pair(_("Thời hạn lưu trữ"), words.retention(found)))
    if found.archive_number:
        pairs.append(parts.Pair(_("Số lưu trữ"), found.archive_number))
    return pairs


def _versions(found: Standing) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                _("Bản %s") % one.number,
                url=reverse("legal_records:file", args=[found.visit, one.number, "pdf"]),
                head=True,
            ),
            parts.Cell(formats.day_time(one.made_at), note=one.made_by.removeprefix("account:")),
            parts.Cell("", badge=words.version_state(one)),
            parts.Cell(_signed(one)),
            parts.Cell("XML", url=reverse("legal_records:file", args=[found.visit, one.number, "xml"])),
        )
        for one in reversed(found.versions)
    )
    columns = (
        parts.Column(_("Bản")), parts.Column(_("Lập lúc"), "date"), parts.Column(_("Trạng thái")),
        parts.Column(_("Ký")), parts.Column(_("Bản máy đọc")),
    )  # fmt: skip
    return parts.Table(_("Các bản của hồ sơ"), columns, rows, empty=_("Chưa lập bản nào."))


def _signed(one: Version) -> str:
    if one.signed_at is None:
        return "—"
    return f"{formats.day_time(one.signed_at)}, {one.signed_by.removeprefix('account:')}"
