"""One thing of each kind that belongs to the provincial hospital, for whoever is not of it to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.test import Client

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.models import Assignment
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.models import Post as PostRow
from hoaban.foundation.workforce.models import Shift
from hoaban.foundation.workforce.services import listing
from hoaban.foundation.workforce.tests import staff
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.shared.claims import api as claims
from hoaban.shared.claims.models import Submission
from hoaban.shared.claims.tests import builders
from hoaban.shared.messaging import api as messaging
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Human
from tests import cast
from tests.arrivals import Arrived, hand_over, receive
from tests.sheets import FORM, begin_form
from tests.small_province import open_facilities

NOWHERE = "00000000-0000-4000-8000-000000000009"
OURS, THEIRS = Scope("facility", cast.PROVINCIAL), Scope("facility", cast.PHONG_THO)
SENDER = "bhyt.ta"


@dataclass(frozen=True, slots=True)
class World:
    """The provincial hospital's patient with their household, dossier, batch, staff member with post, licence and shift,
    a message that it asked for, a prescription handed over, and a visit of today where they wait."""

    person: UUID
    visit: str
    document: str
    batch: UUID
    ref: UUID
    member: UUID
    licence: int
    post: int
    shift: int
    draft: UUID
    household: UUID
    number: int
    """Of the assignment that gives the hospital's insurance officer the role."""
    message: UUID
    outgoing: UUID
    arrived: Arrived

    def things(self) -> dict[str, str]:
        """By the name that a thing has in addresses."""
        named = {name: str(getattr(self, name)) for name in self.__slots__ if name != "arrived"}
        named |= {
            "uuid:visit": str(self.arrived.visit),
            "point": str(self.arrived.point),
            "ticket": str(self.arrived.ticket),
            "paper": str(self.arrived.paper),
            "paper_kind": "coverage",
            "part": "xml",
        }
        return {
            **named,
            "form": FORM,
            "version": "1",
            "facility": cast.PROVINCIAL,
            "kind": "newcomer",
            "what": "person",
        }


def build(folder: Path) -> World:
    """Everything through the doors, as the hospital's own people do it."""
    open_facilities()
    batch = _sent(folder)
    person = Human.objects.get(name="Lò Văn Inh").id
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    ids = {one.type: one.id for one in door.of_person(person, ["Encounter", "DocumentReference"])}
    there = staff.post(cast.PROVINCIAL, clock.vietnam_day(clock.now()), registered_on=None)
    member = staff.register(there=there)
    starts = clock.now() + timedelta(days=1)
    turn = workforce.Shift(member, cast.PROVINCIAL, starts, starts + timedelta(hours=12))
    workforce.plan_shift(actor=staff.DEPARTMENT, shift=turn, now=clock.now())
    begin_form((arrived := receive(person)).visit)
    return World(
        person, ids["Encounter"], ids["DocumentReference"], batch, Submission.objects.get().ref, member,
        staff.licence_id(member), PostRow.objects.get(member=member).pk, Shift.objects.get().pk, _list(cast.PROVINCIAL),
        _household(person),
        Assignment.objects.get(account__username=SENDER).pk, _message(person), hand_over(person), arrived,
    )  # fmt: skip


def _sent(folder: Path) -> UUID:
    """A dossier sent by the hospital's own insurance officer, and taken by the portal."""
    account(SENDER, "insurance_officer", OURS)
    file = folder / f"{uuid4().hex}.xml"
    visit = builders.teacher_visit()
    file.write_bytes(
        format_.write_envelope([format_.Outgoing(visit.tables, visit.level)], facility_code=builders.HOSPITAL)
    )
    officer = accounts.actor_of(SENDER)
    batch = claims.open_batch(
        actor=officer, source="upload", paths=[file], accepted_by_portal=True, now=clock.now()
    )
    claims.run_batch(batch, actor=cast.integration(), clock=clock.now)
    return batch


def _household(person: UUID) -> UUID:
    keeper, now = cast.staff("keeper", ("people.households", cast.ALL)), clock.now()
    return people.found_household(
        actor=keeper, head=person, commune_code="03583", address="", since=clock.vietnam_day(now), now=now
    )


def _message(person: UUID) -> UUID:
    now = clock.now()
    return messaging.send_message(
        actor=cast.staff("bs"), person=person, template="record-opened", values={"day": clock.vietnam_day(now)},
        about="emergency/1", facility=cast.PROVINCIAL, now=now,
    )  # fmt: skip


def _list(facility: str) -> UUID:
    officer, now = staff.DEPARTMENT, clock.now()
    file = listing.export_list(actor=officer, facility_code=facility, on=clock.vietnam_day(now), now=now)
    return workforce.send_list(
        actor=officer, facility_code=facility, file_name="a.xlsx", content=file, now=now
    )


def browser(role: str, scope: Scope, name: str = "") -> Client:
    """Somebody with a role at a place, signed in with all that it asks for."""
    name = (name or f"{role}.{scope.code or 'all'}").replace("_", "-").replace(":", ".")
    account(name, role, scope)
    return wholly_signed_in(name)
