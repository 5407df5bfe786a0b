"""Answers to a form as facts of the record: draft, complete, amended; what they tell is written with them or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json, Stored
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import Fault, responding
from hoaban.shared.forms.queries import answers, versions
from hoaban.shared.forms.rules import NotInForce


class AnswersInvalid(Invalid):
    """Answers that cannot stand; ``faults`` names each at its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Phiếu còn chỗ cần sửa.", "The form has answers to mend.", place=faults[0].place)
        self.faults = tuple(faults)


class Completed(Conflict):
    """The response is complete: it is amended, no draft any more."""


class NotCompleted(Conflict):
    """Only a complete response is amended."""


class Changed(Conflict):
    """Somebody wrote the response meanwhile."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Which response, to which version of a form, about whom. ``seen``: the version that was shown; 0: there was none."""

    response: str
    canonical: str
    patient: str
    encounter: str = ""
    author: str = ""
    """A reference to who answers for it (``Practitioner/...``)."""
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: its version in the record, and what its author should look at all the same."""

    response: str
    version: int
    warnings: tuple[Fault, ...] = ()


def save_draft(*, actor: Actor, filling: Filling, items: list[Json], now: datetime) -> Kept:
    """Keep answers that are not complete yet, as :func:`fhir.read_posted` reads them; those that nobody asks for stay in it.

    :raises AnswersInvalid: something written does not fit its blank. :raises Completed: it is no draft any more.
    :raises NotInForce, Changed, OtherVisit: as their names say. :raises NotFound: the patient or the form, or not for this actor.
    """
    return _keep(actor, filling, items, responding.DRAFT, now)


def complete(*, actor: Actor, filling: Filling, items: list[Json], now: datetime) -> Kept:
    """Close a response: what is not asked falls away, what is calculated is calculated, and what it tells is written.

    :raises AnswersInvalid: something is missing, does not fit or breaks a constraint. The others as for a draft.
    """
    return _keep(actor, filling, items, responding.COMPLETED, now)


def amend(*, actor: Actor, filling: Filling, items: list[Json], now: datetime) -> Kept:
    """A new version of a complete response; the old one stays readable, facts that no longer hold are told in error.

    :raises NotCompleted: it is a draft, or not there. The others as for completing.
    """
    return _keep(actor, filling, items, responding.AMENDED, now)


def _keep(actor: Actor, filling: Filling, items: list[Json], status: str, now: datetime) -> Kept:
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    before = _stored(door, filling)
    _check_course(before, filling, status, now)
    form = versions.read_version(filling.canonical)
    given = answers.known_of(door, filling.patient, filling.encounter, fhir.standing(form))
    about = _about(filling, now.astimezone(VIETNAM).isoformat(timespec="seconds"))
    response = fhir.build_response(about, filling.canonical, status, items)
    sheet = fhir.settle(form, response, given=given, now=now)
    done, lists = status in responding.DONE, versions.lists_on(vietnam_day(now))
    told = fhir.check_sheet(sheet, lists=lists, given=given, now=now, complete=done)
    if any(one.severity == "error" for one in told):
        raise AnswersInvalid([one for one in told if one.severity == "error"])
    text, new = sheet.json() if done else response, not filling.seen
    first = Entry("PUT", responding.TYPE, filling.response, text, filling.seen or None, if_none_match=new)
    written = door.transact([first, *(_facts(sheet, before, about) if done else ())])
    return Kept(filling.response, written[0].version, tuple(told))


def _stored(door: record.Door, filling: Filling) -> Json | None:
    """:raises Changed: what was shown is not what is there."""
    found: Stored | None = None
    with suppress(NotFound):
        found = door.read(responding.TYPE, filling.response)
    if (found.version if found else 0) != filling.seen:
        raise Changed(
            "Có người vừa ghi phiếu này: hãy mở lại.", "Somebody has just written this form: open it again."
        )
    return found.json() if found else None


def _check_course(before: Json | None, filling: Filling, status: str, now: datetime) -> None:
    """Whether what is asked may follow on what is there: a response stays in its version of its form, about its patient."""
    head = fhir.read_head(before) if before else None
    if status == responding.AMENDED and (head is None or not head.is_done):
        raise NotCompleted("Chỉ sửa được phiếu đã hoàn tất.", "Only a complete form is amended.")
    if status != responding.AMENDED and head is not None and head.is_done:
        raise Completed("Phiếu đã hoàn tất: hãy sửa thành phiên bản mới.", "The form is complete: amend it.")
    if head is None:
        version = versions.find_in_force(filling.canonical.partition("|")[0], vietnam_day(now))
        if version is None or version.canonical != filling.canonical:
            raise NotInForce(
                "Phiên bản biểu mẫu này không đang hiệu lực.", "This version of the form is not in force."
            )
    elif (head.canonical, head.patient) != (filling.canonical, filling.patient):
        raise Changed(
            "Phiếu thuộc biểu mẫu hoặc người khác.", "It answers another form, or is about somebody else."
        )


def _about(filling: Filling, at: str) -> fhir.About:
    return fhir.About(filling.response, filling.patient, filling.encounter, filling.author, at)


def _facts(sheet: fhir.Sheet, before: Json | None, about: fhir.About) -> list[Entry]:
    """What the answers tell, and of what they told before whatever no longer holds."""

    def id_of(kind: str, place: str) -> str:
        return str(ids.uuid8_timeless("form", about.response, kind, place))

    was: list[Json] = []
    head = fhir.read_head(before) if before else None
    if before is not None and head is not None and head.is_done:
        was = fhir.extract(fhir.Sheet(sheet.form, before), replace(about, at=head.at), id_of)
    facts = fhir.corrections(was, fhir.extract(sheet, about, id_of))
    return [Entry("PUT", *fhir.name_of(one), one) for one in facts]
