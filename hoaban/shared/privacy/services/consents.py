"""Take down what a person agrees to, refuses or takes back: a version of a Consent, through the record's door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.privacy import fhir, policies
from hoaban.shared.privacy.fhir import Place, Said
from hoaban.shared.privacy.queries.consents import see, stored_answers
from hoaban.shared.privacy.rules import agreeing, purposes, sounds
from hoaban.shared.privacy.rules.agreeing import Answer, How, Saying
from hoaban.shared.privacy.rules.purposes import SHARED_PHONE
from hoaban.shared.privacy.rules.purposes import Purpose as Question

_STATION = "commune_station"
_AGREED = {Answer.GIVEN: True, Answer.REFUSED: False, Answer.WITHDRAWN: None}


class SaidAlready(Conflict):
    """The same stands already, or there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded when the person spoke."""

    name: str
    content: bytes


def answer(
    *, actor: Actor, person: UUID, purpose: str, said: Answer, saying: Saying, facility: str = "",
    recording: Recording | None = None, now: datetime,
) -> None:  # fmt: skip
    """What a person says to one question, or of one facility. The old answer stays in the history.

    Who stands for a child says it for the child, on the own page; as what they stand for it, the register of people knows.

    :raises NotAllowed: the actor is neither the person, nor who stands for the child, nor a desk.
    :raises NotFound: nobody for this actor. :raises Invalid: what is missing. :raises SaidAlready: nothing would change.
    """
    see(actor, person)
    day = vietnam_day(now)
    question = purposes.purpose(purpose, day)
    birth = people.describe([person])[person].birth
    at_home = policies.is_own(actor, person) or policies.stands_for(actor, person)
    _check_way(at_home, saying.how)
    refused = _refused(question, said, facility, now)
    desk = None if at_home else _desk(actor, now)
    whole = replace(saying, recorded=recording is not None)
    if policies.stands_for(actor, person):
        whole = _for_a_child(actor, person, whole, birth, day)

    def work() -> None:
        door = record.open(policies.at_the_door(actor, person), purpose=Purpose.PATIENT_REQUEST, now=now)
        answers = stored_answers(door, person)
        before = answers.find(purpose, facility)
        standing = Answer(before[1].answer) if before else Answer.WITHDRAWN
        _check_change(standing, said)
        opens = said is Answer.GIVEN or standing is Answer.REFUSED
        agreeing.check(whole, birth=birth, ages=purposes.ages(day), on=day, opens=opens)
        new = Said(
            purpose, said, now, whole.how, refused, whole.guardian.strip(), whole.relation.strip(),
            whole.witness.strip(), whole.child_agreed,
            *(_kept(recording) if whole.how is How.VOICE else ("", "", "")), desk,
        )  # fmt: skip
        patient = fhir.patient_of(before[0].json()) if before else answers.patient
        fhir_id = before[0].id if before else str(ids.uuid8_timeless("consent", patient, purpose, facility))
        topic = fhir.Topic(question.scope, question.code, question.name[0])
        resource = fhir.build(new, topic, fhir_id=fhir_id, patient=patient)
        version = before[0].version if before else None
        door.transact([Entry("PUT", "Consent", fhir_id, resource, version, if_none_match=before is None)])
        if purpose == SHARED_PHONE:
            messaging.keep_shared_phone(person=person, agreed=_AGREED[said], now=now)

    record.in_one_transaction(work)


def _for_a_child(actor: Actor, child: UUID, saying: Saying, birth: str, day: date) -> Saying:
    """Who speaks for the child and as what, of which nothing is taken from a form. That the child agreed is kept of one
    who is old enough to be asked.

    :raises NotAllowed: nobody speaks for who decides alone, nor without standing for them.
    """
    mine, ages = policies.own_person(actor), purposes.ages(day)
    guardian = people.guardian_of(child, mine, day) if mine else None
    if guardian is None or not agreeing.is_minor(birth, ages=ages, on=day):
        raise NotAllowed(
            "Người này đã tự quyết; bạn không nói thay.",
            "This person decides alone; you do not speak for them.",
        )
    asked = agreeing.asks_child(birth, ages=ages, on=day)
    return replace(
        saying, guardian=guardian.name, relation=guardian.told[0], child_agreed=asked and saying.child_agreed
    )


def _check_way(at_home: bool, how: How) -> None:
    if at_home != (how is How.ACCOUNT):
        raise Invalid("Hãy chọn cách nói.", "Choose how it was said.", place="how")


def _check_change(standing: Answer, said: Answer) -> None:
    if standing is not said:
        return
    if said is Answer.WITHDRAWN:
        raise SaidAlready("Không có gì để rút lại.", "There is nothing to take back.", place="answer")
    raise SaidAlready("Điều này đã được ghi nhận.", "This is on record already.", place="answer")


def _refused(question: Question, said: Answer, facility: str, now: datetime) -> Place | None:
    if not facility:
        return None
    if not question.by_facility or said is Answer.GIVEN:
        raise Invalid(
            "Chỉ từ chối, hoặc rút lời từ chối, riêng một nơi.",
            "One place can only be refused, or its refusal taken back.",
            place="facility",
        )
    return _place(facility, now)


def _place(code: str, now: datetime) -> Place:
    """A facility as a Consent names it. :raises Invalid: there is no such facility."""
    day = vietnam_day(now)
    found = places.facility(code, day) or places.facility(code)
    if found is None:
        raise Invalid("Không có cơ sở này.", "There is no such facility.", place="facility")
    commune = places.commune_on(found.commune_code, day) if found.kind == _STATION else None
    start = commune.period.start if commune else None
    since = (commune.code, start.isoformat() if start else "") if commune else ("", "")
    return Place(code, found.name_on(day), str(found.organization_id), since)


def _desk(actor: Actor, now: datetime) -> Place | None:
    """Where it was taken down: the facility of the desk, or the station of its commune; none for a desk of neither."""
    scopes = [one for act in (policies.RECORD, "people.register") for one in actor.scopes(act)]
    codes = [one.facility for one in scopes if one.facility]
    communes = {one.code for one in scopes if one.kind == "commune"}
    if not codes and communes:
        stations = places.facilities(vietnam_day(now), kind=_STATION)
        codes = [one.code for one in stations if one.commune_code in communes]
    return replace(_place(codes[0], now), commune=("", "")) if codes else None


def _kept(recording: Recording | None) -> tuple[str, str, str]:
    """Digest, name and type of a recording; nothing where there is none."""
    if recording is None:
        return "", "", ""
    kind = sounds.media_type(recording.content)
    return files.put(content=recording.content, media_type=kind).sha256, recording.name, kind
