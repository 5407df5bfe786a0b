"""Entries of the trail as rows of a table, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.shared.auditing.rules import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, said
from hoaban.ui.language import language


def act(key: str) -> str:
    """What was done."""
    return said(*words.act(key))


def purpose(code: str) -> str:
    """What for."""
    return said(*words.purpose(code))


def where(who: accounts.Known, day: date) -> str:
    """Where somebody worked that day."""
    return ", ".join(accounts.place_name(scope, day) for scope in who.places_on(day))


def units() -> Pairs:
    """Every place where a role may be held, to choose from."""
    today = clock.vietnam_day(clock.now())
    facilities = [(f"facility:{code}", name) for code, name in places.facility_names(today).items()]
    departments = [(f"department:{code}", name) for code, name in places.department_names(today).items()]
    communes = [(f"commune:{one.code}", one.full_name) for one in places.communes(today)]
    return [
        each for some in (facilities, departments, communes) for each in sorted(some, key=lambda one: one[1])
    ]


def choices() -> dict[str, Pairs]:
    """The lists of the search form."""
    return {
        "unit": units(),
        "act": sorted(((key, said(*both)) for key, both in words.acts().items()), key=lambda one: one[1]),
        "purpose": [(key, said(*both)) for key, both in words.PURPOSES.items()],
        "outcome": [(key, said(*both)) for key, both in words.OUTCOMES.items()],
    }


def name_of(actor_id: str, known: Mapping[str, accounts.Known]) -> tuple[str, str]:
    """Who acted, and their post or user name."""
    who = known[actor_id]
    if actor_id.startswith("citizen:"):
        return _("Người dân"), actor_id.removeprefix("citizen:")
    if actor_id.startswith("account:"):
        return who.name, f"{actor_id.removeprefix('account:')} · {who.post(language())}".strip(" ·")
    if actor_id in ("visitor", "anonymous"):
        return _("Chưa đăng nhập"), ""
    return _("Chương trình: %s") % who.name, ""


def badge(outcome: str, purpose_code: str = "") -> parts.Badge:
    """Allowed, refused, or allowed in an emergency."""
    if outcome == "refused":
        return parts.Badge(_("Bị từ chối"), "danger", "cross")
    if purpose_code == "BTG":
        return parts.Badge(_("Mở khẩn cấp"), "warning", "warning")
    return parts.Badge(_("Được phép"), "success", "check")


def table(entries: Sequence[audit.TrailEntry], known: Mapping[str, accounts.Known]) -> parts.Table:
    """Entries in the order given, each leading to its own page."""
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Ai")), parts.Column(_("Việc đã làm")),
        parts.Column(_("Để làm gì")), parts.Column(_("Kết quả truy cập")),
        parts.Column(_("Số người liên quan"), "number"),
    )  # fmt: skip
    rows = tuple(_row(one, known) for one in entries)
    return parts.Table(_("Nhật ký truy cập"), columns, rows, empty=_("Không có mục nào khớp."))


def _row(one: audit.TrailEntry, known: Mapping[str, accounts.Known]) -> tuple[parts.Cell, ...]:
    name, note = name_of(one.actor_id, known)
    return (
        parts.Cell(
            formats.day_time(one.at), reverse("auditing:entry", args=[one.id]), note=f"#{one.id}", head=True
        ),
        parts.Cell(name, note=note),
        parts.Cell(act(one.act), note=one.act),
        parts.Cell(purpose(one.purpose)),
        parts.Cell("", badge=badge(one.outcome, one.purpose)),
        parts.Cell(formats.number(len(one.persons))),
    )


def spell(value: Any) -> str:
    """A value of an entry's detail in one line: ids, counts and digests only."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {spell(one)}" for key, one in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(spell(one) for one in value)
    return str(value)
