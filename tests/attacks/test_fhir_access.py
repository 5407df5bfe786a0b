"""Clients ask ``/fhir/R4`` for what is not theirs: every type, every address that is served, every way to name it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Purpose, Scope
from hoaban.record.engine import structure
from hoaban.record.models import Version
from hoaban.record.rest.interactions import _ROUTES as SERVED
from hoaban.record.tests.fhir_client import Answer, Call, bundle, client, entry
from tests import cast
from tests.attacks import world
from tests.attacks.world import THEIRS, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N", 8.7),
]
SECRETS = (b"L\xc3\xb2 V\xc4\x83n Inh", b"099064000103", b"1964-09-02")
TYPES = tuple(structure.resource_types())
OF_PEOPLE = (
    "Patient",
    "Encounter",
    "Condition",
    "Observation",
    "DocumentReference",
    "Claim",
    "MedicationRequest",
    "Person",
)


def _nobody(_things: World) -> Actor:
    return cast.staff("client:nobody")


def _other_doctor(_things: World) -> Actor:
    return cast.staff("client:other", ("record.read:TREAT", THEIRS), ("record.write:TREAT", THEIRS))


def _other_citizen(things: World) -> Actor:
    other = Scope("self", str(UUID(int=things.person.int + 1)))
    return cast.staff("client:citizen", *((f"record.{verb}:TREAT", other) for verb in ("read", "write")))


def _for_another_purpose(_things: World) -> Actor:
    return cast.staff("client:payer", ("record.read:HPAYMT", cast.ALL), ("record.write:HPAYMT", cast.ALL))


STRANGERS = {"no grant": _nobody, "another facility": _other_doctor, "another person": _other_citizen,
             "another purpose": _for_another_purpose}  # fmt: skip


@pytest.fixture
def things(tmp_path: Path) -> World:
    return world.build(tmp_path)


def _stored(call: Call) -> dict[str, dict[str, Any]]:
    """One resource of each type of people that the world holds."""
    found = {}
    for kind in OF_PEOPLE:
        entries = call("GET", f"/{kind}?_count=1").json.get("entry", [])
        if entries:
            found[kind] = entries[0]["resource"]
    return found


def _tries(kind: str, resource: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every method of every address that is served, about this resource."""
    for shape, methods in SERVED.items():
        named = iter((kind, resource["id"], "*"))
        parts = [
            ("1" if "_history" in shape[:place] else next(named)) if one == "*" else one
            for place, one in enumerate(shape)
        ]
        if shape[:1] == ("$import",):
            parts[1:2] = [world.NOWHERE] * (len(parts) > 1)
        for method in methods:
            body: Any = resource if method in {"POST", "PUT"} else None
            if method == "PATCH":
                body = [{"op": "add", "path": "/language", "value": "vi"}]
            if shape == ():
                body = bundle("batch", entry("GET", f"{kind}/{resource['id']}"), entry("GET", kind))
            yield method, "/" + "/".join(parts), body


def _versions() -> set[tuple[int, int]]:
    return set(Version.objects.values_list("rid", "version"))


@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_address_shows_or_changes_what_belongs_to_somebody_else(things: World, stranger: str) -> None:
    stored, call = _stored(client(cast.integration())), client(STRANGERS[stranger](things), "stranger")
    assert len(stored) >= 5
    before = _versions()

    for kind, resource in stored.items():
        for method, path, body in _tries(kind, resource):
            kept = {"content_type": "application/json-patch+json"} if method == "PATCH" else {}
            answer = call(method, path, body, **kept)
            assert answer.status < 500, (method, path)
            if not path.endswith(("$validate", "$fhirpath")):  # these two say what was sent to them
                _tells_nothing(answer, resource, (method, path))

    assert {one for one in before if one not in _versions()} == set()
    assert not {rid for rid, version in _versions() - before if (rid, version - 1) in before}


def _tells_nothing(answer: Answer, resource: dict[str, Any], asked: tuple[str, str]) -> None:
    assert not [secret for secret in SECRETS if secret in answer.body], asked
    if answer.status == 200 and answer.body.startswith(b"{"):
        entries = answer.json.get("entry", [])
        assert resource["id"] not in {one.get("resource", {}).get("id") for one in entries}, asked
        assert not answer.json.get("total"), asked


@pytest.mark.parametrize(
    "query",
    [
        "/Patient?name=inh", "/Patient?identifier=099064000103", "/Patient?_summary=count", "/Patient?_elements=name",
        "/Encounter?patient.name=inh", "/Condition?subject:Patient.birthdate=1964-09-02",
        "/Patient?_has:Encounter:patient:status=finished",
        "/Organization?_revinclude=Encounter:service-provider", "/Patient?_filter=name co inh", "/?_type=Patient,Encounter",
        "/Person?link:Patient.name=inh", "/Observation?_include=Observation:subject", "/_history", "/Patient/_history",
        "/Provenance?target:Patient.name=inh", "/Patient?_sort=birthdate&_total=accurate",
    ],
)  # fmt: skip
@pytest.mark.parametrize("stranger", ["another facility", "another person"])
def test_no_search_counts_joins_or_includes_it(things: World, stranger: str, query: str) -> None:
    answer = client(STRANGERS[stranger](things), "stranger")("GET", query.replace(" ", "%20"))

    assert answer.status in {200, 400}, query
    told = b"".join(orjson.dumps(one) for one in answer.json.get("entry", []))  # beside the question itself
    assert not [secret for secret in SECRETS if secret in told], query
    shown = {one["resource"]["resourceType"] for one in answer.json.get("entry", []) if "resource" in one}
    assert not shown & set(OF_PEOPLE), query
    assert not answer.json.get("total") or query.startswith("/Organization"), query


def test_criteria_of_a_write_tell_nothing_either(things: World) -> None:
    """A conditional write that finds a person another way than one that finds nobody would say who is there."""
    call = client(_other_doctor(things), "stranger")
    new = {"resourceType": "Patient", "gender": "male", "active": True}
    for method in ("PUT", "DELETE", "PATCH"):
        body = (
            new
            if method == "PUT"
            else [{"op": "add", "path": "/language", "value": "vi"}]
            if method == "PATCH"
            else None
        )
        kept = {"content_type": "application/json-patch+json"} if method == "PATCH" else {}
        answers = [
            call(method, f"/Patient?identifier={number}", body, **kept)
            for number in ("099064000103", "099064000999")
        ]
        assert answers[0].status == answers[1].status, method
    made = [
        call("POST", "/Patient", new, if_none_exist=f"identifier={number}")
        for number in ("099064000103", "099064000999")
    ]
    assert made[0].status == made[1].status


def test_a_client_without_a_grant_reaches_no_type() -> None:
    call = client(cast.staff("client:nobody"), "nobody")
    for kind in TYPES:
        body = {"resourceType": kind}
        answers = (
            call("GET", f"/{kind}"), call("GET", f"/{kind}/x"), call("GET", f"/{kind}/_history"),
            call("POST", f"/{kind}", body), call("PUT", f"/{kind}/x", {**body, "id": "x"}), call("DELETE", f"/{kind}/x"),
        )  # fmt: skip
        assert {one.status for one in answers} == {403}, kind

    assert audit.list_entries(limit=1)[0].outcome == "refused"


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.TREATMENT])
def test_naming_another_purpose_opens_nothing(things: World, purpose: str) -> None:
    call = client(cast.staff("client:treats", ("record.read:TREAT", cast.ALL)), "treats")

    assert call("GET", "/Patient").json["entry"]
    assert call("GET", "/Patient", x_purpose_of_use=purpose).status == 403
