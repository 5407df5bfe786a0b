"""One call of the door is one entry in the trail, whatever it has to do; and the entry names whom it concerns."""

from __future__ import annotations

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.record.tests.fhir_client import Call, a_patient, bundle, entry

CARD = {"identifier": [{"system": "urn:card", "value": "7"}]}
BY_CARD = "identifier=urn:card|7"

pytestmark = pytest.mark.django_db


def entries_of(call: Call, *args: object, **more: object) -> list[audit.TrailEntry]:
    """What one request adds to the trail."""
    before = {one.id for one in audit.list_entries(limit=200)}
    assert call(*args, **more).status < 300  # type: ignore[arg-type]
    return [one for one in audit.list_entries(limit=200) if one.id not in before]


def test_a_transaction_of_deletions_creations_and_references_by_criteria_is_one_entry(call: Call) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))
    card = a_patient(**CARD)
    about = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    about["subject"] = {"reference": f"Patient?{BY_CARD}"}  # type: ignore[assignment]

    (one,) = entries_of(
        call,
        "POST",
        "",
        bundle(
            "transaction",
            entry("DELETE", "Patient/p1"),
            entry("POST", "Patient", card),
            entry("POST", "Observation", about),
        ),
    )

    assert one.act == "record.write"
    assert one.detail["outcomes"] == {"deleted": 1, "created": 2}
    assert len(one.detail["resources"]) == 3
    assert len(one.persons) == 2


def test_a_conditional_create_that_finds_one_tells_whom_it_showed(call: Call) -> None:
    made = call("POST", "/Patient", a_patient(**CARD))

    (one,) = entries_of(call, "POST", "/Patient", a_patient(**CARD), if_none_exist=BY_CARD)

    assert one.detail["found"]["resources"] == [f"Patient/{made.id}/1"]
    assert [str(person) for person in one.persons] == [made.id]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/Patient/p1"),
        ("GET", "/Patient/p1/_history"),
        ("GET", "/Patient?_count=5"),
        ("DELETE", "/Patient/p1"),
    ],
)
def test_a_request_about_one_resource_is_one_entry(call: Call, method: str, path: str) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    (one,) = entries_of(call, method, path)

    assert len(one.persons) == 1
