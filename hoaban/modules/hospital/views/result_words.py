"""Words for orders that are carried out and for results: values with their ranges and marks, what a version changed."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel import clock
from hoaban.modules.hospital.fhir.results import Line, Report
from hoaban.modules.hospital.queries.results import Version, Work
from hoaban.modules.hospital.rules.ordering import KINDS, STATES, Kind
from hoaban.modules.hospital.rules.results import Range
from hoaban.modules.hospital.views.signs import plain
from hoaban.shared.chart import api as chart
from hoaban.ui import formats, parts
from hoaban.ui.forms import said
from hoaban.ui.language import language


def heading(one: Work) -> dict[str, object]:
    """Who and what, in ready words."""
    person = one.person
    today = clock.vietnam_day(clock.now())
    born = person.birth if person else ""
    facts = [
        chart.sex_word(person.sex) if person else "",
        formats.age(born, today, language()) if born else "",
        formats.partial_date(born) if born else "",
    ]
    return {
        "id": one.id, "who": person.name if person and person.name else _("Chưa rõ danh tính"),
        "facts": " · ".join(filter(None, facts)), "name": one.name, "number": one.number, "urgent": one.urgent,
        "kind": said(*KINDS[one.kind]), "state": said(*STATES[one.state]), "at": formats.day_time(one.at), "by": one.by,
        "reason": one.reason, "question": one.question, "is_laboratory": one.kind is Kind.LABORATORY,
        "url": reverse("hospital:work-order", args=[one.id]), "critical": one.is_critical,
    }  # fmt: skip


def value(one: Line) -> str:
    """A value as it is typed."""
    return f"{one.comparator}{plain(one.number)}" if one.number is not None else one.text


def range_words(one: Range) -> str:
    """``3,5-5``, ``≤ 40``; empty where none is known."""
    return _limits(one.low, one.high)


def table(report: Report) -> parts.Table:
    """The values of a report with their ranges; what lies outside is marked in words."""
    marks = {
        "LL": parts.Badge(_("thấp báo động"), "danger", "danger"), "HH": parts.Badge(_("cao báo động"), "danger", "danger"),
        "L": parts.Badge(_("thấp"), "warning"), "H": parts.Badge(_("cao"), "warning"),
        "A": parts.Badge(_("bất thường"), "warning"),
    }  # fmt: skip
    rows = tuple(
        (
            parts.Cell(one.name, head=True),
            parts.Cell(f"{value(one)} {one.unit}".strip(), badge=marks.get(one.flag)),
            parts.Cell(_limits(one.low, one.high)),
        )
        for one in report.lines
    )
    columns = (parts.Column(_("Chỉ số")), parts.Column(_("Kết quả")), parts.Column(_("Tham chiếu")))
    return parts.Table(report.name or _("Kết quả"), columns, rows)


def version(one: Version) -> dict[str, object]:
    """A version of a result: when, by whom, its values, what it changed."""
    return {
        "number": one.number, "at": formats.day_time(one.at), "by": one.report.by, "text": one.report.text,
        "table": table(one.report) if one.report.lines else None,
        "changes": [
            _("%(name)s: %(before)s → %(after)s") % {"name": name, "before": before or "—", "after": after or "—"}
            for name, before, after in one.changes
        ],
    }  # fmt: skip


def _limits(low: Decimal | None, high: Decimal | None) -> str:
    first = plain(low) if low is not None else ""
    last = plain(high) if high is not None else ""
    if first and last:
        return f"{first}-{last}"
    return f"≥ {first}" if first else f"≤ {last}" if last else ""
