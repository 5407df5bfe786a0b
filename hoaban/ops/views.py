"""Pages for whoever keeps the installation running."""

from __future__ import annotations

import hmac
import os
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.ops.demo import trial_provider
from hoaban.ops.demo.loading import find_loading
from hoaban.ops.runtime import health, metrics, queue
from hoaban.record import reindexing
from hoaban.shared.claims import api as claims
from hoaban.ui import formats, parts

_LOOPBACK = ("127.", "::1")


@accounts.open_to_all
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when all is well, 503 otherwise, with what was asked and answered."""
    answers = health.ask_all(settings.VAR)
    well = all(answer.well for answer in answers)
    return JsonResponse(
        {
            "status": "ok" if well else "failing",
            "checks": {answer.name: {"ok": answer.well, "detail": answer.detail} for answer in answers},
        },
        status=200 if well else 503,
    )


@accounts.open_to_all
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: for this machine itself, or with the token of HOABAN_METRICS_TOKEN."""
    if not _may_scrape(request):
        raise PermissionDenied
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


@accounts.open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def trial_identity(request: HttpRequest) -> HttpResponse:
    """The national identity as a trial plays it: whoever sits there says which invented person they are."""
    asked, back = request.GET.dict(), request.GET.get("redirect_uri", "")
    ours = request.build_absolute_uri(reverse("accounts:back", args=[trial_provider.KEY]))
    if back != ours:  # nobody is sent anywhere else
        raise Invalid("Yêu cầu đăng nhập không đúng.", "The sign-in request is not right.")
    if request.method == "POST":
        given = request.POST
        return redirect(
            trial_provider.agree(asked, username=given.get("username", ""), level=given.get("level", ""))
        )
    return render(request, "ops/trial_identity.html", {"citizens": trial_provider.citizens().values()})


def _may_scrape(request: HttpRequest) -> bool:
    token = os.environ.get("HOABAN_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # through a proxy on this machine everybody would seem to be on this machine
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))
    return not forwarded and request.META.get("REMOTE_ADDR", "").startswith(_LOOPBACK)


@accounts.open_to_all
@never_cache
@require_safe
def loading(request: HttpRequest) -> HttpResponse:
    """How far the data that are still coming in are, for the poll of every page; nothing once they are in."""
    step = demo_loading()
    return render(request, "ui/loading.html", {"step": step}) if step else HttpResponse("")


def demo_loading() -> parts.Step | None:
    """People of the invented province that are in, and the dossiers that are on their way."""
    state = find_loading(settings.VAR / "demo") if settings.DEMO else None
    if state is None:
        return None
    taken = min(claims.dossiers_taken(state.folder), state.dossiers) if state.folder else 0
    note = _("Số liệu và danh sách còn thiếu cho đến khi nạp xong.")
    if state.dossiers:
        texts = {"taken": formats.number(taken), "dossiers": formats.number(state.dossiers)}
        note = _("Đợt này đã nhận %(taken)s trong %(dossiers)s hồ sơ.") % texts + " " + note
    people = {"loaded": formats.number(state.loaded), "wanted": formats.number(state.wanted)}
    return parts.Step(
        _("Đang nạp tỉnh giả lập: %(loaded)s trong %(wanted)s người.") % people,
        # in dossiers' worth of people, so that the bar moves while a slice is on its way
        state.loaded * state.dossiers + state.coming * taken if state.dossiers else state.loaded,
        state.wanted * max(1, state.dossiers),
        reverse("ops:loading"),
        note=note,
    )


@accounts.needs("jobs.manage")
@never_cache
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Queues, and the jobs that failed."""
    shown = {"queues": _queue_table(clock.now()), "index": _index_table(), "failed": queue.list_failed()}
    return render(request, "ops/jobs.html", shown)


def _queue_table(now: datetime) -> parts.Table:
    columns = (
        parts.Column(_("Hàng đợi")),
        *(
            parts.Column(label, "number")
            for label in (_("Đang chờ"), _("Đang chạy"), _("Hỏng"), _("Chờ lâu nhất"))
        ),
    )
    rows = []
    for line in queue.list_queues():
        age = _("%d giây") % (now - line.oldest_at).total_seconds() if line.oldest_at else "–"
        cells = (
            parts.Cell(line.name, head=True),
            *(parts.Cell(str(n)) for n in (line.waiting, line.doing, line.failed)),
        )
        rows.append((*cells, parts.Cell(age)))
    return parts.Table(_("Hàng đợi"), columns, tuple(rows), _("Không có việc nào đang chờ."))


def _index_table() -> parts.Table | None:
    """What is being indexed again; None when nothing is."""
    types = reindexing.unfinished()
    labels = (_("Đã xem"), _("Tổng số"), _("Không đọc được"))
    columns = (parts.Column(_("Loại tài nguyên")), *(parts.Column(label, "number") for label in labels))
    rows = []
    for one in types:
        total = "–" if one.rows is None else formats.number(one.rows)
        cells = (formats.number(one.seen), total, formats.number(one.unreadable))
        rows.append((parts.Cell(one.type, head=True), *(parts.Cell(text) for text in cells)))
    return parts.Table(_("Lập chỉ mục lại"), columns, tuple(rows)) if types else None


@accounts.needs("jobs.manage")
@require_POST
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a failed job back into its queue; a second click finds it gone and says so."""
    try:
        queue.retry(job_id, now=clock.now())
    except queue.NoSuchFailedJob:
        messages.warning(request, _("Việc này không còn trong danh sách hỏng."))
    else:
        messages.success(request, _("Việc đã được đưa lại vào hàng đợi."))
    return redirect("ops:jobs")
