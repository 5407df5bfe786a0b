"""Answers to a form as the record holds them, opened for whoever may see them; a new response with what is known already."""

from __future__ import annotations

from dataclasses import dataclass
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
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    given = known_of(door, patient, encounter)
    sheet = fhir.begin(versions.read_version(version.canonical), given=given, now=now)
    return Opened(sheet, version.canonical, responding.DRAFT, 0, sheet.json())


def open_answers(*, actor: Actor, response: str, version: int | None = None, now: datetime) -> Opened:
    """A response, the current version or an older one. :raises NotFound: there is none for this actor."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    found = (
        door.read(responding.TYPE, response)
        if version is None
        else door.vread(responding.TYPE, response, version)
    )
    json = found.json()
    head = fhir.read_head(json)
    given = known_of(door, head.patient, head.encounter)
    sheet = fhir.settle(versions.read_version(head.canonical), json, given=given, now=now)
    return Opened(sheet, head.canonical, head.status, found.version, json)


def known_of(door: record.Door, patient: str, encounter: str) -> dict[str, Json]:
    """What the expressions of a form may know of the record.

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
    return found
