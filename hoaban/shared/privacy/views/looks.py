"""Who looked at a record: for the person, and for who answers them at the desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.shared.auditing import api as auditing
from hoaban.shared.privacy import queries
from hoaban.shared.privacy.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said
from hoaban.ui.language import language

_PAGE = 50


@needs(queries.OWN)
@require_safe
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """Who looked at my record, or at that of a child I stand for."""
    subject = queries.subject_of(actor_of(request), person)
    values: dict[str, object] = {
        "title": _("Ai đã xem hồ sơ của tôi") if subject.own else _("Ai đã xem hồ sơ"),
        "name": "" if subject.own else subject.name,
        "access_url": reverse("privacy:own-access-of", args=[subject.person]),
    }
    return _page(request, subject.person, values)


@needs(queries.TELL)
@require_safe
def looks(request: HttpRequest, person: UUID) -> HttpResponse:
    """Who looked at somebody's record, to answer them."""
    values: dict[str, object] = {
        "title": _("Ai đã xem hồ sơ"),
        "name": queries.who_is(person).name,
        "crumbs": (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(_("Ai đã xem hồ sơ"))),
        "access_url": reverse("privacy:access", args=[person]),
        "mark_url": reverse("auditing:mark", args=[person]) if actor_of(request).may(auditing.REVIEW) else "",
    }
    return _page(request, person, values)


def _page(request: HttpRequest, person: UUID, values: dict[str, object]) -> HttpResponse:
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    page = queries.looks(actor=actor_of(request), person=person, before=before, count=_PAGE, now=clock.now())
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Ai")), parts.Column(_("Ở đâu")),
        parts.Column(_("Việc đã làm")), parts.Column(_("Để làm gì")),
    )  # fmt: skip
    rows = tuple(_row(one, person, page.ids) for one in page.looks)
    values |= {
        "table": parts.Table(_("Các lần xem"), columns, rows, empty=_("Chưa có ai xem.")),
        "older": f"?before={page.looks[-1].entry.id}" if page.more else "",
        "newest": request.path if before else "",
    }
    return render(request, "privacy/looks.html", values)


def _row(one: queries.Look, person: UUID, ids: frozenset[UUID]) -> tuple[parts.Cell, ...]:
    entry, reason = one.entry, ""
    badge = None
    if entry.outcome == "refused":
        badge = parts.Badge(_("Bị từ chối"), "danger", "cross")
    elif entry.purpose == "BTG":
        badge = parts.Badge(_("Mở khẩn cấp"), "warning", "warning")
    if one.emergency:
        reason = f"{said(*accounts.REASONS[one.emergency.kind])}: {one.emergency.words}"
    name, note = _who(one, person)
    return (
        parts.Cell(formats.day_time(entry.at), note=f"#{entry.id}", head=True),
        parts.Cell(name, note=note),
        parts.Cell(words.where(one.who, clock.vietnam_day(entry.at), ids) or "—"),
        parts.Cell(words.act(_what(entry)), badge=badge),
        parts.Cell(words.purpose(entry.purpose), note=reason),
    )


def _what(entry: audit.TrailEntry) -> str:
    """What was done; putting a record on paper is a reading of its own kind."""
    return f"{entry.act}.print" if entry.detail.get("way") == "print" else entry.act


def _who(one: queries.Look, person: UUID) -> tuple[str, str]:
    actor_id = one.entry.actor_id
    if actor_id.startswith("citizen:"):
        own = actor_id.endswith(str(person))
        return (_("Chính người này"), "") if own else (one.who.name, _("người đại diện"))
    if one.entry.actor_kind == "person":
        return one.who.name, one.who.post(language())
    return _("Chương trình: %s") % one.who.name, ""
