"""A record on paper: chosen what for, marked on every sheet, and one entry in the trail."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.shared.chart import queries
from hoaban.shared.chart.forms import PrintForm
from hoaban.shared.chart.views import measures, own, record, refusal, showing
from hoaban.shared.chart.views.paths import Paths
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of

_FOR_STAFF = {
    "person": gettext_noop("Giao cho người bệnh"),
    "referral": gettext_noop("Chuyển cơ sở khám bệnh, chữa bệnh"),
    "consultation": gettext_noop("Hội chẩn"),
    "authority": gettext_noop("Theo yêu cầu của cơ quan có thẩm quyền"),
    "paper-file": gettext_noop("Lưu hồ sơ giấy"),
}
_FOR_ONESELF = {
    "keeping": gettext_noop("Tự giữ"),
    "facility": gettext_noop("Mang đến cơ sở khám bệnh, chữa bệnh"),
    "office": gettext_noop("Nộp cho cơ quan, tổ chức khác"),
}


@needs(record.NEEDS)
@require_safe
def staff(request: HttpRequest, person: UUID) -> HttpResponse:
    """For who treats. What an emergency opened is for reading, not for paper."""
    actor = actor_of(request)
    if queries.purpose_for(actor, person) is Purpose.BREAK_GLASS:
        return refusal.page(request)
    try:
        return _page(request, actor, Paths(person), Purpose.TREATMENT, _FOR_STAFF)
    except NotFound:
        return refusal.page(request)


@needs(own.NEEDS)
@require_safe
def citizen(request: HttpRequest, person: UUID) -> HttpResponse:
    """For the person, and whoever stands for them."""
    reading = queries.reading_of(actor_of(request), person)
    return _page(request, reading.actor, Paths(person, own=True), Purpose.PATIENT_REQUEST, _FOR_ONESELF)


def _page(
    request: HttpRequest, actor: Actor, paths: Paths, purpose: Purpose, reasons: dict[str, str]
) -> HttpResponse:
    """Until it is said what for, nothing of the record is read."""
    form = PrintForm(request.GET or None, lists={"what_for": _words(reasons)})
    crumbs = (parts.Crumb(_("Hồ sơ sức khỏe"), paths.section("record")), parts.Crumb(_("In hồ sơ")))
    values: dict[str, object] = {"form": form, "crumbs": crumbs, "back": paths.section("record")}
    if not form.is_valid():
        return render(request, "chart/print_form.html", values, status=400 if form.errors else 200)
    what_for, now = form.cleaned_data["what_for"], clock.now()
    heading, story = queries.whole(actor=actor, person=paths.person, purpose=purpose, what_for=what_for)
    values |= {
        "banner": queries.banner_of(heading),
        "problems": showing.problems(story), "doses": showing.doses(story),
        "medicines": showing.medicines(story, limit=300), "results": measures.result_table(story),
        "visits": showing.visits(story), "notes": showing.notes(story), "cut": story.cut,
        "by": _who(request), "at": formats.day_time(now), "what_for": _(reasons[what_for]),
        "number": actor.request_id,
        "refused": purpose is Purpose.TREATMENT and queries.is_narrowed(actor=actor, person=paths.person),
    }  # fmt: skip
    return render(request, "chart/print.html", values)


def _words(reasons: dict[str, str]) -> Pairs:
    return [(key, _(word)) for key, word in reasons.items()]


def _who(request: HttpRequest) -> str:
    """Name and post of who prints, as the sheets say it."""
    present = getattr(request, "present")  # noqa: B009 - set by the middleware, unknown to HttpRequest
    if present.owner is None:
        return str(present.name)
    english = getattr(request, "LANGUAGE_CODE", "vi") == "en"
    return f"{present.owner.display_name}, {present.owner.post('en' if english else 'vi')}"
