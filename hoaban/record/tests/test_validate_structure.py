"""The definitions as data: what is asked of them by the door, search and the capability statement."""

from __future__ import annotations

import pytest

from hoaban.record.engine import structure


def test_r4_has_146_concrete_resource_types_numbered_in_order() -> None:
    names = structure.resource_types()
    assert len(names) == 146
    assert list(names) == sorted(names)
    assert {"Bundle", "Binary", "Parameters", "Patient"} <= set(names)
    assert not {"Resource", "DomainResource", "MetadataResource", "SubscriptionStatus"} & set(names)
    assert [structure.type_number(name) for name in names] == list(range(1, 147))
    assert [structure.type_name(number) for number in range(1, 147)] == list(names)


@pytest.mark.parametrize(
    ("name", "number"),
    [("Account", 1), ("Encounter", 44), ("Observation", 96), ("Patient", 103), ("VisionPrescription", 146)],
)
def test_a_number_once_given_stays(name: str, number: int) -> None:
    assert structure.type_number(name) == number


def test_unknown_types_have_no_number_and_no_definition() -> None:
    for ask in (structure.type_number, structure.definition, structure.primitive):
        with pytest.raises(KeyError):
            ask("Nothing")
    with pytest.raises(KeyError):
        structure.type_name(0)


@pytest.mark.parametrize(
    ("name", "path", "targets"),
    [
        ("Observation", "subject", {"Patient", "Group", "Device", "Location"}),
        ("Observation", "Observation.encounter", {"Encounter"}),
        ("Encounter", "participant.individual", {"Practitioner", "PractitionerRole", "RelatedPerson"}),
        ("MedicationRequest", "medication[x]", {"Medication"}),
        ("MedicationRequest", "medication", {"Medication"}),
        ("MedicationRequest", "medicationReference", {"Medication"}),
        ("Observation", "status", set()),
        ("Questionnaire", "item.item.item.linkId", set()),
    ],
)
def test_reference_targets_are_those_of_the_standard(name: str, path: str, targets: set[str]) -> None:
    assert structure.reference_targets(name, path) == targets


def test_a_reference_to_anything_may_point_to_every_type() -> None:
    assert structure.reference_targets("Provenance", "target") == set(structure.resource_types())


def test_reference_targets_of_an_element_that_is_not_there_is_an_error() -> None:
    for path in ("nothing", "subject.nothing", "status.x"):
        with pytest.raises(KeyError):
            structure.reference_targets("Observation", path)


def test_elements_know_their_types_cardinality_and_flags() -> None:
    value = structure.find_element("Observation", "valueQuantity")
    assert value is not None
    assert value.name == "value[x]"
    assert value.summary
    assert value.json_names()["valueDateTime"] == "dateTime"
    status = structure.find_element("Observation", "status")
    assert status is not None
    assert (status.minimum, status.maximum, status.modifier) == (1, 1, True)
    assert structure.codes(status.codes) >= {"final", "amended"}  # type: ignore[operator]
    assert structure.find_element("Observation", "valueQuantity.code") is not None
    assert structure.definition("Timing.repeat").base == "Element"
    assert structure.definition("Patient.contact").base == "BackboneElement"


def test_only_lists_that_nobody_can_write_down_are_open() -> None:
    bound = {
        element.codes
        for name in structure._data()["types"]
        for element in structure.definition(name).elements
        if element.codes
    }
    assert {url for url in bound if structure.codes(url) is None} == {
        "http://hl7.org/fhir/ValueSet/mimetypes",
        "http://hl7.org/fhir/ValueSet/ucum-units",
        "http://loinc.org/vs/LL379-9",
    }


def test_the_data_names_its_source_version_and_licence() -> None:
    about = structure.about()
    assert about["version"] == "4.0.1"
    assert "hl7.fhir.r4.examples" in about["source"]
    assert "CC0-1.0" in about["licence"]
