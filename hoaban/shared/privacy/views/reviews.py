"""The reviewer's list of emergencies: what was opened and why, what was looked at, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.people import api as people
from hoaban.shared.privacy import queries
from hoaban.shared.privacy.forms import ReviewForm
from hoaban.shared.privacy.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said
from hoaban.ui.language import language

_PAGE = 50


@needs(accounts.REVIEW)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; or those that have a verdict."""
    done, given = request.GET.get("show") == "done", request.GET.get("start", "")
    start = int(given) if given.isdecimal() and len(given) < 7 else 0
    found = accounts.emergencies_to_review(reviewed=done, start=start, count=_PAGE + 1)
    waiting, overdue = accounts.count_waiting(now=clock.now())
    kept = "show=done&" if done else ""
    values = {
        "tabs": (
            parts.Tab(_("Chờ rà soát"), request.path, current=not done, count=waiting),
            parts.Tab(_("Đã rà soát"), f"{request.path}?show=done", current=done),
        ),
        "overdue": overdue,
        "table": _table(found[:_PAGE], _whose(request, found[:_PAGE])),
        "older": f"?{kept}start={start + _PAGE}" if len(found) > _PAGE else "",
        "newer": f"?{kept}start={max(0, start - _PAGE)}" if start else "",
    }
    return render(request, "privacy/reviews.html", values)


@needs(accounts.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, emergency: UUID) -> HttpResponse:
    """One emergency, with its verdict or the form to give it."""
    found = accounts.get_emergency(emergency)
    verdicts = [(key, said(*both)) for key, both in accounts.VERDICTS.items()]
    form = ReviewForm(request.POST or None, lists={"verdict": verdicts})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _judge(request, found, form)):
        messages.success(request, _("Đã ghi kết luận."))
        return HttpResponseRedirect(reverse("privacy:reviews"))
    title = _("Một lần mở khẩn cấp")
    values = {
        "title": title,
        "pairs": _pairs(found, _whose(request, [found]).get(found.person)),
        "done": _done(found),
        "form": None if found.reviewed_at else form,
        "looks_url": reverse("privacy:looks", args=[found.person]),
        "crumbs": (parts.Crumb(_("Rà soát mở khẩn cấp"), reverse("privacy:reviews")), parts.Crumb(title)),
    }
    return render(request, "privacy/review.html", values, status=400 if form.errors else 200)


def _judge(request: HttpRequest, found: accounts.Emergency, form: ReviewForm) -> None:
    given = form.cleaned_data
    accounts.review_emergency(
        actor=actor_of(request), emergency=found.id, verdict=given["verdict"], words=given["words"],
        now=clock.now(),
    )  # fmt: skip


def _whose(request: HttpRequest, found: list[accounts.Emergency]) -> Mapping[UUID, people.Found]:
    return queries.to_review(actor=actor_of(request), emergencies=found, now=clock.now())


def _table(found: list[accounts.Emergency], whose: Mapping[UUID, people.Found]) -> parts.Table:
    known = accounts.known_actors({one.actor_id for one in found})
    columns = (
        parts.Column(_("Lúc mở"), "date"), parts.Column(_("Ai mở")), parts.Column(_("Hồ sơ của")),
        parts.Column(_("Lý do")), parts.Column(_("Trạng thái")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(formats.day_time(one.opened_at), reverse("privacy:review", args=[one.id]), head=True),
            parts.Cell(known[one.actor_id].name, note=known[one.actor_id].post(language())),
            parts.Cell(whose[one.person].name if one.person in whose else "—"),
            parts.Cell(said(*accounts.REASONS[one.kind])),
            parts.Cell("", badge=_state(one)),
        )
        for one in found
    )
    return parts.Table(_("Các lần mở khẩn cấp"), columns, rows, empty=_("Không có lần mở nào."))


def _state(one: accounts.Emergency) -> parts.Badge:
    now = clock.now()
    if one.verdict:
        looks = ("success", "check") if one.verdict == "justified" else ("danger", "cross")
        return parts.Badge(said(*accounts.VERDICTS[one.verdict]), *looks)
    if one.is_overdue(now):
        return parts.Badge(_("Quá hạn rà soát"), "danger", "clock")
    if one.is_open(now):
        return parts.Badge(_("Đang mở"), "warning", "warning")
    return parts.Badge(_("Chờ rà soát"))


def _pairs(one: accounts.Emergency, whose: people.Found | None) -> list[parts.Pair]:
    known = accounts.known_actors({one.actor_id, one.reviewed_by} - {""})
    who = known[one.actor_id]
    where = words.where(who, clock.vietnam_day(one.opened_at))
    until = _("đến %s") % formats.day_time(one.ends_at)
    pairs = [
        parts.Pair(_("Ai mở"), f"{who.name}, {who.post(language())}", note=where),
        parts.Pair(_("Hồ sơ của"), f"{whose.name}, {formats.partial_date(whose.birth)}" if whose else ""),
        parts.Pair(_("Lúc mở"), formats.day_time(one.opened_at), note=until),
        parts.Pair(_("Lý do"), said(*accounts.REASONS[one.kind]), note=one.words),
    ]
    if one.reviewed_at:
        verdict = f"{said(*accounts.VERDICTS[one.verdict])}: {one.review_words}"
        by = f"{known[one.reviewed_by].name}, {formats.day_time(one.reviewed_at)}"
        pairs.append(parts.Pair(_("Kết luận"), verdict, note=by))
    return pairs


def _done(one: accounts.Emergency) -> parts.Table:
    columns = (
        parts.Column(_("Việc đã làm")), parts.Column(_("Số lần"), "number"),
        parts.Column(_("Số mục hồ sơ"), "number"),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                words.act(each.act), note=_("bị từ chối") if each.outcome == "refused" else "", head=True
            ),
            parts.Cell(formats.number(each.times)),
            parts.Cell(formats.number(each.facts)),
        )
        for each in queries.done_under(one)
    )
    return parts.Table(_("Đã xem gì trong thời gian mở"), columns, rows)
