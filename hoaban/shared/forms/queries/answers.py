"""Answers to a form as the record holds them, opened for whoever may see them; a new response with what is known already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.record import api as record
from hoaban.record.shapes import Json
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import responding
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.rules import NotInForce, OtherVisit


@dataclass(frozen=True, slots=True)
class Opened:
    """One response, settled. ``version``: the one that is shown, 0 of a new response; ``shown``: as it is stored."""

    sheet: fhir.Sheet
    canonical: str
    status: str
    version: int
    shown: Json
    given: Mapping[str, Json] = field(default_factory=dict)
    """What its expressions were told of the record."""

    @property
    def is_done(self) -> bool:
        return self.status in responding.DONE


def begin_answers(*, actor: Actor, url: str, patient: str, encounter: str = "", now: datetime) -> Opened:
    """A new response to the version in force, with what is given and what the record knows; nothing is written.

    :raises NotInForce: the form is not in force. :raises NotFound: the patient, not for this actor.
    """
    version = versions.find_in_force(url, vietnam_day(now))
    if version is None:
        raise NotInForce("Biểu mẫu này không đang hiệu lực.", "This form is not in force.")
    form = versions.read_version(version.canonical)
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    given = known_of(door, patient, encounter, form.given)
    sheet = fhir.begin(form, given=given, now=now)
    return Opened(sheet, version.canonical, responding.DRAFT, 0, sheet.json(), given)


def open_answers(*, actor: Actor, response: str, version: int | None = None, now: datetime) -> Opened:
    """A response, the current version or an older one. :raises NotFound: there is none for this actor."""
    return opened_from(record.open(actor, purpose=Purpose.TREATMENT, now=now), response, version, now)


def opened_from(door: record.Door, response: str, version: int | None, now: datetime) -> Opened:
    """As :func:`open_answers`, by a door that is open already."""
    found = (
        door.read(responding.TYPE, response)
        if version is None
        else door.vread(responding.TYPE, response, version)
    )
    json = found.json()
    head = fhir.read_head(json)
    form = versions.read_version(head.canonical)
    given = known_of(door, head.patient, head.encounter, fhir.standing(form))
    sheet = fhir.settle(form, json, given=given, now=now)
    return Opened(sheet, head.canonical, head.status, found.version, json, given)


def known_for(
    *, actor: Actor, patient: str, encounter: str, form: fhir.Form, now: datetime
) -> dict[str, Json]:
    """What a form that is begun may know of the record. :raises NotFound: not for this actor."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    return known_of(door, patient, encounter, form.given)


def known_of(
    door: record.Door, patient: str, encounter: str, wanted: Collection[str] = ()
) -> dict[str, Json]:
    """What the expressions of a form may know of the record: the patient, the visit, and of the rest what is ``wanted``.

    ``vitals``, ``diagnoses``: Bundles of this visit's, newest first; ``allergies``: those that hold; ``lastVisit``: the
    Encounter before this one; ``coverage``: the newest Coverage.

    :raises NotFound: not for this actor. :raises OtherVisit: the visit is another patient's.
    """
    named = {"patient": patient, "encounter": encounter}
    found = {
        name: door.read(*reference.split("/", 1)).json() for name, reference in named.items() if reference
    }
    if "encounter" in found and fhir.subject_of(found["encounter"]) != patient:
        raise OtherVisit(
            "Lượt khám là của người bệnh khác.", "The visit is another patient's.", place="encounter"
        )
    for name in sorted(_MORE.keys() & set(wanted)):
        if (more := _MORE[name](door, patient, encounter)) is not None:
            found[name] = more
    return found


def _vitals(door: record.Door, _patient: str, encounter: str) -> Json | None:
    """None of another visit: what was measured then is not true today."""
    if not encounter:
        return None
    asked = [("encounter", encounter), ("category", "vital-signs"), ("_sort", "-date"), ("_count", "30")]
    return fhir.bundle(_found(door, "Observation", asked))


def _diagnoses(door: record.Door, _patient: str, encounter: str) -> Json | None:
    return fhir.bundle(_found(door, "Condition", [("encounter", encounter)])) if encounter else None


def _allergies(door: record.Door, patient: str, _encounter: str) -> Json | None:
    asked = [("patient", patient), ("clinical-status", "active"), ("_count", "50")]
    return fhir.bundle(_found(door, "AllergyIntolerance", asked))


def _last_visit(door: record.Door, patient: str, encounter: str) -> Json | None:
    found = _found(door, "Encounter", [("patient", patient), ("_sort", "-date"), ("_count", "2")])
    return next((one for one in found if f"Encounter/{one['id']}" != encounter), None)


def _coverage(door: record.Door, patient: str, _encounter: str) -> Json | None:
    asked = [("beneficiary", patient), ("_sort", "-_lastUpdated"), ("_count", "1")]
    return next(iter(_found(door, "Coverage", asked)), None)


def _found(door: record.Door, kind: str, asked: list[tuple[str, str]]) -> list[Json]:
    return [one.json() for one in door.search(kind, asked).entries]


_MORE = {
    "vitals": _vitals, "diagnoses": _diagnoses, "allergies": _allergies, "lastVisit": _last_visit, "coverage": _coverage,
}  # fmt: skip
