"""The trail, for the auditor: who did what, when, with what outcome. Ids and counts, never values."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.accounts import labels_of
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.formats import clock, day

_PAGE = 50


@needs("audit.read")
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Newest first, page by page, by actor, act, outcome and days. Looking is itself written down."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware, unknown to HttpRequest
    form = forms.Trail(request.GET or {})
    if not form.is_valid():
        return render(request, "accounts/trail.html", {"form": form}, status=400)
    sought, before = form.sought(), form.cleaned_data["before"]
    found = audit.list_entries(sought=sought, before=before, limit=_PAGE + 1)
    entries = found[:_PAGE]
    audit.write(
        actor=actor,
        act="audit.read",
        detail={
            "filters": sorted(name for name, value in form.cleaned_data.items() if value),
            "count": len(entries),
        },
    )
    query = request.GET.copy()
    query.pop("before", None)
    first = query.urlencode()
    older = ""
    if len(found) > _PAGE:
        query["before"] = str(entries[-1].id)
        older = "?" + query.urlencode()
    values = {"form": form, "table": _table(entries), "older": older, "newest": f"?{first}" if before else ""}
    return render(request, "accounts/trail.html", values)


def _table(entries: list[audit.TrailEntry]) -> parts.Table:
    labels = labels_of({entry.actor_id for entry in entries})
    columns = (
        parts.Column(_("Lúc"), "date"),
        parts.Column(_("Ai")),
        parts.Column(_("Việc đã làm")),
        parts.Column(_("Kết quả truy cập")),
        parts.Column(_("Số người liên quan"), "number"),
        parts.Column(_("Chi tiết"), "code", hint=_("Chỉ mã, số đếm và mã băm; không có nội dung hồ sơ.")),
    )
    rows = tuple(_row(entry, labels) for entry in entries)
    return parts.Table(_("Nhật ký truy cập"), columns, rows, empty=_("Không có mục nào khớp."))


def _row(entry: audit.TrailEntry, labels: dict[str, str]) -> tuple[parts.Cell, ...]:
    refused = entry.outcome == "refused"
    outcome = (
        parts.Badge(_("Bị từ chối"), "danger", "cross")
        if refused
        else parts.Badge(_("Được phép"), "success", "check")
    )
    return (
        parts.Cell(f"{day(entry.at)} {clock(entry.at)}", note=f"#{entry.id}", head=True),
        parts.Cell(entry.actor_id.removeprefix("account:"), note=labels.get(entry.actor_id, "")),
        parts.Cell(entry.act, note=entry.purpose),
        parts.Cell("", badge=outcome),
        parts.Cell(str(len(entry.persons))),
        parts.Cell(_spell(entry.detail), note=entry.request_id),
    )


def _spell(detail: dict[str, Any]) -> str:
    """``key: value`` pairs in one line."""
    return "; ".join(
        f"{key}: {_plain(value)}" for key, value in sorted(detail.items()) if value not in ("", None, [])
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return "{" + _spell(value) + "}"
    return str(value)
