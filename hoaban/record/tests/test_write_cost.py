"""How often a write waits for the database: counted in round trips, as the client library saw them."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import close_old_connections

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine import db
from hoaban.record.shapes import Entry, Json
from hoaban.record.tests.round_trips import counting
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT, VISIT, LEAVING = (str(UUID(int=number)) for number in (1, 2, 3))


def a_patient(fhir_id: str = PATIENT, *, active: bool = True) -> Json:
    return {"resourceType": "Patient", "id": fhir_id, "active": active}


def an_observation() -> Json:
    return {
        "resourceType": "Observation", "status": "final", "code": {"text": "x"},
        "subject": {"reference": f"Patient/{PATIENT}"}, "encounter": {"reference": f"Encounter/{VISIT}"},
    }  # fmt: skip


@pytest.fixture
def door() -> record.Door:
    """As a client's request opens it, of a server that has been running for a while: its statements stand ready."""
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT, references=record.Mode.ENFORCE)
    opened.update("Patient", PATIENT, a_patient())
    visit = cast.encounter(UUID(VISIT), UUID(PATIENT))
    opened.update("Encounter", VISIT, {**visit, "serviceProvider": {"display": "x"}})
    for _ in range(2):
        opened.create(a_patient())
        opened.create(an_observation())
        opened.update("Patient", PATIENT, a_patient(active=False))
        opened.update("Patient", PATIENT, a_patient())
        opened.update("Patient", LEAVING, a_patient(LEAVING))
        opened.delete("Patient", LEAVING)
    opened.update("Patient", LEAVING, a_patient(LEAVING))
    return opened


@pytest.mark.parametrize(
    ("entry", "round_trips"),
    [
        (Entry("POST", "Patient", resource=a_patient()), 1),
        (Entry("POST", "Observation", resource=an_observation()), 2),
        (Entry("PUT", "Patient", PATIENT, a_patient(active=False)), 2),
        (Entry("DELETE", "Patient", LEAVING), 3),
    ],
    ids=["a new patient", "a fact about one", "a change", "a deletion"],
)
@pytest.mark.parametrize("linked", [False, True], ids=["alone", "in a transaction"])
def test_a_write_waits_this_often(door: record.Door, entry: Entry, round_trips: int, linked: bool) -> None:
    close_old_connections()
    db.drop_dead_connection()

    with counting() as counted:
        door.transact([entry], linked=linked)

        assert counted() == round_trips
