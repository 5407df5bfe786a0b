"""Somebody who came to the provincial hospital, with the forms of the product in force, for tests of pages and papers."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hoaban.kernel.actor import Actor, Purpose, Scope, system_actor
from hoaban.record import api as record
from hoaban.record.shapes import Entry, Json
from hoaban.shared.forms import api as forms
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from hoaban.shared.visits.tests.test_visits import NUMBER, desk, registered_places
from tests import cast

NOW = datetime(2026, 11, 30, 1, 15, 42, tzinfo=UTC)
KEEPER = system_actor("test", "forms.manage")
HERE = Scope("facility", cast.PROVINCIAL)


def doctor(place: Scope = HERE) -> Actor:
    acts = (visits.WORK, "record.read:TREAT", "record.write:TREAT", "people.find")
    return cast.staff("bs.kham", *((act, place) for act in acts))


def came(reason: str = "Ho, sốt 3 ngày", **facts: str) -> visits.Visit:
    """A visit of Lò Văn Inh, the facility registered, the forms of the product in force."""
    registered_places()
    forms.install_shipped(actor=KEEPER, starts_on=NOW.date(), now=NOW)
    details = people.Details(
        facts.get("name", "Lò Văn Inh"), facts.get("sex", "male"), "1964-09-02", cast.DAO_SAN, "bản Hoa Ban 2", "0912 345 678",
        "known", "MANUAL", (NUMBER,),
    )  # fmt: skip
    person = people.register(actor=desk(), details=details, now=NOW)
    return visits.open_visit(
        actor=desk(), arrival=visits.Arrival(cast.PROVINCIAL, person, reason, department="K01"), now=NOW
    )


def known(visit: visits.Visit, kind: str, **facts: object) -> UUID:
    """A fact of the visit, written by the house."""
    uid = uuid4()
    whose: Json = {"encounter": {"reference": f"Encounter/{visit.id}"}}
    whose["patient" if kind == "AllergyIntolerance" else "subject"] = {
        "reference": f"Patient/{visit.patient}"
    }
    resource: Json = {"resourceType": kind, "id": str(uid), **whose, **facts}
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT, now=NOW)
    door.transact([Entry("PUT", kind, str(uid), resource)])
    return uid
