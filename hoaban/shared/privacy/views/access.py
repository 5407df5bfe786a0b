"""Who can see a record today, and why: by place and role, by name, by emergency."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.privacy import queries
from hoaban.shared.privacy.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said
from hoaban.ui.language import language


@needs(queries.OWN)
@require_safe
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """Who can see my record, or that of a child I stand for."""
    subject = queries.subject_of(actor_of(request), person)
    values: dict[str, object] = {
        "title": _("Ai xem được hồ sơ của tôi") if subject.own else _("Ai xem được hồ sơ, vì sao"),
        "name": "" if subject.own else subject.name,
        "looks_url": reverse("privacy:own-looks-of", args=[subject.person]),
    }
    return _page(request, subject.person, values)


@needs(queries.TELL)
@require_safe
def access(request: HttpRequest, person: UUID) -> HttpResponse:
    """Who can see somebody's record, to answer them."""
    title = _("Ai xem được hồ sơ, vì sao")
    values: dict[str, object] = {
        "title": title,
        "name": queries.who_is(person).name,
        "crumbs": (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(title)),
        "looks_url": reverse("privacy:looks", args=[person]),
    }
    return _page(request, person, values)


def _page(request: HttpRequest, person: UUID, values: dict[str, object]) -> HttpResponse:
    now = clock.now()
    found, day = queries.openings(actor=actor_of(request), person=person, now=now), clock.vietnam_day(now)
    columns = (parts.Column(_("Ai")), parts.Column(_("Vai trò")), parts.Column(_("Dữ liệu nhạy cảm")))
    values |= {
        "places": [
            {
                "heading": words.place(one.scope, day),
                "why": words.why(one),
                "refused": one.refused,
                "count": len(one.holders),
                "table": parts.Table(words.place(one.scope, day), columns, tuple(map(_row, one.holders))),
            }
            for one in found.by_place
        ],
        "machines": found.machines,
        "emergencies": [_emergency(one, found) for one in found.emergencies],
    }
    return render(request, "privacy/access.html", values)


def _row(one: accounts.Holder) -> tuple[parts.Cell, ...]:
    english = language() == "en"
    return (
        parts.Cell(one.name, note=one.post_en if english else one.post_vi, head=True),
        parts.Cell(one.role.name_en if english else one.role.name_vi),
        parts.Cell(
            _("Có %s quyền đích danh") % len(one.rights) if one.rights else _("Không có quyền đích danh")
        ),
    )


def _emergency(one: accounts.Emergency, found: queries.Openings) -> parts.Pair:
    who = found.known[one.actor_id]
    until = _("đến %s") % formats.day_time(one.ends_at)
    return parts.Pair(f"{who.name}, {who.post(language())}", said(*accounts.REASONS[one.kind]), note=until)
