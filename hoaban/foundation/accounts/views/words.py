"""Roles in plain words: places, periods, states, who gave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from hoaban.foundation.accounts.queries.assignments import Given
from hoaban.foundation.accounts.queries.holders import Known
from hoaban.foundation.accounts.queries.listing import place_names
from hoaban.foundation.accounts.queries.naming import Named, place_name
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.views.home import RIGHTS
from hoaban.kernel.actor import Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.ui import parts
from hoaban.ui.formats import day, partial_date
from hoaban.ui.language import language

_OPERATOR = "system:operator"
"""Whoever runs a command on the machine itself."""


def named_places(now: datetime) -> dict[Scope, str]:
    """Every place of a role by its name."""
    return {**place_names(now), Scope("all"): _("Toàn tỉnh")}


def place(one: Given, named: Mapping[Scope, str], now: datetime) -> str:
    """Where it reaches, by name."""
    return named.get(one.scope) or place_name(one.scope, vietnam_day(now))


def person(one: Named | None, now: datetime) -> str:
    """For whom a role was given."""
    if one is None:
        return ""
    lives = place_name(Scope("commune", one.commune_code), vietnam_day(now)) if one.commune_code else ""
    return " · ".join(part for part in (one.name or _("Chưa rõ tên"), partial_date(one.birth), lives) if part)


def role(one: Given) -> str:
    """The role in the language of the page; its key when it was dropped."""
    if one.role is None:
        return one.role_key
    return one.role.name_en if language() == "en" else one.role.name_vi


def period(one: Given) -> str:
    """From when to when."""
    if one.course.ends_on is None:
        return _("từ %s") % day(one.course.starts_on)
    return f"{day(one.course.starts_on)} – {day(one.course.ends_on)}"


def rights(one: Given) -> str:
    """Rights to sensitive facts, by name."""
    return ", ".join(_(RIGHTS[right]) for right in one.rights if right in RIGHTS)


def state(one: Given, now: datetime) -> parts.Badge:
    """What it is now, and whether somebody should look at it."""
    if not one.is_open and one.state is not State.ENDED:
        return parts.Badge(_("Tài khoản đã đóng"), "neutral", "lock")
    if one.clash:
        return parts.Badge(_("Trái quy tắc"), "danger", "warning")
    if one.is_overdue(now):
        return parts.Badge(_("Quá hạn rà soát"), "danger", "clock")
    if one.is_due(now):
        return parts.Badge(_("Đến hạn rà soát"), "warning", "clock")
    return {
        State.WAITING: parts.Badge(_("Chờ người thứ hai"), "warning", "clock"),
        State.COMING: parts.Badge(_("Sắp có hiệu lực"), "info", "calendar"),
        State.HELD: parts.Badge(_("Đang hiệu lực"), "success", "check"),
        State.ENDED: parts.Badge(_("Đã kết thúc"), "neutral", "cross"),
    }[one.state]


def by(actor_id: str, known: Mapping[str, Known]) -> str:
    """Who did it, by name where one is known; programs of ours by their own."""
    if actor_id == _OPERATOR:
        return _("Người vận hành hệ thống")
    who = known.get(actor_id)
    return who.name if who else actor_id.partition(":")[2] or actor_id
