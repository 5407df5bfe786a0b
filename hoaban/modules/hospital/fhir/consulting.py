"""A consultation in the record: the note as a Composition, diagnoses as Conditions, what was concluded as a ClinicalImpression.

What a visit says of its diagnoses and its end stands in the Encounter, which the visits write; it is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, Final
from uuid import UUID

from hoaban.kernel import ids
from hoaban.kernel.clock import VIETNAM
from hoaban.modules.hospital.fhir.consultation import TEXTS, Consultation, Diagnosis
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json

_SECTIONS: Final = {
    "complaint": ("10154-3", "Chief complaint"),
    "illness": ("10164-2", "History of present illness"),
    "past": ("11348-0", "History of past illness"),
    "exam": ("29545-1", "Physical findings"),
    "treatment": ("18776-5", "Plan of care"),
    "advice": ("69730-0", "Instructions"),
}
"""Place -> LOINC code and name of the section."""
_PLACES: Final = {code: place for place, (code, _name) in _SECTIONS.items()}
NOTE: Final = ("34108-1", "Outpatient Note")
_TITLE: Final = "Phiếu khám bệnh"
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_ERROR: Final = "entered-in-error"


@dataclass(frozen=True, slots=True)
class About:
    """The visit that is written at. ``facility``: the id of its Organization; ``author``: a Practitioner's id, or None."""

    visit: UUID
    patient: str
    facility: UUID
    facility_name: str
    author: UUID | None
    author_name: str
    at: datetime

    @property
    def subject(self) -> dict[str, Any]:
        return pieces.reference("Patient", self.patient)

    @property
    def encounter(self) -> dict[str, Any]:
        return pieces.reference("Encounter", str(self.visit))

    @property
    def provider(self) -> dict[str, Any]:
        return pieces.reference("Organization", str(self.facility), self.facility_name)

    @property
    def writer(self) -> dict[str, Any]:
        if self.author is None:
            return self.provider
        return pieces.reference("Practitioner", str(self.author), self.author_name)

    @property
    def instant(self) -> str:
        return self.at.astimezone(VIETNAM).isoformat(timespec="milliseconds")


def note_id(visit: UUID) -> str:
    """The note of a visit: there is one."""
    return str(ids.uuid8_timeless("consultation", str(visit)))


def impression_id(visit: UUID) -> str:
    """What was concluded at a visit."""
    return str(ids.uuid8_timeless("impression", str(visit)))


def condition_id(visit: UUID, one: Diagnosis) -> UUID:
    """A diagnosis of a visit; as main disease or beside it, it is the same fact."""
    kind = "traditional" if one.role == "traditional" else "disease"
    return ids.uuid8_timeless("diagnosis", str(visit), kind, one.code or one.name.casefold())


def build_note(of: About, said: Consultation, status: str) -> Json:
    """The note, ``preliminary`` while the visit goes on, then ``final``, and ``amended`` once it was final before."""
    sections: list[dict[str, Any]] = [
        {
            "title": TEXTS[place][0],
            "code": pieces.concept(pieces.coding(systems.LOINC, *_SECTIONS[place])),
            "text": pieces.narrative(said.texts[place]),
        }
        for place in TEXTS
        if said.texts.get(place, "").strip()
    ]
    found = [pieces.reference("Condition", str(condition_id(of.visit, one))) for one in said.diagnoses]
    if found:
        sections.append({"title": "Chẩn đoán", "entry": found})
    fields = {
        "status": status,
        "type": pieces.concept(pieces.coding(systems.LOINC, *NOTE), text=_TITLE),
        "subject": of.subject,
        "encounter": of.encounter,
        "date": of.instant,
        "author": [of.writer],
        "title": _TITLE,
        "custodian": of.provider,
        "section": sections,
    }
    return pieces.resource("Composition", note_id(of.visit), fields)


