"""To which facility the care of a person is entrusted, for a time: said when an officer gives somebody a role for that
person, ended with the role (decision 0040)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from hoaban.foundation.accounts.api import Entrusted
from hoaban.foundation.places import api as places
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from hoaban.shared.people import fhir, policies
from hoaban.shared.people.models import Registration
from hoaban.shared.people.queries.circle import people_behind
from hoaban.shared.people.services import circle
from hoaban.shared.people.services.circle import NotPossible

ACT = "people.entrust"
KIND = "entrusted"


def entrust(
    *, actor: Actor, entrusted: Entrusted, assignment: int, since: date, until: date, now: datetime
) -> UUID:
    """The care of a person is entrusted to a facility from a day to a day, by the role of that number. Returns the entry.

    It stays with the Patient of whom it was said, so that joining people, and undoing it, moves it along.

    :raises NotAllowed: the actor gives no roles. :raises HasChanged: the person is in the register no more.
    :raises NotPossible: no such facility that day, the person has died, or the days do not fit.
    """
    policies.must(actor, policies.ENTRUST)
    if places.facility(entrusted.facility_code, since) is None:
        raise NotPossible("Không có cơ sở này.", "There is no such facility.", place="facility")

    def work() -> UUID:
        human, link = circle.hold(entrusted.person)
        circle.check_days(since, until, now, born=human.birth)
        if human.deceased:
            raise NotPossible("Người này đã mất.", "This person has died.", place="person")
        row = Registration.objects.create(
            id=ids.uuid7(now), patient=link.patient, kind=KIND, facility_code=entrusted.facility_code,
            number=str(assignment), since=since, until=until,
        )  # fmt: skip
        entry = _entry(row, entrusted)
        circle.write(actor, ACT, [entry], [entrusted.person], now, what=KIND, assignment=assignment)
        return row.pk

    return record.in_one_transaction(work)


def end_entrusted(
    *, actor: Actor, entrusted: Entrusted, assignment: int, last_day: date, now: datetime
) -> None:
    """The role of that number ends with a day: so does what was entrusted by it. It never makes it longer."""

    def work() -> None:
        row = Registration.objects.select_for_update().filter(kind=KIND, number=str(assignment)).first()
        if row is None or row.until is None or row.until <= last_day:
            return
        persons = list(people_behind([row.patient]).values())
        if last_day < row.since:
            entry = Entry("DELETE", "CareTeam", str(row.pk))
            row.delete()
        else:
            row.until = last_day
            row.save(update_fields=["until"])
            entry = _entry(row, entrusted)
        circle.write(actor, ACT, [entry], persons, now, what="end", assignment=assignment)

    record.in_one_transaction(work)


def _entry(row: Registration, entrusted: Entrusted) -> Entry:
    """The entrusting as it is now, for the record."""
    here = places.facility(row.facility_code, row.since)
    name = here.name_on(row.since) if here else row.facility_code
    carer = fhir.Carer(places.organization_id(row.facility_code), name)
    team = fhir.build_entrusting(
        row.pk, circle.fhir_ids([row.patient])[row.patient], carer,
        code=entrusted.scope.code, since=row.since, until=row.until or row.since,
    )  # fmt: skip
    return Entry("PUT", "CareTeam", str(row.pk), team)
