"""``_contained`` and ``_containedType``: searching what other resources contain."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.engine.search import contained
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.shapes import Entry
from hoaban.record.tests.fhir_client import Call
from tests import cast

pytestmark = pytest.mark.django_db


def drug(code: str, name: str = "m", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Medication",
        "id": name,
        "code": {"coding": [{"system": "urn:drug", "code": code}]},
        **more,
    }


def order(name: str, *drugs: dict[str, Any]) -> Entry:
    """A MedicationRequest that contains drugs."""
    resource: dict[str, Any] = {
        "resourceType": "MedicationRequest", "id": name, "status": "active", "intent": "order",
        "subject": {"reference": "Patient/bn"}, "medicationReference": {"reference": f"#{drugs[0]['id']}"},
        "contained": list(drugs),
    }  # fmt: skip
    if drugs[1:]:
        resource["supportingInformation"] = [{"reference": f"#{one['id']}"} for one in drugs[1:]]
    return Entry("PUT", "MedicationRequest", name, resource)


@pytest.fixture
def door() -> record.Door:
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    opened.transact([
        Entry("PUT", "Patient", "bn", {"resourceType": "Patient", "id": "bn"}),
        Entry("PUT", "Medication", "rieng", drug("A", "rieng", status="active")),
        order("don-1", drug("A", status="active")), order("don-2", drug("B", status="active")),
        order("don-3", drug("A", "m", status="inactive"), drug("B", "n", status="active")),
    ])  # fmt: skip
    return opened


def names(page: Any) -> list[str]:
    return [f"{one.type}/{one.id}" for one in page.entries]


ONLY, BOTH = ("_contained", "true"), ("_contained", "both")
THEMSELVES = ("_containedType", "contained")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ([("code", "A")], ["Medication/rieng"]),
        ([("code", "A"), ("_contained", "false")], ["Medication/rieng"]),
        ([("code", "A"), ONLY], ["MedicationRequest/don-1", "MedicationRequest/don-3"]),
        ([("code", "urn:drug|B"), ONLY], ["MedicationRequest/don-2", "MedicationRequest/don-3"]),
        # the two must hold for one and the same of several contained resources
        ([("code", "A"), ("status", "active"), ONLY], ["MedicationRequest/don-1"]),
        ([("status:not", "active"), ONLY], ["MedicationRequest/don-3"]),
        ([("_id", "n"), ONLY], ["MedicationRequest/don-3"]),
        ([("code", "A"), BOTH], ["Medication/rieng", "MedicationRequest/don-1", "MedicationRequest/don-3"]),
        ([("code", "A"), ONLY, THEMSELVES], ["MedicationRequest/don-1#m", "MedicationRequest/don-3#m"]),
        ([("_filter", "code eq A and status eq inactive"), ONLY], ["MedicationRequest/don-3"]),
        ([("code", "C"), BOTH], []),
    ],
)
def test_what_is_contained_is_found_by_its_own_values(
    door: record.Door, params: list[tuple[str, str]], found: list[str]
) -> None:
    assert sorted(names(door.search("Medication", params))) == found


def test_what_is_contained_is_found_by_what_it_refers_to(door: record.Door) -> None:
    visit = {"reference": "Encounter/kham"}
    inside = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "Mạch"},
        "encounter": visit,
    }
    report = {
        "resourceType": "DiagnosticReport", "id": "kq", "status": "final", "code": {"text": "Khám"},
        "result": [{"reference": "#o"}], "contained": [inside],
    }  # fmt: skip
    when = {"resourceType": "Encounter", "id": "kham", "status": "finished", "class": {"code": "AMB"}}
    door.transact([Entry("PUT", "Encounter", "kham", when), Entry("PUT", "DiagnosticReport", "kq", report)])

    assert names(door.search("Observation", [("encounter", "kham"), ONLY])) == ["DiagnosticReport/kq"]
    assert names(door.search("Observation", [("encounter", "khac"), BOTH])) == []


@pytest.mark.parametrize("portion", [1, 2, 200])
def test_pages_go_on_where_the_last_one_ended(
    door: record.Door, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(contained, "_PORTION", portion)
    monkeypatch.setattr(contained, "MOST", 2 * portion)
    params = [BOTH, ("_count", "1")]
    page = door.search("Medication", params)
    found = names(page)
    while page.next:
        page = door.search("Medication", [*params, ("_page", page.next)])
        found += names(page)

    assert found == ["Medication/rieng", *(f"MedicationRequest/don-{number}" for number in (1, 2, 3))]


def test_a_contained_resource_is_named_by_its_container(door: record.Door, call: Call) -> None:
    found = call("GET", "/Medication?code=B&_contained=true&_containedType=contained&_elements=code").json[
        "entry"
    ]

    assert [one["fullUrl"].partition("R4/")[2] for one in found] == [
        "MedicationRequest/don-2#m", "MedicationRequest/don-3#n"
    ]  # fmt: skip
    assert set(found[0]["resource"]) == {"resourceType", "id", "meta", "code"}


def test_what_is_hidden_hides_what_it_contains(door: record.Door) -> None:
    nurse = record.open(cast.station_nurse(), purpose=Purpose.TREATMENT)

    assert names(nurse.search("Medication", [("code", "A"), BOTH])) == ["Medication/rieng"]


@pytest.mark.parametrize(
    "more",
    [
        ("_contained", "yes"), ("_containedType", "box"), ("_sort", "code"), ("_total", "accurate"), ("_summary", "count"),
        ("_include", "Medication:manufacturer"), ("manufacturer.name", "x"),
    ],
)  # fmt: skip
def test_what_does_not_go_with_it_is_refused_by_name(door: record.Door, more: tuple[str, str]) -> None:
    params = [more] if more[0] == "_contained" else [ONLY, more]
    with pytest.raises(SearchRefused):
        door.search("Medication", params)
    with pytest.raises(SearchRefused):
        door.search("", [ONLY])
