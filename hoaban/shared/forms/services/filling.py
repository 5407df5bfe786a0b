"""What somebody does on the page of a form at a visit: keep, complete, amend; and what they are shown when it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import VIETNAM
from hoaban.record.shapes import Json
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import Fault, merging, normal
from hoaban.shared.forms.fhir.drawing import Pen
from hoaban.shared.forms.fhir.handing import Hands
from hoaban.shared.forms.queries import answers, attached, filling, outlines
from hoaban.shared.forms.queries.filling import AtVisit
from hoaban.shared.forms.services import answering, attaching
from hoaban.shared.forms.services.answering import AnswersInvalid, Changed, Filling
from hoaban.shared.forms.services.attaching import Upload

SAVE, COMPLETE, AMEND, NORMAL = "save", "complete", "amend", "normal:"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent. ``seen``: the version of the answers that it showed, 0 of a new form; ``do``: its button."""

    seen: int
    do: str
    posted: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)
    """By the place of their question."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``kept``: it was written as version ``seen``; otherwise what is to be shown instead, with everything that was typed.

    ``merged``: somebody else wrote meanwhile; both are put together in ``sheet``, nothing is written yet.
    """

    at: AtVisit
    sheet: fhir.Sheet
    seen: int
    kept: bool = False
    faults: tuple[Fault, ...] = ()
    typed: Mapping[str, str] | None = None
    merged: bool = False


def fill_at_visit(*, actor: Actor, visit: UUID, form: str, number: int, sent: Sent, now: datetime) -> Outcome:
    """Do what the page asks. A draft is kept by every button, so that nothing typed is lost; a complete form only by ``amend``.

    :raises NotFound: no such visit or form for this actor. :raises NotInForce: a form that nobody may begin any more.
    """
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        at = filling.at_visit(actor=actor, visit=visit, form=form, number=number, version=sent.seen, now=now)
        offered = attached.offered(actor=actor, form=at.opened.sheet.form, patient=at.patient)
    author = filling.author_of(actor, at.visit.arrival.facility_code)
    kept, faults = attaching.keep_files(sent.files, now=now)
    pen = Pen(author, now.astimezone(VIETNAM).isoformat(timespec="seconds"))
    hands = Hands(outlines.outlines(), pen, kept, offered)
    read = fhir.read_posted(at.opened.sheet.form, sent.posted, at.opened.shown, hands)
    read.faults += faults
    items = _with_normal(at, read.items, sent.do, now)
    who = Filling(at.response, at.opened.canonical, at.patient, f"Encounter/{visit}", author, sent.seen)
    if read.faults or (at.opened.is_done and sent.do != AMEND):
        return _again(at, items, now, faults=read.faults, typed=read.typed)
    return _write(actor, at, who, items, sent.do, now)


def _with_normal(at: AtVisit, items: list[Json], do: str, now: datetime) -> list[Json]:
    if not do.startswith(NORMAL):
        return items
    sheet = fhir.settle(at.opened.sheet.form, _response(at, items), given=at.opened.given, now=now)
    return normal.with_normal(sheet, do.removeprefix(NORMAL))


def _write(actor: Actor, at: AtVisit, who: Filling, items: list[Json], do: str, now: datetime) -> Outcome:
    act = {COMPLETE: answering.complete, AMEND: answering.amend}.get(do, answering.save_draft)
    try:
        kept = act(actor=actor, filling=who, items=items, now=now)
    except AnswersInvalid as refused:
        return _again(at, items, now, faults=refused.faults)
    except Changed:
        return _merged(actor, at, items, now)
    return replace(_again(at, items, now, faults=kept.warnings), seen=kept.version, kept=True)


def _merged(actor: Actor, at: AtVisit, items: list[Json], now: datetime) -> Outcome:
    """What both wrote put together, to be looked at and sent again over what is there now."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        theirs = answers.open_answers(actor=actor, response=at.response, now=now)
    form = theirs.sheet.form
    put = merging.merge(form, at.opened.shown, _response(at, items), theirs.shown)
    now_there = replace(at, opened=theirs)
    return replace(_again(now_there, put.items, now, faults=put.differing), merged=True)


def _again(
    at: AtVisit, items: list[Json], now: datetime, *, faults: Sequence[Fault] = (), typed: Mapping[str, str] | None = None
) -> Outcome:  # fmt: skip
    sheet = fhir.settle(at.opened.sheet.form, _response(at, items), given=at.opened.given, now=now)
    return Outcome(at, sheet, at.opened.version, faults=tuple(faults), typed=typed)


def _response(at: AtVisit, items: list[Json]) -> Json:
    return {**{name: value for name, value in at.opened.shown.items() if name != "item"}, "item": items}
