"""A form as who draws it sees it: its items, what changed, how it looks, and how it would begin for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.forms import fhir, policies
from hoaban.shared.forms.fhir import editing
from hoaban.shared.forms.queries import answers, versions
from hoaban.shared.forms.rules import State, Version
from hoaban.shared.visits import api as visits


@dataclass(frozen=True, slots=True)
class Drawn:
    """One item of a form: how deep it stands, and what it says (fhir/outline.py)."""

    depth: int
    props: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Design:
    """One version of a form. ``seen``: the digest of its text, to change it by."""

    name: str
    version: Version
    state: State
    form: fhir.Form
    items: tuple[Drawn, ...]
    seen: str
    others: tuple[Version, ...]

    @property
    def is_draft(self) -> bool:
        return self.state is State.DRAFT


def see_design(*, actor: Actor, name: str, version: str, now: datetime) -> Design:
    """One version as it is drawn. :raises NotAllowed: the actor keeps no forms. :raises NotFound: there is none."""
    policies.must(actor, policies.MANAGE)
    found = versions.get_version(versions.url_of(name), version)
    json = versions.questionnaire(found.canonical)
    items = tuple(Drawn(depth, editing.props_of(one)) for depth, one in editing.items_of(json))
    others = tuple(one for one in versions.versions_of(found.url) if one.version != version)
    form = versions.read_version(found.canonical)
    return Design(
        name, found, found.state(vietnam_day(now)), form, items, versions.digest_of(found.canonical), others
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """A form filled in for nobody or for a visit, and what would be told of it; nothing of it is kept."""

    sheet: fhir.Sheet
    faults: tuple[fhir.Fault, ...] = ()
    typed: Mapping[str, str] | None = None
    number: str = ""
    """Of the visit."""


def try_form(
    *, actor: Actor, canonical: str, posted: Mapping[str, Sequence[str]] | None, facility_code: str = "",
    number: str = "", now: datetime
) -> Tried:  # fmt: skip
    """A form as people will see it, with what was typed; for the visit of a number it knows what it would know.

    :raises NotAllowed: the actor keeps no forms. :raises NotFound: no such visit that the actor may open.
    """
    policies.must(actor, policies.MANAGE)
    form = versions.read_version(canonical)
    given = _given(actor, form, facility_code, number, now) if number else {}
    begun = fhir.begin(form, given=given, now=now)
    if posted is None:
        return Tried(begun, tuple(begun.unsettled), number=number)
    read = fhir.read_posted(form, posted, begun.json())
    response = {**{key: value for key, value in begun.json().items() if key != "item"}, "item": read.items}
    sheet = fhir.settle(form, response, given=given, now=now)
    done = "complete" in posted.get("do", ())
    told = fhir.check_sheet(
        sheet, lists=versions.lists_on(vietnam_day(now)), given=given, now=now, complete=done
    )
    return Tried(sheet, (*read.faults, *told), read.typed, number)


def _given(actor: Actor, form: fhir.Form, facility_code: str, number: str, now: datetime) -> dict[str, Any]:
    visit = visits.find_by_number(actor=actor, facility_code=facility_code, number=number)
    if visit is None:
        raise NotFound("Không có lượt khám này.", "There is no such visit.", place="number")
    persons = [visit.arrival.person]
    with audit.as_one(actor=actor, act="forms.try", purpose=Purpose.TREATMENT, persons=persons, now=now):
        return answers.known_for(
            actor=actor,
            patient=f"Patient/{visit.patient}",
            encounter=f"Encounter/{visit.id}",
            form=form,
            now=now,
        )
