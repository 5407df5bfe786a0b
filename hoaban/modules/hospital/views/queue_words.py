"""Queues in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel import clock
from hoaban.modules.hospital.queries.queues import QueueNow
from hoaban.modules.hospital.views import counter_words
from hoaban.shared.chart import api as chart
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats, parts
from hoaban.ui.forms import said


def points_table(found: Sequence[tuple[scheduling.Point, scheduling.Load]]) -> parts.Table:
    """The points of a facility, each with how many wait."""
    rows = tuple(
        (
            parts.Cell(
                said(point.vi, point.en),
                url=reverse("hospital:queue", args=[point.id]),
                note=point.code,
                head=True,
            ),
            parts.Cell(said(*scheduling.POINT_KINDS[point.kind])),
            parts.Cell(formats.number(load.waiting)),
            parts.Cell(formats.number(load.at_work)),
            parts.Cell(counter_words.minutes(load.minutes)),
        )
        for point, load in found
    )
    columns = (
        parts.Column(_("Điểm chờ")), parts.Column(_("Loại")), parts.Column(_("Đang chờ"), "number"),
        parts.Column(_("Đang phục vụ"), "number"), parts.Column(_("Chờ khoảng"), "number"),
    )  # fmt: skip
    return parts.Table(_("Các điểm chờ"), columns, rows, empty=_("Cơ sở chưa mở điểm chờ nào."))


def lines(found: QueueNow) -> dict[str, object]:
    """The three parts of a queue, and how long people wait."""
    queue = found.queue
    return {
        "waiting": [
            {**_line(found, one), "wait": counter_words.minutes(about)} for one, about in queue.waiting
        ],
        "at_work": [
            {**_line(found, one), "serving": one.state is scheduling.TicketState.SERVING}
            for one in queue.at_work
        ],
        "skipped": [_line(found, one) for one in queue.skipped],
        "waits": _waits(queue.waits),
    }


def _line(found: QueueNow, one: scheduling.Ticket) -> dict[str, object]:
    person = found.people.get(one.person) if one.person else None
    facts = [chart.sex_word(person.sex), counter_words.birth(person.birth)] if person else []
    group = scheduling.priorities()[one.priority]
    return {
        "id": one.id,
        "number": one.number,
        "name": (person.name if person else "") or _("Chưa rõ danh tính"),
        "facts": ", ".join(filter(None, facts)),
        "priority": parts.Badge(said(group.vi, group.en), "danger" if group.rank == 0 else "info")
        if group.rank < 2
        else None,
        "since": formats.clock(one.taken_at.astimezone(clock.VIETNAM)),
        "desk": one.desk,
        "calls": one.calls,
    }


def _waits(one: scheduling.Waits) -> tuple[parts.Pair, ...]:
    none = _("Chưa có")

    def shown(value: float | None) -> str:
        return none if value is None else counter_words.minutes(round(value))

    return (
        parts.Pair(_("Đã phát số"), formats.number(one.taken)),
        parts.Pair(_("Đã xong"), formats.number(one.done)),
        parts.Pair(_("Chờ trung vị"), shown(one.median_wait)),
        parts.Pair(_("Chín phần mười chờ không quá"), shown(one.worst_tenth)),
        parts.Pair(_("Mỗi lượt"), shown(one.median_service)),
    )
