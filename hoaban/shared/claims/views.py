"""Pages for who sends claims: upload, progress, what was found."""

from __future__ import annotations

import csv
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.claims import queries, services
from hoaban.shared.claims.forms import UploadForm
from hoaban.ui import formats, parts

NEEDS = "claims.submit"
_PAGE = 100
_STATES = {"waiting": "đang chờ", "running": "đang xử lý", "done": "xong", "failed": "bị dừng"}
_KINDS = {"waiting": "neutral", "running": "info", "done": "success", "failed": "danger"}
_SEVERITIES = {"error": ("lỗi", "danger"), "warning": ("cảnh báo", "warning"), "info": ("ghi chú", "neutral")}


@needs(NEEDS)
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """What was sent, newest first."""
    rows = tuple(
        (
            parts.Cell(
                formats.day_time(one.created_at), url=reverse("claims:batch", args=[one.id]), head=True
            ),
            parts.Cell(", ".join(one.files[:3]) + (" …" if len(one.files) > 3 else "")),
            parts.Cell("", badge=parts.Badge(_(_STATES[one.state]), _KINDS[one.state])),
            parts.Cell(formats.number(one.done)),
            parts.Cell(formats.number(one.warned)),
            parts.Cell(formats.number(one.rejected)),
        )
        for one in queries.list_batches(actor=_actor(request))
    )
    columns = (
        parts.Column(_("Gửi lúc"), "date"), parts.Column(_("Tệp")), parts.Column(_("Trạng thái")),
        parts.Column(_("Hồ sơ"), "number"), parts.Column(_("Cảnh báo"), "number"), parts.Column(_("Từ chối"), "number"),
    )  # fmt: skip
    table = parts.Table(_("Các lô đã gửi"), columns, rows, empty=_("Chưa gửi lô nào."))
    return render(request, "claims/batches.html", {"table": table, "upload_url": reverse("claims:upload")})


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send files; they are read in the background and the batch's page follows them."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = [(one.name, one) for one in form.cleaned_data["uploads"]]
        try:
            batch = services.deliver(
                actor=_actor(request),
                source="upload",
                files=files,
                receipt=form.cleaned_data["receipt"],
                now=clock.now(),
            )
        except HoaBanError as failure:
            form.add_error("uploads", failure.message_en if _english(request) else failure.message_vi)
        else:
            services.enqueue(batch)
            return redirect("claims:batch", batch=batch)
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "claims/upload.html", {"form": form}, status=status)


@needs(NEEDS)
@require_safe
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One batch: how far it is, which rules were broken how often, each finding at its place."""
    actor, code = _actor(request), request.GET.get("code", "")[:40]
    line = queries.find_batch(actor=actor, batch_id=batch)
    start = int(text) if (text := request.GET.get("start", "")).isdigit() and len(text) < 7 else 0
    found = queries.list_findings(actor=actor, batch_id=batch, code=code, start=start, count=_PAGE + 1)
    english = _english(request)
    values = {
        "line": line,
        "step": _step(line, english=english),
        "rules": _rules(queries.rule_counts(actor=actor, batch_id=batch), batch, english=english),
        "findings": _findings(found[:_PAGE], english=english),
        "code": code,
        "newer": f"?code={code}&start={max(0, start - _PAGE)}" if start else "",
        "older": f"?code={code}&start={start + _PAGE}" if len(found) > _PAGE else "",
        "crumbs": (
            parts.Crumb(_("Hồ sơ BHYT"), reverse("claims:batches")),
            parts.Crumb(formats.day_time(line.created_at)),
        ),
    }
    return render(request, "claims/batch.html", values)


@needs(NEEDS)
@require_safe
def progress(request: HttpRequest, batch: UUID) -> HttpResponse:
    """How far a batch is, for the poll."""
    line = queries.find_batch(actor=_actor(request), batch_id=batch)
    step = _step(line, english=_english(request))
    response = render(request, "claims/progress.html", {"step": step})
    if step.finished:
        response["HX-Refresh"] = "true"  # the page shows the findings now
    return response


@needs(NEEDS)
@require_POST
def resume(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Go on with a batch that was stopped."""
    line = queries.find_batch(actor=_actor(request), batch_id=batch)
    if line.state != "done":
        services.enqueue(batch)
    return redirect("claims:batch", batch=batch)


@needs(NEEDS)
@require_safe
def findings_csv(request: HttpRequest, batch: UUID) -> HttpResponse:
    """All findings as a table for a spreadsheet."""
    english = _english(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch}.csv"'
    out = csv.writer(response)
    out.writerow(["dossier", "severity", "code", "table", "row", "field", "value", "message", "legal_basis"])
    for dossier, one in queries.list_findings(actor=_actor(request), batch_id=batch, count=100_000):
        message = one.message_en if english else one.message_vi
        cells = [
            dossier,
            one.severity,
            one.code,
            one.table,
            one.row,
            one.field,
            one.value,
            message,
            one.legal_basis,
        ]
        out.writerow([_harmless(cell) for cell in cells])
    return response


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)


def _english(request: HttpRequest) -> bool:
    return bool(cast(Any, request).LANGUAGE_CODE == "en")


def _step(line: queries.BatchLine, *, english: bool) -> parts.Step:
    finished = line.state in {"done", "failed"}
    done = len(line.files) - line.unfinished
    label = _("%(done)s hồ sơ, %(rejected)s bị từ chối") % {
        "done": formats.number(line.done), "rejected": formats.number(line.rejected),
    }  # fmt: skip
    return parts.Step(
        label, done, len(line.files), reverse("claims:progress", args=[line.id]), finished=finished,
        failed=line.state == "failed", note=(line.failure_en if english else line.failure_vi) or _(_STATES[line.state]),
    )  # fmt: skip


def _rules(counts: list[queries.RuleCount], batch: UUID, *, english: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.code, url=f"{reverse('claims:batch', args=[batch])}?code={one.code}", head=True),
            parts.Cell("", badge=_severity(one.severity)),
            parts.Cell(formats.number(one.count)),
            parts.Cell(one.message_en if english else one.message_vi),
        )
        for one in counts
    )
    columns = (
        parts.Column(_("Quy tắc")), parts.Column(_("Mức độ")), parts.Column(_("Số lần"), "number"),
        parts.Column(_("Nội dung")),
    )  # fmt: skip
    return parts.Table(_("Quy tắc bị vi phạm"), columns, rows, empty=_("Không có phát hiện nào."))


def _findings(found: list[tuple[str, queries.FindingReport]], *, english: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(dossier, head=True),
            parts.Cell(one.code, badge=_severity(one.severity)),
            parts.Cell(" ".join(str(part) for part in (one.table, one.row, one.field) if part)),
            parts.Cell(one.value),
            parts.Cell(one.message_en if english else one.message_vi, note=one.legal_basis),
        )
        for dossier, one in found
    )
    columns = (
        parts.Column(_("Hồ sơ")), parts.Column(_("Quy tắc")), parts.Column(_("Vị trí")), parts.Column(_("Giá trị")),
        parts.Column(_("Nội dung")),
    )  # fmt: skip
    return parts.Table(_("Các phát hiện"), columns, rows, empty=_("Không có phát hiện nào."))


def _severity(severity: str) -> parts.Badge:
    word, kind = _SEVERITIES.get(severity, (severity, "neutral"))
    return parts.Badge(_(word), kind)
