"""What was sent in one go: how far it is, how many dossiers of which kind, what was found."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaban.connect import sheets
from hoaban.foundation.accounts.api import needs
from hoaban.shared.claims import queries, services
from hoaban.shared.claims.views import words
from hoaban.ui import formats, parts

NEEDS = "claims.submit"
_PAGE = 100


@needs(NEEDS)
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """What was sent, newest first."""
    rows = tuple(
        (
            parts.Cell(
                formats.day_time(one.created_at), url=reverse("claims:batch", args=[one.id]), head=True
            ),
            parts.Cell(", ".join(one.files[:3]) + (" …" if one.file_count > 3 else "")),
            parts.Cell("", badge=words.state(one.state)),
            _counted(one.done, batch=one.id),
            _counted(
                one.verdicts.get("accepted_with_warnings", 0), batch=one.id, verdict="accepted_with_warnings"
            ),
            _counted(one.verdicts.get("rejected", 0), batch=one.id, verdict="rejected"),
        )
        for one in queries.list_batches(actor=words.actor_of(request))
    )
    columns = (
        parts.Column(_("Gửi lúc"), "date"), parts.Column(_("Tệp")), parts.Column(_("Trạng thái")),
        parts.Column(_("Hồ sơ"), "number"), parts.Column(_("Cảnh báo"), "number"), parts.Column(_("Từ chối"), "number"),
    )  # fmt: skip
    table = parts.Table(_("Các lô đã gửi"), columns, rows, empty=_("Chưa gửi lô nào."))
    values = {"table": table, "upload_url": reverse("claims:upload"), "list_url": reverse("claims:dossiers")}
    return render(request, "claims/batches.html", values)


@needs(NEEDS)
@require_safe
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    """One batch: how far it is, which rules were broken how often, each finding at its place."""
    actor, code = words.actor_of(request), request.GET.get("code", "")[:40].replace("\0", "")
    line = queries.find_batch(actor=actor, batch_id=batch)
    start = words.start_of(request)
    found = queries.list_findings(actor=actor, batch_id=batch, code=code, start=start, count=_PAGE + 1)
    english = words.is_english(request)
    values = {
        "line": line,
        "step": _step(line, english=english),
        "tiles": _tiles(line),
        "rules": _rules(queries.rule_counts(actor=actor, batch_id=batch), batch, english=english),
        "findings": _findings(found[:_PAGE], english=english),
        "code": code,
        "code_url": words.list_url(batch=batch, code=code),
        "newer": words.page_url(code=code, start=max(0, start - _PAGE)) if start else "",
        "older": words.page_url(code=code, start=start + _PAGE) if len(found) > _PAGE else "",
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
    line = queries.find_batch(actor=words.actor_of(request), batch_id=batch)
    step = _step(line, english=words.is_english(request))
    response = render(request, "claims/progress.html", {"step": step})
    if step.finished:
        response["HX-Refresh"] = "true"  # the page shows the findings now
    return response


@needs(NEEDS)
@require_POST
def resume(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Go on with a batch that was stopped."""
    line = queries.find_batch(actor=words.actor_of(request), batch_id=batch)
    if line.state != "done":
        services.enqueue(batch)
    return redirect("claims:batch", batch=batch)


@needs(NEEDS)
@require_safe
def findings_csv(request: HttpRequest, batch: UUID) -> HttpResponse:
    """All findings as a table for a spreadsheet."""
    english = words.is_english(request)
    titles = ["dossier", "severity", "code", "table", "row", "field", "value", "message", "legal_basis"]
    found = queries.all_findings(actor=words.actor_of(request), batch_id=batch)
    content = sheets.write_csv(titles, (_line(each, english=english) for each in found))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{batch}.csv"'
    return response


def _line(each: queries.PlacedFinding, *, english: bool) -> list[object]:
    one = each.finding
    message = one.message_en if english else one.message_vi
    return [
        each.about, one.severity, one.code, one.table, one.row, one.field, one.value, message, one.legal_basis,
    ]  # fmt: skip


def _counted(count: int, **wanted: object) -> parts.Cell:
    """A number that opens the dossiers behind it."""
    return parts.Cell(formats.number(count), url=words.list_url(**wanted) if count else "")


def _tiles(line: queries.BatchLine) -> tuple[parts.Tile, ...]:
    """Every number of a batch with the list behind it."""
    counted: list[tuple[str, int, dict[str, str]]] = [(_("hồ sơ đã đọc"), line.done, {})]
    counted += [
        (str(word), line.verdicts.get(code, 0), {"verdict": code})
        for code, (word, _kind) in words.VERDICTS.items()
    ]
    counted += [
        (str(word), line.outcomes.get(code, 0), {"outcome": code})
        for code, (word, _kind) in words.OUTCOMES.items()
        if code != "refused"
    ]
    return tuple(
        parts.Tile(
            word, formats.number(number), url=words.list_url(batch=line.id, **wanted) if number else ""
        )
        for word, number, wanted in counted
    )


def _step(line: queries.BatchLine, *, english: bool) -> parts.Step:
    finished = line.state in {"done", "failed"}
    label = _("%(done)s hồ sơ, %(rejected)s bị từ chối") % {
        "done": formats.number(line.done), "rejected": formats.number(line.verdicts.get("rejected", 0)),
    }  # fmt: skip
    return parts.Step(
        label, line.file_count - line.unfinished, line.file_count, reverse("claims:progress", args=[line.id]),
        finished=finished, failed=line.state == "failed",
        note=(line.failure_en if english else line.failure_vi) or words.state(line.state).text,
    )  # fmt: skip


def _rules(counts: list[queries.RuleCount], batch: UUID, *, english: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.code, url=f"{reverse('claims:batch', args=[batch])}?code={one.code}", head=True),
            parts.Cell("", badge=words.severity(one.severity)),
            parts.Cell(formats.number(one.count), url=words.list_url(batch=batch, code=one.code)),
            parts.Cell(one.message_en if english else one.message_vi),
        )
        for one in counts
    )
    columns = (
        parts.Column(_("Quy tắc")), parts.Column(_("Mức độ")), parts.Column(_("Số lần"), "number"),
        parts.Column(_("Nội dung")),
    )  # fmt: skip
    return parts.Table(_("Quy tắc bị vi phạm"), columns, rows, empty=_("Không có phát hiện nào."))


def _findings(found: list[queries.PlacedFinding], *, english: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                one.about, url=reverse("claims:dossier", args=[one.ref]) if one.ref else "", head=True
            ),
            *words.placed(one.finding, english=english),
        )
        for one in found
    )
    columns = (parts.Column(_("Hồ sơ")), *words.finding_columns())
    return parts.Table(_("Các phát hiện"), columns, rows, empty=_("Không có phát hiện nào."))
