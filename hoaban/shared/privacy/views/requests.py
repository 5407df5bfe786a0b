"""How a request about data is shown: its state, its clock, what was done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.deadlines import Term, Unit
from hoaban.shared.privacy.queries.rights import Request, Requests, Step
from hoaban.shared.privacy.rules import rights
from hoaban.ui import formats, parts
from hoaban.ui.forms import said
from hoaban.ui.language import language

_LOOKS: dict[str, tuple[str, str]] = {
    rights.State.RECEIVED: ("info", "clock"),
    rights.State.EXTENDED: ("warning", "clock"),
    rights.State.FULFILLED: ("success", "check"),
    rights.State.REFUSED: ("danger", "cross"),
    rights.State.WITHDRAWN: ("neutral", ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One request in ready words."""

    number: int
    title: str
    state: parts.Badge
    text: str
    pairs: list[parts.Pair]
    steps: list[parts.Pair]
    """What was done, in order: outcome and when, the words, and who did it on what ground."""
    waits: bool


def shown(one: Request, found: Requests, *, for_officer: bool) -> Shown:
    """A request with its history. The desk and the person read who did something by name and post."""
    return Shown(
        one.number,
        _("Số %(number)s: %(kind)s") % {"number": one.number, "kind": said(*one.kind.name)},
        state(one),
        one.text,
        _pairs(one, found, for_officer=for_officer),
        [_step(each, found) for each in one.steps],
        one.waits,
    )


def state(one: Request) -> parts.Badge:
    """Where it stands; an overdue one says so before all else."""
    if one.waits and one.days_left(clock.vietnam_day(clock.now())) < 0:
        return parts.Badge(_("Quá hạn"), "danger", "warning")
    return parts.Badge(said(*rights.STATES[one.state]), *_LOOKS[one.state])


def left(one: Request) -> str:
    """How much of the term is left, in words."""
    if not one.waits:
        return ""
    days = one.days_left(clock.vietnam_day(clock.now()))
    if days < 0:
        return _("quá hạn %s ngày") % formats.number(-days)
    return _("hôm nay là ngày cuối") if days == 0 else _("còn %s ngày") % formats.number(days)


def term(one: Term) -> str:
    """``15 ngày``."""
    units = {
        Unit.HOURS: _("%s giờ"), Unit.WORKING_HOURS: _("%s giờ làm việc"), Unit.DAYS: _("%s ngày"),
        Unit.WORKING_DAYS: _("%s ngày làm việc"),
    }  # fmt: skip
    return units[one.unit] % formats.number(one.amount)


def who(actor_id: str, found: Requests) -> str:
    """Name and post of who did something; of a citizen, that it was the own page."""
    if actor_id.startswith("citizen:"):
        return _("Trang của người dân")
    known = found.known.get(actor_id) or accounts.Known(actor_id, "", "")
    post = known.post(language())
    return f"{known.name}, {post}" if post else known.name


def _pairs(one: Request, found: Requests, *, for_officer: bool) -> list[parts.Pair]:
    asker = said(*rights.ASKERS[one.asker])
    if one.asker_name:
        asker += f": {one.asker_name} ({one.relation})"
    pairs = [
        parts.Pair(_("Ai yêu cầu"), asker, note=said(*rights.IDENTIFIED[one.identified])),
        parts.Pair(
            _("Ngày nhận"), formats.day(one.received_on),
            note=_("Ghi lúc %(at)s: %(who)s") % {"at": formats.day_time(one.entered_at), "who": who(one.taken_by, found)},
        ),
        parts.Pair(_("Hạn trả lời"), formats.day(one.due_on), note=left(one)),
    ]  # fmt: skip
    if for_officer:
        unsure = {"G": _("thời hạn chưa đối chiếu với nghị định"), "S": _("thời hạn theo bản tóm tắt")}
        note = unsure.get(one.kind.certainty, "")
        pairs.append(
            parts.Pair(
                _("Thời hạn"), term(one.kind.term), note="; ".join(filter(None, (one.kind.basis, note)))
            )
        )
        pairs.append(parts.Pair(_("Hệ thống làm gì"), said(*one.kind.does)))
    return pairs


def _step(step: Step, found: Requests) -> parts.Pair:
    notes = [who(step.by, found)]
    if step.due_on:
        notes.append(_("đến %s") % formats.day(step.due_on))
    if step.ground:
        notes += filter(None, (said(*step.ground.name), step.ground.basis))
    label = f"{said(*rights.STATES[step.state])}, {formats.day_time(step.at)}"
    return parts.Pair(label, step.words or "—", note="; ".join(notes))
