"""The archive: records found, those that are overdue, archiving one, opening what is archived."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.legal_records import policies
from hoaban.shared.legal_records.forms import ArchiveForm, ReopenForm, SeekForm
from hoaban.shared.legal_records.queries import archive as queries
from hoaban.shared.legal_records.queries.archive import Found, Line, Sought
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.legal_records.services import closing
from hoaban.shared.legal_records.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, page_url, said, start_of


@needs(policies.FIND)
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The records of the facility."""
    form = SeekForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    pile = request.GET.get("show", "all")
    pile = pile if pile in queries.PILES else "all"
    start = start_of(request)
    sought = Sought(pile, given.get("q", "").strip(), given.get("first"), given.get("last"), start)
    found = queries.find_records(actor=actor_of(request), sought=sought, now=clock.now())
    kept = {
        "show": pile,
        "q": sought.text,
        "first": request.GET.get("first", ""),
        "last": request.GET.get("last", ""),
    }
    values = {
        "form": form,
        "tabs": _tabs(found, pile),
        "pile": pile,
        "table": _table(found, pile, keeps=actor_of(request).may(policies.KEEP)),
        "newer": page_url(kept, start=str(max(0, start - queries.COUNT))) if start else "",
        "older": page_url(kept, start=str(start + queries.COUNT)) if found.has_more else "",
    }
    return render(request, "legal_records/archive.html", values)


@needs(policies.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Archiving one record, or opening it again; whoever keeps records reads nothing of what it says."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    reopening = ReopenForm(request.POST if act == "reopen" else None, lists={"basis": _bases()})
    archiving = ArchiveForm(
        request.POST if act == "archive" else None, lists={"retention": _classes()}, initial={}
    )
    if act and _done(request, visit, act, archiving, reopening):
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(request.path)
    line = queries.find_one(actor=actor_of(request), visit=visit, now=clock.now())
    if line is None:
        raise Http404
    archiving.fields["retention"].initial = line.record.retention
    values = {
        "name": line.name, "birth": formats.partial_date(line.birth) if line.birth else "",
        "badge": words.state(line.record), "pairs": _pairs(line),
        "events": [words.event(one) for one in line.record.events],
        "archiving": archiving, "reopening": reopening, "state": line.record.state,
        "crumbs": (parts.Crumb(_("Hồ sơ bệnh án"), reverse("legal_records:archive")), parts.Crumb(line.record.number)),
    }  # fmt: skip
    status = 400 if archiving.errors or reopening.errors else 200
    return render(request, "legal_records/keep.html", values, status=status)


def _done(request: HttpRequest, visit: UUID, act: str, archiving: ArchiveForm, reopening: ReopenForm) -> bool:
    actor, now = actor_of(request), clock.now()
    if act == "archive":
        return archiving.is_valid() and attempt(
            archiving,
            lambda: closing.archive_record(actor=actor, visit=visit, now=now, **archiving.cleaned_data),
        )
    return reopening.is_valid() and attempt(
        reopening, lambda: closing.reopen_record(actor=actor, visit=visit, now=now, **reopening.cleaned_data)
    )


def _bases() -> Pairs:
    return [(code, said(*one.name)) for code, one in keeping.reasons("reopen").items()]


def _classes() -> Pairs:
    return [
        (one.key, f"{said(*one.name)}: {one.years}" if one.years else said(*one.name))
        for one in keeping.retention_classes()
    ]


def _tabs(found: Found, pile: str) -> tuple[parts.Tab, ...]:
    labels = {
        "all": _("Tất cả"), "overdue": _("Quá hạn ký"), "open": _("Đang mở"), "closed": _("Đã đóng"),
        "archived": _("Đã lưu trữ"), "disposal": _("Hết thời hạn lưu trữ"),
    }  # fmt: skip
    return tuple(
        parts.Tab(label, page_url({"show": key}), current=key == pile, count=found.counts[key])
        for key, label in labels.items()
    )


def _table(found: Found, pile: str, *, keeps: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.record.number, url=_url(one, keeps=keeps), note=one.record.archive_number, head=True
            ),
            parts.Cell(
                one.name or _("Chưa rõ tên"), note=formats.partial_date(one.birth) if one.birth else ""
            ),
            parts.Cell(formats.day(one.record.opened_at)),
            parts.Cell("", badge=words.state(one.record), note=_("quá hạn ký") if one.is_overdue else ""),
            parts.Cell(
                formats.day(one.record.keep_until) if pile == "disposal" and one.record.keep_until else "—"
            ),
        )
        for one in found.lines
    )
    columns = (
        parts.Column(_("Số hồ sơ")), parts.Column(_("Họ và tên")), parts.Column(_("Ngày mở"), "date"),
        parts.Column(_("Trạng thái")), parts.Column(_("Lưu đến hết ngày"), "date"),
    )  # fmt: skip
    return parts.Table(_("Hồ sơ bệnh án của cơ sở"), columns, rows, empty=_("Không có hồ sơ nào như vậy."))


def _url(one: Line, *, keeps: bool) -> str:
    name = "legal_records:keep" if keeps else "legal_records:visit"
    return reverse(name, args=[one.record.visit])


def _pairs(line: Line) -> list[parts.Pair]:
    one = line.record
    pairs = [parts.Pair(_("Số hồ sơ"), one.number), parts.Pair(_("Ngày mở"), formats.day(one.opened_at))]
    if one.closed_at:
        pairs.append(parts.Pair(_("Đóng lúc"), formats.day_time(one.closed_at)))
    if one.archive_number:
        pairs.append(parts.Pair(_("Số lưu trữ"), one.archive_number))
    return pairs
