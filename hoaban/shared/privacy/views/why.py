"""Why was I refused: what of role, period, place, purpose, relationship and label is missing; whom to ask.

The page knows who asks and what the refused page needs, and nothing else: not whom or what somebody looked for.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs_sign_in
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.privacy.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said
from hoaban.ui.language import language


def address_for(request: HttpRequest) -> str:
    """Where a page that refuses leads on to; empty for visitors and citizens, who hold no roles.

    Only what the page needs is handed on: the same for somebody hidden and for somebody who does not exist.
    """
    if getattr(request, "account", None) is None:
        return ""
    match = request.resolver_match
    needed = str(getattr(match.func, "needs", "")) if match else ""
    return reverse("privacy:why") + (f"?{urlencode({'act': needed})}" if "." in needed else "")


@needs_sign_in
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """What the actor has and lacks for what a page needs."""
    actor, now = actor_of(request), clock.now()
    told = accounts.explain_refusal(actor=actor, act=request.GET.get("act", "")[:60], now=now)
    day = clock.vietnam_day(now)
    values = {
        "told": told,
        "act": said(*accounts.act_words()[told.verb]) if told else "",
        "table": _table(told, day) if told else None,
        "openers": [(said(one.name_vi, one.name_en), said(one.does_vi, one.does_en)) for one in told.openers]
        if told
        else [],
        "ask": [_officer(one, day) for one in accounts.whom_to_ask(actor=actor, now=now)],
        "may_break_glass": told is not None and told.needs_relation and actor.may(accounts.BREAK_GLASS),
    }
    return render(request, "privacy/why.html", values)


def _table(told: accounts.Explanation, day: date) -> parts.Table:
    columns = (parts.Column(_("Điều kiện")), parts.Column(_("Của bạn")), parts.Column(_("Trạng thái")))
    rows = [_role(told), _period(told, day), _place(told, day)]
    if told.purpose:
        rows.append(_purpose(told))
    if told.needs_relation:
        rows += [_relation(told, day), _labels(told)]
    return parts.Table(_("Có gì, thiếu gì"), columns, tuple(rows))


def _row(name: str, have: str, badge: parts.Badge, note: str = "") -> tuple[parts.Cell, ...]:
    return parts.Cell(name, head=True), parts.Cell(have, note=note), parts.Cell("", badge=badge)


def _has() -> parts.Badge:
    return parts.Badge(_("Có"), "success", "check")


def _lacks() -> parts.Badge:
    return parts.Badge(_("Thiếu"), "danger", "cross")


def _untold() -> parts.Badge:
    return parts.Badge(_("Trang không nói"), "neutral", "lock")


def _names(own: tuple[accounts.Own, ...]) -> str:
    return "; ".join(dict.fromkeys(said(one.role.name_vi, one.role.name_en) for one in own))


def _role(told: accounts.Explanation) -> tuple[parts.Cell, ...]:
    mine = told.held or told.near
    if mine:
        return _row(_("Vai trò"), _names(mine), _has())
    return _row(_("Vai trò"), _("Không vai trò nào của bạn cho làm việc này."), _lacks())


def _period(told: accounts.Explanation, day: date) -> tuple[parts.Cell, ...]:
    if told.held or not told.near:
        have = _("Đang hiệu lực") if told.held else "—"
        return _row(_("Thời hạn"), have, _has() if told.held else _lacks())
    lines = "; ".join(_when(one, day) for one in told.near)
    return _row(_("Thời hạn"), lines, _lacks())


def _when(one: accounts.Own, day: date) -> str:
    name, place = said(one.role.name_vi, one.role.name_en), words.place(one.scope, day)
    about = {"role": name, "place": place}
    if one.state == "waiting":
        return _("%(role)s (%(place)s): chờ người thứ hai đồng ý") % about
    if one.state == "coming":
        return _("%(role)s (%(place)s): từ %(day)s") % {**about, "day": formats.day(one.starts_on)}
    last = formats.day(one.last_day) if one.last_day else ""
    return _("%(role)s (%(place)s): đã kết thúc %(day)s") % {**about, "day": last}


def _place(told: accounts.Explanation, day: date) -> tuple[parts.Cell, ...]:
    if not told.scopes:
        return _row(_("Phạm vi"), "—", _lacks())
    have = "; ".join(words.place(one, day) for one in told.scopes)
    if told.is_everywhere:
        return _row(_("Phạm vi"), have, _has())
    return _row(_("Phạm vi"), have, _untold(), _("Ở nơi khác thì không mở, dù có hay không."))


def _purpose(told: accounts.Explanation) -> tuple[parts.Cell, ...]:
    wanted = words.purpose(told.purpose)
    if told.held:
        return _row(_("Mục đích"), wanted, _has())
    other = ", ".join(words.purpose(one) for one in told.purposes)
    have = _("Chỉ có cho: %s") % other if other else "—"
    return _row(_("Mục đích"), have, _lacks(), _("Trang này dùng để: %s") % wanted)


def _relation(told: accounts.Explanation, day: date) -> tuple[parts.Cell, ...]:
    said_ = [_opens(one, day) for one in told.scopes if one.kind != "all"]
    have = " ".join(said_) or "—"
    note = _("Trang không nói hồ sơ bạn tìm có hay không, và của ai.")
    return _row(_("Quan hệ chăm sóc"), have, _untold(), note)


def _opens(scope: Scope, day: date) -> str:
    if scope.kind == "commune":
        return _("Người cư trú tại %s.") % words.place(scope, day)
    if scope.kind == "duty":
        return _("Người đang khám, điều trị tại %s, cho đến hết ca trực của bạn.") % accounts.place_name(
            scope, day
        )
    if scope.kind == "entrusted":
        return _("Người được giao cho bạn chăm sóc, trong thời hạn của vai trò.")
    return _("Người đã đến khám, chữa bệnh tại %s.") % words.place(scope, day)


def _labels(told: accounts.Explanation) -> tuple[parts.Cell, ...]:
    have = _("Có %s quyền đích danh") % len(told.rights) if told.rights else _("Không có quyền đích danh")
    note = _("Dữ kiện nhạy cảm mà bạn không có quyền thì như không có.")
    return _row(_("Dữ liệu nhạy cảm"), have, _untold(), note)


def _officer(one: accounts.Holder, day: date) -> parts.Pair:
    return parts.Pair(
        one.name, one.post_en if language() == "en" else one.post_vi, note=words.place(one.scope, day)
    )
