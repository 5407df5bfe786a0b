"""Every interaction of ``/fhir/R4`` that shows a person's data has exactly one entry in the trail; every refusal too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.record.tests.fhir_client import Call, client
from tests import cast
from tests.journeys.looks import (
    Planted,
    Trail,
    fhir_id,
    numbers,
    shows,
)

pytestmark = pytest.mark.django_db

OBSERVED = "Observation"
ABOUT = (
    "Patient",
    "Encounter",
    OBSERVED,
    "Condition",
    "MedicationRequest",
    "DocumentReference",
    "Composition",
    "Claim",
)


def interactions(planted: Planted) -> Iterator[tuple[str, str, Any, dict[str, str]]]:
    """(method, path, body, headers) of every interaction that shows what is stored."""
    for kind in ABOUT:
        one = fhir_id(kind)
        yield "GET", f"/{kind}/{one}", None, {}
        yield "HEAD", f"/{kind}/{one}", None, {}
        yield "GET", f"/{kind}/{one}?_summary=true", None, {}
        yield "GET", f"/{kind}/{one}/_history", None, {}
        yield "GET", f"/{kind}/{one}/_history/1", None, {}
        yield "GET", f"/{kind}/_history", None, {}
        yield "GET", f"/{kind}?_count=5", None, {}
        yield "GET", f"/{kind}?_id={one}", None, {}
        yield "POST", f"/{kind}/_search", b"_count=5", {"content_type": "application/x-www-form-urlencoded"}
        yield "GET", f"/{kind}/{one}/$meta", None, {}
        yield "GET", f"/{kind}/{one}/$validate", None, {}
        yield "GET", f"/{kind}/{one}", None, {"if_none_match": 'W/"1"'}
        yield "POST", "", {"resourceType": "Bundle", "type": "batch", "entry": [_get(f"{kind}/{one}")]}, {}
        yield (
            "POST",
            "",
            {"resourceType": "Bundle", "type": "transaction", "entry": [_get(f"{kind}/{one}")]},
            {},
        )
    patient, visit = fhir_id("Patient"), fhir_id("Encounter")
    yield "GET", "/_history", None, {}
    yield "GET", "?_type=Patient,Encounter", None, {}
    yield "POST", "/_search", b"_type=Patient", {"content_type": "application/x-www-form-urlencoded"}
    yield "GET", f"/Patient/{patient}/$everything", None, {}
    yield "GET", f"/Encounter/{visit}/$everything", None, {}
    yield "GET", f"/Patient/{patient}/{OBSERVED}", None, {}
    yield "GET", f"/Patient/{patient}/*", None, {}
    yield "GET", f"/{OBSERVED}?_include=*", None, {}
    yield "GET", f"/Patient?_id={patient}&_revinclude={OBSERVED}:subject", None, {}
    yield "GET", f"/{OBSERVED}?patient.identifier=099064000103", None, {}
    yield "GET", "/Patient?_has:Encounter:patient:status=finished", None, {}
    yield "POST", "/$fhirpath", _fhirpath(f"Patient/{patient}"), {}
    yield (
        "PUT",
        f"/Patient/{patient}",
        {"resourceType": "Patient", "id": patient},
        {"prefer": "return=representation"},
    )
    yield "PATCH", f"/Patient/{patient}", [{"op": "add", "path": "/active", "value": True}], {
        "content_type": "application/json-patch+json", "prefer": "return=representation",
    }  # fmt: skip
    yield "POST", "/Patient", {"resourceType": "Patient"}, {"if_none_exist": f"_id={patient}"}
    yield "POST", f"/Patient/{patient}/$meta-add", _labelled(), {}
    own = {"resourceType": OBSERVED, "id": "own", "status": "final", "code": {"text": "x"}}
    own["subject"] = {"reference": f"Patient/{patient}"}  # type: ignore[assignment]
    yield "PUT", f"/{OBSERVED}/own", own, {"prefer": "return=representation"}
    yield "DELETE", f"/{OBSERVED}/own", None, {}


def _get(url: str) -> dict[str, Any]:
    return {"request": {"method": "GET", "url": url}}


def _fhirpath(reference: str) -> dict[str, Any]:
    named = [
        {"name": "expression", "valueString": "name.text | identifier.value"},
        {"name": "reference", "valueReference": {"reference": reference}},
    ]
    return {"resourceType": "Parameters", "parameter": named}


def _labelled() -> dict[str, Any]:
    meta = {"name": "meta", "valueMeta": {"tag": [{"system": "urn:x", "code": "y"}]}}
    return {"resourceType": "Parameters", "parameter": [meta]}


def ask_fhir(
    call: Call, method: str, path: str, body: Any, headers: dict[str, str]
) -> tuple[Any, list[audit.TrailEntry]]:
    request_id = f"fhir-{next(numbers):08d}"
    answer = call(method, path, body, x_request_id=request_id, **headers)
    return answer, audit.list_entries(sought=audit.TrailFilter(request_id=request_id))


def test_every_interaction_of_fhir_tells_once_whom_it_shows(planted: Planted) -> None:
    machine, faults = client(cast.integration()), []
    for method, path, body, headers in interactions(planted):
        answer, entries = ask_fhir(machine, method, path, body, headers)
        told = [(one.outcome, planted.person in one.persons) for one in entries]
        if answer.status >= 400 or told != [("allowed", True)]:
            faults.append((method, path, answer.status, told, answer.body[:200]))

    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_every_interaction_of_fhir_is_refused_once_to_who_may_nothing(planted: Planted) -> None:
    nobody = client(cast.staff("nobody", ("people.find", cast.ALL)), "nobody")
    for method, path, body, headers in interactions(planted):
        answer, entries = ask_fhir(nobody, method, path, body, headers)

        assert not shows(answer.body.decode(), path), path
        assert [one.outcome for one in entries] == ["refused"], (method, path, answer.status, entries)


def test_what_is_out_of_a_doctors_reach_is_absent_and_the_refusal_told(planted: Planted) -> None:
    stranger = client(cast.doctor(cast.PHONG_THO), "stranger")
    for kind in ABOUT:
        for path in (f"/{kind}/{fhir_id(kind)}", f"/{kind}/{fhir_id(kind)}/_history"):
            answer, entries = ask_fhir(stranger, "GET", path, None, {})

            assert answer.status == 404, path
            assert [(one.outcome, planted.person in one.persons) for one in entries] == [("refused", True)], (
                path
            )


def test_without_a_trail_no_interaction_of_fhir_shows_anybody(planted: Planted, trail: Trail) -> None:
    machine = client(cast.integration())
    trail.is_broken = True
    for method, path, body, headers in interactions(planted):
        answer = machine(method, path, body, **headers)

        assert b'"exception"' in answer.body or (method, answer.status) == ("HEAD", 500), (
            method,
            path,
            answer.body,
        )
        assert not shows(answer.body.decode(), path)


def test_the_trail_as_audit_events_tells_of_its_own_reading(planted: Planted) -> None:
    archive = client(cast.staff("archive", ("audit.read", cast.ALL)), "archive")
    patient = fhir_id("Patient")
    for path in (
        f"/AuditEvent/trail-{planted.entry}",
        f"/AuditEvent?patient=Patient/{patient}",
        f"/Patient/{patient}/AuditEvent",
    ):
        answer, entries = ask_fhir(archive, "GET", path, None, {})

        assert answer.status == 200
        assert [(one.outcome, planted.person in one.persons) for one in entries] == [("allowed", True)], path
