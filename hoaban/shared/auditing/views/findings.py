"""Signs of unusual use: the list, one with what stands behind it, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.auditing import policies, queries
from hoaban.shared.auditing.forms import JudgeForm
from hoaban.shared.auditing.rules import unusual
from hoaban.shared.auditing.services import judging
from hoaban.shared.auditing.views import words
from hoaban.shared.people.api import Kin
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, page_url, said

_PAGE = 50
_BADGES = {"proper": ("success", "check"), "improper": ("danger", "cross"), "talk": ("warning", "people")}


@needs(policies.REVIEW)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; or those that have a verdict."""
    judged, given = request.GET.get("show") == "done", request.GET.get("start", "")
    start = int(given) if given.isdecimal() and len(given) < 7 else 0
    page = queries.list_signs(
        actor=actor_of(request), judged=judged, start=start, count=_PAGE, now=clock.now()
    )
    kept = {"show": "done"} if judged else {}
    values = {
        "tabs": (
            parts.Tab(_("Chờ rà soát"), request.path, current=not judged, count=page.waiting),
            parts.Tab(_("Đã rà soát"), f"{request.path}?show=done", current=judged),
        ),
        "table": _table(page.signs),
        "older": page_url(kept, start=str(start + _PAGE)) if page.more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
    }
    return render(request, "auditing/findings.html", values)


@needs(policies.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, finding: UUID) -> HttpResponse:
    """One sign, with its verdict or the form to give it."""
    lists = {"verdict": [(key, said(*both)) for key, both in unusual.VERDICTS.items()]}
    form = JudgeForm(request.POST or None, lists=lists)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _judge(request, finding, form)):
        messages.success(request, _("Đã ghi kết luận."))
        return HttpResponseRedirect(reverse("auditing:findings"))
    found = queries.find_sign(actor=actor_of(request), sign=finding, now=clock.now())
    title = said(found.rule.vi, found.rule.en)
    values = {
        "title": title,
        "why": said(found.rule.why_vi, found.rule.why_en),
        "pairs": _pairs(found),
        "table": words.table(found.entries, found.known),
        "form": None if found.judged_at else form,
        "breach_url": _breach_url(request, finding),
        "crumbs": (parts.Crumb(_("Truy cập bất thường"), reverse("auditing:findings")), parts.Crumb(title)),
    }
    return render(request, "auditing/finding.html", values, status=400 if form.errors else 200)


def _breach_url(request: HttpRequest, finding: UUID) -> str:
    """Where a breach of personal data begins with this sign, for who keeps breaches."""
    may = actor_of(request).may("privacy.breaches")
    return reverse("privacy:new-breach") + page_url({"finding": str(finding)}) if may else ""


def _judge(request: HttpRequest, sign: UUID, form: JudgeForm) -> None:
    given = form.cleaned_data
    judging.judge(
        actor=actor_of(request), sign=sign, verdict=given["verdict"], words=given["words"], now=clock.now()
    )


def _table(signs: tuple[queries.Sign, ...]) -> parts.Table:
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Dấu hiệu")), parts.Column(_("Ai")),
        parts.Column(_("Hồ sơ của")), parts.Column(_("Trạng thái")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                formats.day_time(one.starts_at), reverse("auditing:finding", args=[one.id]), head=True
            ),
            parts.Cell(said(one.rule.vi, one.rule.en), note=told(one.figures)),
            parts.Cell(*_who(one)),
            parts.Cell(_names(one)),
            parts.Cell("", badge=_state(one)),
        )
        for one in signs
    )
    return parts.Table(_("Dấu hiệu bất thường"), columns, rows, empty=_("Không có dấu hiệu nào."))


def told(figures: Mapping[str, int]) -> str:
    """What was counted, and the limit that it reached."""
    says = {
        "people": _("%s người"), "looks": _("%s lần xem"), "times": _("%s lần"),
        "usual": _("thường là %s người"), "days": _("trong %s ngày"), "limit": _("ngưỡng %s"),
    }  # fmt: skip
    return ", ".join(says[key] % formats.number(figures[key]) for key in says if figures.get(key))


def _who(one: queries.Sign) -> tuple[str, str, str]:
    name, note = words.name_of(one.actor_id, one.known)
    return name, "", note


def _names(one: queries.Sign) -> str:
    names = [name or _("Không còn trong danh bạ") for name in one.names.values()]
    more = len(one.persons) - len(names)
    return ", ".join(names) + (_(" và %s người nữa") % formats.number(more) if more else "") or "—"


def _tie(kin: Kin) -> str:
    """As what somebody is of the family: by a relation, by the household, or both."""
    return ", ".join(said(*words) for words in kin.told)


def _state(one: queries.Sign) -> parts.Badge:
    if one.verdict:
        return parts.Badge(said(*unusual.VERDICTS[one.verdict]), *_BADGES[one.verdict])
    return parts.Badge(_("Chờ rà soát"))


def _pairs(one: queries.Sign) -> list[parts.Pair]:
    name, note = words.name_of(one.actor_id, one.known)
    until = _("đến %s") % formats.day_time(one.ends_at)
    pairs = [
        parts.Pair(_("Ai"), name, note=note),
        parts.Pair(
            _("Nơi làm việc"), words.where(one.known[one.actor_id], clock.vietnam_day(one.starts_at)) or "—"
        ),
        parts.Pair(_("Lúc"), formats.day_time(one.starts_at), note=until),
        parts.Pair(_("Đã đếm"), told(one.figures)),
        parts.Pair(_("Hồ sơ của"), _names(one)),
    ]
    pairs += [
        parts.Pair(_("Quan hệ với người xem"), _tie(kin), note=one.names[person])
        for person, kin in one.ties.items()
    ]
    if one.judged_at:
        by = f"{words.name_of(one.judged_by, one.known)[0]}, {formats.day_time(one.judged_at)}"
        pairs.append(
            parts.Pair(_("Kết luận"), f"{said(*unusual.VERDICTS[one.verdict])}: {one.words}", note=by)
        )
    return pairs