def build_condition(of: About, one: Diagnosis) -> Json:
    """One diagnosis of a visit."""
    system = systems.TRADITIONAL_DISEASE if one.role == "traditional" else systems.ICD10
    coded = pieces.coding(system, one.code, one.name) if one.code else None
    category = pieces.coding(systems.CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")
    fields = {
        "clinicalStatus": pieces.concept(pieces.coding(_CLINICAL, "active")),
        "verificationStatus": pieces.concept(pieces.coding(systems.CONDITION_VERIFICATION, "confirmed")),
        "category": [pieces.concept(category)],
        "code": pieces.concept(coded, text=one.name),
        "subject": of.subject,
        "encounter": of.encounter,
        "recordedDate": of.instant,
        "recorder": of.writer if of.author else None,
    }
    return pieces.resource("Condition", str(condition_id(of.visit, one)), fields)


def says_the_same(before: Json, now: Json) -> bool:
    """Whether a diagnosis stands already as it would be written: by the same code and words, and not taken back."""
    return all(before.get(key) == now.get(key) for key in ("code", "verificationStatus", "subject"))


def withdrawn(condition: Json) -> Json:
    """A diagnosis that was taken back."""
    told = pieces.concept(pieces.coding(systems.CONDITION_VERIFICATION, _ERROR))
    rest = {key: value for key, value in condition.items() if key not in ("clinicalStatus", "meta")}
    return {**rest, "verificationStatus": told}


def build_impression(of: About, said: Consultation) -> Json:
    """What the doctor concluded; writing it is their signature for having examined."""
    found = [
        {"itemReference": pieces.reference("Condition", str(condition_id(of.visit, one)), one.name)}
        for one in said.diagnoses
    ]
    fields = {
        "status": "completed",
        "subject": of.subject,
        "encounter": of.encounter,
        "effectiveDateTime": of.instant,
        "date": of.instant,
        "assessor": of.writer if of.author else None,
        "summary": "; ".join(f"{one.code} {one.name}".strip() for one in said.diagnoses),
        "finding": found,
    }
    return pieces.resource("ClinicalImpression", impression_id(of.visit), fields)


@dataclass(frozen=True, slots=True)
class Head:
    """What an Encounter says of its diagnoses and its end. ``roles``: id of a Condition -> its part in the visit."""

    roles: dict[str, str]
    disposition: str
    result: str
    to_organization: str


def read_head(encounter: Json) -> Head:
    """Read the Encounter of a visit of ours."""
    roles = {}
    for one in encounter.get("diagnosis", ()):
        code = next((each.get("code") for each in one.get("use", {}).get("coding", ())), "")
        role = {"CM": "comorbid", "DD": "main" if one.get("rank") else "traditional"}.get(str(code), "")
        if role:
            roles[_id(one.get("condition"))] = role
    stay = encounter.get("hospitalization", {})
    url = systems.extension_url("treatment-result")
    result: Json = next((one for one in encounter.get("extension", ()) if one.get("url") == url), {})
    return Head(
        roles,
        _code(stay.get("dischargeDisposition"), systems.code_list("MA_LOAI_RV")),
        str(result.get("valueCoding", {}).get("code", "")),
        _id(stay.get("destination")),
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Whose visit a note is of, when it was written, and where it is kept."""

    visit: UUID
    at: datetime | None
    where: str


def read_note(composition: Json) -> Note | None:
    """The head of a note of ours; None for any other paper, and for one that was taken back."""
    visit = _id(composition.get("encounter"))
    try:
        found = UUID(visit)
    except ValueError:
        return None
    if composition.get("id") != note_id(found) or composition.get("status") == _ERROR:
        return None
    try:
        at: datetime | None = datetime.fromisoformat(str(composition.get("date", "")))
    except ValueError:
        at = None
    return Note(found, at, str(composition.get("custodian", {}).get("display", "")))


def read_texts(composition: Json) -> dict[str, str]:
    """The texts of a note by place."""
    found = {}
    for section in composition.get("section", ()):
        place = _PLACES.get(_code(section.get("code"), systems.LOINC))
        if place:
            found[place] = plain(str(section.get("text", {}).get("div", "")))
    return found


def read_diagnosis(condition: Json, role: str) -> Diagnosis | None:
    """A diagnosis; None when it was taken back."""
    if _code(condition.get("verificationStatus"), systems.CONDITION_VERIFICATION) == _ERROR:
        return None
    system = systems.TRADITIONAL_DISEASE if role == "traditional" else systems.ICD10
    said = condition.get("code", {})
    name = str(said.get("text") or next((one.get("display", "") for one in said.get("coding", ())), ""))
    return Diagnosis(role, _code(said, system), name)


def read_diagnoses(conditions: Iterable[Json], roles: dict[str, str]) -> tuple[Diagnosis, ...]:
    """The diagnoses of a visit, the main one first, as the visit orders them."""
    by_id = {str(one.get("id")): one for one in conditions}
    found = [read_diagnosis(by_id[uid], role) for uid, role in roles.items() if uid in by_id]
    return tuple(one for one in found if one is not None)


def is_final(composition: Json) -> bool:
    """Whether a note was finished once."""
    return composition.get("status") in ("final", "amended")


class _Words(HTMLParser):
    """The words of a narrative, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "br":
            self.parts.append("\n")


def plain(div: str) -> str:
    """A narrative as it was written."""
    words = _Words()
    words.feed(div)
    words.close()
    return "".join(words.parts).strip()


def _id(reference: Any) -> str:
    return str((reference or {}).get("reference", "")).rpartition("/")[2]


def _code(concept: Any, system: str) -> str:
    listed = (concept or {}).get("coding", ())
    return next((str(one.get("code", "")) for one in listed if one.get("system") == system), "")
