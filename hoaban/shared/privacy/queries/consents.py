"""What a person agreed to, refused and took back, with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.shapes import Stored
from hoaban.shared.people import api as people
from hoaban.shared.privacy import fhir, policies
from hoaban.shared.privacy.fhir import Said
from hoaban.shared.privacy.rules import agreeing, purposes
from hoaban.shared.privacy.rules.purposes import Purpose as Question

_KINDS = ("Patient", "Consent")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that was given at some time; ``id`` and ``version`` find it in the record."""

    id: str
    version: int
    said: Said


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, what stands (None: nothing was ever said), whom the person refuses by name, all that was said."""

    question: Question
    standing: Said | None
    refused: tuple[Said, ...]
    history: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Consents:
    """All questions to a person. ``is_minor``: a guardian speaks for them; ``asks_child``: the child agrees as well."""

    person: people.Found
    asked: tuple[Asked, ...]
    is_minor: bool
    child_agrees: int
    asks_child: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """What is stored of a person: the Patient that speaks for them, and current Consents with what they hold."""

    patient: str
    stored: tuple[tuple[Stored, Said], ...]

    def find(self, purpose: str, facility: str) -> tuple[Stored, Said] | None:
        """The one about a question and a facility refused by name (empty: about everybody)."""
        return next((one for one in self.stored if _subject(one[1]) == (purpose, facility)), None)


def consents_of(*, actor: Actor, person: UUID, now: datetime) -> Consents:
    """Everything that a person was asked and said. For themself, who stands for a child, and who takes it down at the desk.

    :raises NotAllowed: the actor is neither. :raises NotFound: nobody, or nobody for this actor.
    """
    day = vietnam_day(now)
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.PATIENT_REQUEST):
        see(actor, person)
        door = record.open(policies.at_the_door(actor, person), purpose=Purpose.PATIENT_REQUEST)
        answers = stored_answers(door, person)
        whole = [
            Told(one.id, each.version, said)
            for one, _ in answers.stored
            for each in door.history("Consent", one.id)
            if not each.deleted and (said := fhir.read(each.json()))
        ]
    whole.sort(key=lambda told: (told.said.at, told.version), reverse=True)
    found = people.describe([person])[person]
    ages = purposes.ages(day)
    return Consents(
        found,
        tuple(_asked(question, answers, whole) for question in purposes.purposes(day)),
        agreeing.is_minor(found.birth, ages=ages, on=day),
        ages.child_agrees,
        agreeing.asks_child(found.birth, ages=ages, on=day),
    )


def see(actor: Actor, person: UUID) -> None:
    """See that an actor may know and say what this person agrees to.

    :raises NotAllowed: neither the person, nor who stands for a child, nor a desk. :raises NotFound: nobody, or nobody
    for this actor.
    """
    at_home = policies.is_own(actor, person) or policies.stands_for(actor, person)
    if not at_home:
        policies.must_record(actor)
    if person not in people.describe([person]) or not (at_home or people.may_take_down(actor, person)):
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")


def stored_answers(door: record.Door, person: UUID) -> Answers:
    """What is stored, at the door of whoever may know it. :raises NotFound: the person has no Patient."""
    found = door.of_person(person, _KINDS)
    patients = [one for one in found if one.type == "Patient"]
    if not patients:
        raise NotFound("Không tìm thấy hồ sơ.", "There is no such record.", place="person")
    newest = max(patients, key=lambda one: (one.updated_at, one.id))
    read = ((one, fhir.read(one.json())) for one in found if one.type == "Consent")
    return Answers(newest.id, tuple((one, said) for one, said in read if said))


def find_recording(*, actor: Actor, person: UUID, consent: str, version: int) -> tuple[bytes, str]:
    """The recording by which an answer was given, and its type. :raises NotFound: none, or none for this actor."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.PATIENT_REQUEST):
        see(actor, person)
        door = record.open(policies.at_the_door(actor, person), purpose=Purpose.PATIENT_REQUEST)
        said = fhir.read(door.vread("Consent", consent, version).json())
    if said is None or not said.recording:
        raise NotFound("Không có ghi âm.", "There is no recording.", place="recording")
    return files.get(said.recording), files.media_type(said.recording)


def _asked(question: Question, answers: Answers, whole: list[Told]) -> Asked:
    general = answers.find(question.key, "")
    named = [
        said
        for _, said in answers.stored
        if said.purpose == question.key and said.refused and said.answer == agreeing.Answer.REFUSED
    ]
    return Asked(
        question,
        general[1] if general else None,
        tuple(sorted(named, key=lambda said: said.refused.name if said.refused else "")),
        tuple(one for one in whole if one.said.purpose == question.key),
    )


def _subject(said: Said) -> tuple[str, str]:
    return said.purpose, said.refused.code if said.refused else ""
