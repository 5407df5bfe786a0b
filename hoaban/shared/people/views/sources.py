"""The records behind a person: their numbers, who keeps each, and one that is parted from the others."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.people import queries, services
from hoaban.shared.people.fhir import Paper
from hoaban.shared.people.forms import KIND_WORDS, PartForm
from hoaban.shared.people.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import attempt

NEEDS = "people.steward"
_RULES = {
    "first": lazy("hồ sơ đầu tiên của người này"), "number": lazy("trùng số, không có điểm trái nhau"),
    "steward": lazy("người rà soát quyết định"), "registrar": lazy("lời của danh bạ"), "desk": lazy("quầy tiếp đón tìm thấy"),
}  # fmt: skip


def numbers_table(sources: Sequence[queries.Source], *, whole: bool) -> parts.Table:
    """Every number with its issuer, period and state, and who says so; ``whole``: for who must compare digit by digit."""
    today = clock.vietnam_day(clock.now()).isoformat()
    rows = tuple(
        (
            parts.Cell(str(KIND_WORDS[paper.kind]), head=True),
            parts.Cell(paper.value if whole or paper.kind in ("facility", "temporary") else formats.masked(paper.value)),
            parts.Cell(paper.issuer or (_keeper(source) if paper.kind == "facility" else "")),
            parts.Cell(_period(paper)),
            parts.Cell("", badge=_state(paper, today)),
            parts.Cell(_keeper(source)),
        )
        for source in sources
        for paper in source.papers
    )  # fmt: skip
    columns = (
        parts.Column(_("Giấy tờ, mã")), parts.Column(_("Số"), "code"), parts.Column(_("Nơi cấp")),
        parts.Column(_("Thời hạn")), parts.Column(_("Tình trạng")), parts.Column(_("Theo")),
    )  # fmt: skip
    return parts.Table(
        _("Số giấy tờ và mã đã biết"), columns, rows, empty=_("Chưa biết số nào của người này.")
    )


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: HttpRequest, person: UUID) -> HttpResponse:
    """Each record of a person; the one that is about somebody else is parted."""
    actor, now = words.actor_of(request), clock.now()
    known, found = queries.see_sources(actor=actor, human=person, now=now)
    form = PartForm(
        request.POST or None, lists={"patient": [(str(one.patient), _line(one)) for one in found]}
    )

    def part() -> None:
        given = form.cleaned_data
        wrong = UUID(given["patient"])
        services.part(actor=actor, human=person, patient=wrong, reason=given["reason"], now=now)

    if form.is_bound and form.is_valid() and attempt(form, part):
        messages.success(request, _("Đã tách: hồ sơ nay đứng dưới một người riêng. Có thể hoàn tác."))
        return redirect("people:decisions")
    name = known.description.name or _("Chưa rõ tên")
    values = {
        "name": name, "named": bool(known.description.name), "form": form if len(found) > 1 else None,
        "panels": [(_keeper(one), "vi" if one.facility else "", _pairs(one)) for one in found],
        "numbers": numbers_table(found, whole=True),
        "crumbs": (
            parts.Crumb(_("Tìm người"), reverse("chart:find")),
            parts.Crumb(name, reverse("people:details", args=[person])),
            parts.Crumb(_("Các hồ sơ")),
        ),
    }  # fmt: skip
    return render(request, "people/sources.html", values, status=400 if form.errors else 200)


def _pairs(one: queries.Source) -> list[parts.Pair]:
    cells = words.fields(one.said, words.communes())
    since = _("từ %s") % formats.day_time(one.linked_at)
    return [
        *(parts.Pair(str(words.FIELDS[name]), cells[name]) for name in ("name", "birth", "sex", "commune", "phone")),
        parts.Pair(_("Đứng dưới người này"), str(_RULES.get(one.rule, one.rule)), note=since),
    ]  # fmt: skip


def _line(one: queries.Source) -> str:
    cells = words.fields(one.said, words.communes())
    told = (_keeper(one), cells["name"], cells["birth"], cells["sex"])
    return " · ".join(part for part in told if part)


def _keeper(one: queries.Source) -> str:
    return words.facilities([one.facility]) if one.facility else _("Danh bạ người dân")


def _period(paper: Paper) -> str:
    days = [formats.partial_date(day) if day else "" for day in (paper.valid_from, paper.valid_to)]
    if all(days):
        return _("%(since)s đến %(until)s") % {"since": days[0], "until": days[1]}
    return _("từ %s") % days[0] if days[0] else _("đến %s") % days[1] if days[1] else ""


def _state(paper: Paper, today: str) -> parts.Badge:
    if paper.valid_to and paper.valid_to < today[: len(paper.valid_to)]:
        return parts.Badge(_("hết hạn"), "warning", "warning")
    if paper.verified:
        return parts.Badge(_("đã xác minh"), "success", "check")
    return parts.Badge(_("chưa xác minh"))
