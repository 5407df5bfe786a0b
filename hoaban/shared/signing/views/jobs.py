"""What is being signed: how each paper stands, why one was not signed, another try."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.signing import policies, queries
from hoaban.shared.signing.forms import AgainForm
from hoaban.shared.signing.queries import Job, own
from hoaban.shared.signing.rules import Failure, State
from hoaban.shared.signing.services import jobs as services
from hoaban.shared.signing.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt

_RECENT = 10


@needs(policies.SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """One signing; a form to try again what was not signed."""
    actor, now = actor_of(request), clock.now()
    found = own.see_job(actor=actor, job=job, now=now)
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["passphrase"]
        if attempt(form, lambda: services.ask_again(actor=actor, job=job, passphrase=typed, now=now)):
            return HttpResponseRedirect(request.path)
    left = _left(found.job)
    values = {
        "title": _("Lần ký %s") % formats.day_time(found.job.asked_at),
        "step": _step(found.job),
        "lines": [_line(*one) for one in found.lines],
        "form": form if found.job.ended_at and left else None,
        "reasons": sorted({words.failure(one.failure) for one in found.job.papers if one.failure}),
        "running": found.job.ended_at is None,
        "crumbs": (parts.Crumb(_("Chờ ký"), reverse("signing:waiting")), parts.Crumb(_("Lần ký"))),
    }
    return render(request, "signing/job.html", values, status=400 if form.errors else 200)


@needs(policies.SIGN)
@require_safe
def progress(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far it is, for the page that waits; at the end the page is loaded again."""
    found = own.find_own_job(actor=actor_of(request), job=job)
    response = render(request, "signing/progress.html", {"step": _step(found)})
    if found.ended_at:
        response["HX-Refresh"] = "true"
    return response


def recent(actor: Actor) -> parts.Table:
    """The newest signings of an actor."""
    columns = (
        parts.Column(_("Bắt đầu lúc"), "date"), parts.Column(_("Số giấy"), "number"),
        parts.Column(_("Đã ký"), "number"), parts.Column(_("Tình trạng")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                formats.day_time(one.asked_at), url=reverse("signing:job", args=[one.id]), head=True
            ),
            parts.Cell(formats.number(len(one.papers))),
            parts.Cell(formats.number(_signed(one))),
            parts.Cell("", badge=_badge(one)),
        )
        for one in queries.list_jobs(actor.id, limit=_RECENT)
    )  # fmt: skip
    return parts.Table(_("Các lần ký gần đây"), columns, rows, empty=_("Bạn chưa ký lần nào."))


def _badge(one: Job) -> parts.Badge:
    if one.ended_at is None:
        return words.state(State.SIGNING)
    return words.state(State.FAILED if _left(one) else State.SIGNED)


def _signed(one: Job) -> int:
    return sum(1 for paper in one.papers if paper.state is State.SIGNED)


def _left(one: Job) -> int:
    """Papers that another try may sign."""
    return sum(
        1 for paper in one.papers if paper.state is State.FAILED and paper.failure is not Failure.WITHDRAWN
    )


def _step(one: Job) -> parts.Step:
    total = len(one.papers)
    label = _("Đã ký %(done)s trên %(total)s giấy") % {"done": _signed(one), "total": total}
    over = one.ended_at is not None
    return parts.Step(
        label, _signed(one), total, url=reverse("signing:progress", args=[one.id]),
        finished=over and _signed(one) == total, failed=over and _signed(one) < total,
    )  # fmt: skip


def _line(paper: queries.Paper, name: str) -> dict[str, object]:
    return {
        "title": paper.title,
        "name": name,
        "url": reverse("signing:paper", args=[paper.offer]) if paper.offer else "",
        "state": words.state(paper.state),
        "note": words.failure(paper.failure),
        "at": formats.day_time(paper.signed_at) if paper.signed_at else "",
    }
