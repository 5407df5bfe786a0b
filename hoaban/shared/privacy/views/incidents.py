"""How a breach is shown: its clock, what is known, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel.clock import vietnam_day
from hoaban.shared.privacy.queries.breaches import Breach
from hoaban.shared.privacy.rules import breaches as rules
from hoaban.shared.privacy.rules.breaches import Facts
from hoaban.ui import formats, parts
from hoaban.ui.forms import said
from hoaban.ui.language import language

_SHORT = 80


def title(one: Breach) -> str:
    """``Vụ việc số 3``."""
    return _("Vụ việc số %s") % one.number


def state(one: Breach, now: datetime) -> parts.Badge:
    """Whether the authority was told, and in time."""
    if one.told_at and one.is_overdue(now):
        return parts.Badge(_("Đã báo cơ quan, trễ hạn"), "warning", "clock")
    if one.told_at:
        return parts.Badge(_("Đã báo cơ quan"), "success", "check")
    if one.closed_at:
        return parts.Badge(_("Kết thúc, không báo cơ quan"), "warning", "warning")
    if one.is_overdue(now):
        return parts.Badge(_("Quá hạn báo cơ quan"), "danger", "warning")
    return parts.Badge(_("Chưa báo cơ quan"), "info", "clock")


def left(one: Breach, now: datetime) -> str:
    """The hours left to tell the authority, or by how many they have run out."""
    if one.told_at or one.closed_at:
        return ""
    seconds = (one.due_at - now) / timedelta(seconds=1)
    hours = formats.number(int(abs(seconds) // 3600))
    return _("còn %s giờ") % hours if seconds >= 0 else _("quá hạn %s giờ") % hours


def table(breaches: Iterable[Breach], now: datetime) -> parts.Table:
    """The work list."""
    columns = (
        parts.Column(_("Hạn báo cơ quan"), "date"), parts.Column(_("Vụ việc")), parts.Column(_("Số người"), "number"),
        parts.Column(_("Phát hiện lúc"), "date"), parts.Column(_("Trạng thái")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                formats.day_time(one.due_at), reverse("privacy:breach", args=[one.number]), note=left(one, now), head=True
            ),
            parts.Cell(_short(one.facts.what), note=_("số %s") % one.number),
            parts.Cell(_people(one.facts)),
            parts.Cell(formats.day_time(one.discovered_at)),
            parts.Cell("", badge=state(one, now)),
        )
        for one in breaches
    )  # fmt: skip
    return parts.Table(_("Các vụ việc"), columns, rows, empty=_("Không có vụ việc nào."))


def clock_pairs(one: Breach, now: datetime) -> list[parts.Pair]:
    """Discovery, the last instant, when the authority and those concerned were told."""
    clock = rules.clock(vietnam_day(one.discovered_at))
    by = _("Ghi lúc %(at)s: %(who)s") % {
        "at": formats.day_time(one.entered_at),
        "who": who(one.entered_by, one),
    }
    pairs = [
        parts.Pair(_("Phát hiện lúc"), formats.day_time(one.discovered_at), note=by),
        parts.Pair(
            _("Hạn báo cơ quan"), formats.day_time(one.due_at),
            note="; ".join(filter(None, (left(one, now), clock.form, clock.basis))),
        ),
        parts.Pair(_("Đã báo cơ quan lúc"), formats.day_time(one.told_at) if one.told_at else _("chưa báo")),
    ]  # fmt: skip
    if one.closed_at:
        keep = _("Giữ hồ sơ vụ việc ít nhất %s năm.") % clock.keep_years
        pairs.append(parts.Pair(_("Kết thúc lúc"), formats.day_time(one.closed_at), note=keep))
    return pairs


def facts_pairs(facts: Facts, discovered_at: datetime) -> list[parts.Pair]:
    """What is known; an empty value reads "not recorded"."""
    names = {one.key: said(*one.name) for one in rules.categories(vietnam_day(discovered_at))}
    kinds = "; ".join(names.get(key, key) for key in facts.categories)
    return [
        parts.Pair(_("Điều gì đã xảy ra"), facts.what),
        parts.Pair(_("Xảy ra thế nào, nguyên nhân"), facts.how),
        parts.Pair(_("Số người bị ảnh hưởng"), _people(facts)),
        parts.Pair(_("Loại dữ liệu"), kinds),
        parts.Pair(_("Hậu quả, nguy cơ"), facts.consequences),
        parts.Pair(_("Biện pháp đã làm và sẽ làm"), facts.measures),
    ]


def notice_pairs(one: Breach) -> list[parts.Pair]:
    """What the notice says, in its order."""
    return [
        parts.Pair(_("Phát hiện lúc"), formats.day_time(one.discovered_at)),
        *facts_pairs(one.facts, one.discovered_at),
        parts.Pair(_("Đầu mối bảo vệ dữ liệu cá nhân"), who(one.versions[-1].by, one)),
    ]


def missing(facts: Facts) -> str:
    """What the notice still lacks, in words."""
    return ", ".join(said(*rules.MISSING[key]) for key in rules.missing(facts))


def warnings(one: Breach) -> list[str]:
    """What people must look at; none of it stops anybody."""
    told = []
    day = vietnam_day(one.discovered_at)
    if rules.must_tell_subjects(one.facts.categories, day) and not one.told(rules.SUBJECTS):
        told.append(
            _(
                "Có dữ liệu sinh trắc học hoặc vị trí: phải báo cả những người bị ảnh hưởng trong cùng thời hạn."
            )
        )
    if one.closed_at and not one.told_at:
        told.append(_("Đã kết thúc mà chưa báo cơ quan: lý do ở bước kết thúc."))
    return told


def steps_table(one: Breach) -> parts.Table:
    """Who was told when, what happened, in order."""
    names = {each.key: said(*each.name) for each in rules.recipients(vietnam_day(one.entered_at))}
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Việc")), parts.Column(_("Ghi rõ")), parts.Column(_("Ai ghi")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(formats.day_time(step.told_at or step.at), head=True),
            parts.Cell(said(*rules.STEPS[step.kind]), note=names.get(step.recipient, "")),
            parts.Cell(step.words),
            parts.Cell(who(step.by, one)),
        )
        for step in one.steps
    )
    return parts.Table(_("Đã làm gì, đã báo ai"), columns, rows, empty=_("Chưa làm gì."))


def versions_table(one: Breach) -> parts.Table | None:
    """What was known earlier, where it was written anew."""
    if len(one.versions) < 2:
        return None
    columns = (
        parts.Column(_("Lúc"), "date"),
        parts.Column(_("Điều đã biết khi ấy")),
        parts.Column(_("Ai ghi")),
    )
    rows = tuple(
        (
            parts.Cell(formats.day_time(each.at), head=True),
            parts.Cell(each.facts.what, note=_known_then(each.facts, one.discovered_at)),
            parts.Cell(who(each.by, one)),
        )
        for each in one.versions[:-1]
    )
    return parts.Table(_("Những bản ghi trước"), columns, rows)


def who(actor_id: str, one: Breach) -> str:
    """Name and post."""
    known = one.known.get(actor_id)
    return f"{known.name}, {known.post(language())}" if known else actor_id


def _known_then(facts: Facts, discovered_at: datetime) -> str:
    pairs = facts_pairs(facts, discovered_at)[1:]
    return "; ".join(f"{pair.label}: {pair.value}" for pair in pairs if pair.value)


def _people(facts: Facts) -> str:
    return "" if facts.people is None else formats.number(facts.people)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
