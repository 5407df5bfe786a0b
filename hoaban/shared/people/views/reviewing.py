"""Doubtful pairs, one pair, and the decisions that were made."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.people import queries, services
from hoaban.shared.people.forms import DecisionForm, UndoForm
from hoaban.shared.people.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import start_of

NEEDS = "people.steward"
_PAGE = 20
_VERDICTS = {
    "same": lazy("Gộp thành một người"), "different": lazy("Hai người khác nhau"),
    "parted": lazy("Tách một hồ sơ thành người khác"),
}  # fmt: skip


@needs(NEEDS)
@require_safe
def doubts(request: HttpRequest) -> HttpResponse:
    """The work list: pairs that nobody has decided."""
    start = start_of(request)
    listed = queries.list_doubts(actor=words.actor_of(request), start=start, count=_PAGE + 1, now=clock.now())
    columns = (
        parts.Column(_("Người thứ nhất")), parts.Column(_("Người thứ hai")), parts.Column(_("Vì sao nghi")),
        parts.Column(_("Nhận định")), parts.Column(_("Điểm"), "number"), parts.Column(_("Thấy lúc"), "date"),
    )  # fmt: skip
    values = {
        "table": parts.Table(
            _("Các cặp nghi trùng"), columns, tuple(map(_doubtful, listed[:_PAGE])),
            empty=_("Không còn cặp nào chờ rà soát."),
        ),
        "total": queries.count_doubts(),
        "newer": f"?start={max(0, start - _PAGE)}" if start else "",
        "older": f"?start={start + _PAGE}" if len(listed) > _PAGE else "",
    }  # fmt: skip
    return render(request, "people/doubts.html", values)


def _doubtful(one: queries.Doubtful) -> tuple[parts.Cell, ...]:
    pair = one.pair
    first, second = pair.one.description, pair.other.description
    return (
        parts.Cell(
            first.name, url=reverse("people:pair", args=[pair.one.id, pair.other.id]), head=True,
            note=formats.partial_date(first.birth) if first.birth else "",
        ),
        parts.Cell(second.name, note=formats.partial_date(second.birth) if second.birth else ""),
        parts.Cell(str(words.REASONS.get(one.reason, one.reason))),
        parts.Cell("", badge=words.grade(pair.score.grade)),
        parts.Cell(words.bits(pair.score.bits)),
        parts.Cell(formats.day_time(one.found_at)),
    )  # fmt: skip


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """Two people side by side, and the decision."""
    form = DecisionForm(request.POST or None)
    actor, now = words.actor_of(request), clock.now()
    if request.method == "POST" and form.is_valid():
        decide = services.join if form.cleaned_data["verdict"] == "same" else services.tell_apart
        try:
            decide(actor=actor, one=one, other=other, reason=form.cleaned_data["reason"], now=now)
        except HoaBanError as failure:
            form.add_error(None, words.said(request, failure))
        else:
            messages.success(request, _("Đã ghi quyết định. Có thể hoàn tác ở trang Quyết định đã ghi."))
            return redirect("people:doubts")
    seen = queries.see_pair(actor=actor, one=one, other=other, now=now)
    values = {
        "form": form,
        "table": _side_by_side(seen),
        "grade": words.grade(seen.score.grade),
        "points": words.bits(seen.score.bits),
        "settled": seen.settled,
        "one": one,
        "other": other,
        "crumbs": (
            parts.Crumb(_("Cặp nghi trùng"), reverse("people:doubts")),
            parts.Crumb(_("Đối chiếu")),
        ),
    }
    return render(request, "people/pair.html", values, status=409 if form.non_field_errors() else 200)


def _side_by_side(pair: queries.Pair) -> parts.Table:
    names = words.communes()
    one, other = words.cells(pair.one, names), words.cells(pair.other, names)
    rows = [
        (
            parts.Cell(str(words.FIELDS[part.field]), head=True),
            parts.Cell(one[part.field]),
            parts.Cell(other[part.field]),
            parts.Cell("", badge=words.agreement(part.field, part.level)),
            parts.Cell(words.bits(part.bits)),
        )
        for part in pair.score.parts
    ]
    known_at = (words.facilities(pair.one.sources), words.facilities(pair.other.sources))
    rows.append(
        (
            parts.Cell(_("Nơi biết người này"), head=True), parts.Cell(known_at[0]), parts.Cell(known_at[1]),
            parts.Cell(""), parts.Cell(""),
        )
    )  # fmt: skip
    columns = (
        parts.Column(_("Điều so sánh")), parts.Column(_("Người thứ nhất")), parts.Column(_("Người thứ hai")),
        parts.Column(_("Đối chiếu")), parts.Column(_("Điểm"), "number"),
    )  # fmt: skip
    return parts.Table(_("Hai người cạnh nhau"), columns, tuple(rows))


@needs(NEEDS)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What was decided, newest first, each with the way back."""
    start = start_of(request)
    listed = queries.list_decisions(
        actor=words.actor_of(request), start=start, count=_PAGE + 1, now=clock.now()
    )
    values = {
        "decisions": [_Told(one) for one in listed[:_PAGE]],
        "newer": f"?start={max(0, start - _PAGE)}" if start else "",
        "older": f"?start={start + _PAGE}" if len(listed) > _PAGE else "",
        "crumbs": (
            parts.Crumb(_("Cặp nghi trùng"), reverse("people:doubts")),
            parts.Crumb(_("Quyết định đã ghi")),
        ),
    }
    return render(request, "people/decisions.html", values)


@needs(NEEDS)
@require_POST
def undo(request: HttpRequest, decision: UUID) -> HttpResponse:
    """Take a decision back."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chưa hoàn tác: cần ghi lý do."))
        return redirect("people:decisions")
    services.undo(
        actor=words.actor_of(request),
        decision_id=decision,
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    messages.success(request, _("Đã hoàn tác: mọi liên kết như trước quyết định."))
    return redirect("people:decisions")


class _Told:
    """A decision in ready words, with its form while it stands."""

    def __init__(self, one: queries.PastDecision) -> None:
        self.id = one.id
        self.title = str(_VERDICTS[one.verdict])
        who = [one.names[0] or _("(không còn trong danh bạ)"), one.names[1] or _("(đã gộp)")]
        self.pairs = [
            parts.Pair(_("Về"), " · ".join(who)),
            parts.Pair(_("Lý do"), one.reason),
            parts.Pair(_("Ghi lúc"), formats.day_time(one.decided_at), note=one.decided_by),
        ]
        self.form = None
        if one.undone_at is None:
            self.form = UndoForm(auto_id=f"id_{one.id}_%s")
        else:
            self.pairs.append(
                parts.Pair(_("Đã hoàn tác"), formats.day_time(one.undone_at), note=f"{one.undone_by}: {one.undone_reason}")
            )  # fmt: skip
