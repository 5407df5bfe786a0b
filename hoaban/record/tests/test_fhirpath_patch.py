"""FHIRPath Patch: each operation of R4, primitives with extensions, choices, nothing done when something fails."""

from __future__ import annotations

import contextlib
import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import structure
from hoaban.record.engine.patching import PatchFailed, PatchInvalid, apply_fhirpath_patch
from hoaban.record.tests.strategies import Json, resources

LAN: Json = {
    "resourceType": "Patient",
    "id": "lan",
    "active": True,
    "identifier": [
        {"system": "urn:a", "value": "1"},
        {"system": "urn:b", "value": "2"},
        {"system": "urn:b", "value": "3"},
    ],
    "name": [
        {"use": "official", "given": ["Thị", "Lan"], "_given": [{"id": "g"}, None], "family": "Lò"},
        {"use": "nickname", "given": ["Lan"], "period": {"start": "2020"}},
    ],
    "birthDate": "1999-01-02",
    "_birthDate": {"extension": [{"url": "urn:t", "valueTime": "08:00:00"}]},
    "contact": [{"name": {"text": "Mẹ"}, "gender": "female"}, {"name": {"text": "Cha"}}],
    "multipleBirthInteger": 2,
}


def part(name: str, value: Any) -> Json:
    if isinstance(value, dict):
        return {"name": name, **value}
    return {"name": name, "valueInteger" if isinstance(value, int) else "valueString": value}


def patch(kind: str, path: str, **parts: Any) -> Json:
    found = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    found += [part(name, value) for name, value in parts.items()]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": found}]}


def lan(**changes: Any) -> Json:
    found = {**copy.deepcopy(LAN), **changes}
    return {key: value for key, value in found.items() if value is not None}


NEW = {"valueHumanName": {"text": "Lò Lan"}}
MARK = [part("url", {"valueUri": "urn:e"}), part("value", "x")]
OFFICIAL, NICKNAME = LAN["name"]


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        (patch("add", "Patient", name="gender", value={"valueCode": "female"}), lan(gender="female")),
        (patch("add", "Patient", name="name", value=NEW), lan(name=[OFFICIAL, NICKNAME, {"text": "Lò Lan"}])),
        (patch("add", "Patient.name[1]", name="family", value="Lò"), lan(name=[OFFICIAL, {**NICKNAME, "family": "Lò"}])),
        (patch("add", "Patient.name[0]", name="given", value={"valueString": "Na", "_valueString": {"id": "n"}}),
         lan(name=[{**OFFICIAL, "given": ["Thị", "Lan", "Na"], "_given": [{"id": "g"}, None, {"id": "n"}]}, NICKNAME])),
        (patch("add", "Patient", name="deceased", value={"valueBoolean": False}), lan(deceasedBoolean=False)),
        (patch("add", "Patient", name="deceased[x]", value={"valueDateTime": "2020"}), lan(deceasedDateTime="2020")),
        (patch("add", "Patient.active", name="extension", value={"part": MARK}),
         lan(_active={"extension": [{"url": "urn:e", "valueString": "x"}]})),
        (patch("add", "Patient", name="contact", value={"part": [
            part("name", {"valueHumanName": {"text": "Bà"}}), part("telecom", {"part": [part("system", {"valueCode": "phone"})]}),
            part("telecom", {"valueContactPoint": {"value": "1"}})]}),
         lan(contact=[*LAN["contact"], {"name": {"text": "Bà"}, "telecom": [{"system": "phone"}, {"value": "1"}]}])),
        (patch("add", "Patient", name="contained", value={"resource": {"resourceType": "Basic", "id": "b"}}),
         lan(contained=[{"resourceType": "Basic", "id": "b"}])),
        (patch("insert", "Patient.identifier", index=1, value={"valueIdentifier": {"value": "9"}}),
         lan(identifier=[LAN["identifier"][0], {"value": "9"}, *LAN["identifier"][1:]])),
        (patch("insert", "Patient.name[0].given", index=0, value="Bé"),
         lan(name=[{**OFFICIAL, "given": ["Bé", "Thị", "Lan"], "_given": [None, {"id": "g"}, None]}, NICKNAME])),
        (patch("insert", "Patient.address", index=0, value={"valueAddress": {"text": "x"}}), lan(address=[{"text": "x"}])),
        (patch("delete", "Patient.active"), lan(active=None)),
        (patch("delete", "Patient.gender"), lan()),
        (patch("delete", "Patient.birthDate"), lan(birthDate=None, _birthDate=None)),
        (patch("delete", "Patient.birthDate.extension('urn:t')"), lan(_birthDate=None)),
        (patch("delete", "Patient.birthDate.extension.where(url = 'urn:t')"), lan(_birthDate=None)),
        (patch("delete", "Patient.contact[1].name.text"), lan(contact=LAN["contact"][:1])),
        (patch("delete", "Patient.contact[0].name.text"), lan(contact=[{"gender": "female"}, LAN["contact"][1]])),
        (patch("delete", "Patient.identifier.where(system = 'urn:b' and value = '3')"), lan(identifier=LAN["identifier"][:2])),
        (patch("delete", "identifier.where(system='urn:b').first()"),
         lan(identifier=[LAN["identifier"][0], LAN["identifier"][2]])),
        (patch("delete", "Patient.name.where(period.start='2020')"), lan(name=[OFFICIAL])),
        (patch("delete", "Patient.name.given.last()"), lan(name=[OFFICIAL, {"use": "nickname", "period": {"start": "2020"}}])),
        (patch("delete", "Patient.name[0].given[0]"),
         lan(name=[{"use": "official", "given": ["Lan"], "family": "Lò"}, NICKNAME])),
        (patch("replace", "Patient.birthDate", value={"valueDate": "2000"}), lan(birthDate="2000", _birthDate=None)),
        (patch("replace", "Patient.name.where(use='nickname')", value=NEW), lan(name=[OFFICIAL, {"text": "Lò Lan"}])),
        (patch("replace", "Patient.name[0].given[1]", value="La"), lan(name=[{**OFFICIAL, "given": ["Thị", "La"]}, NICKNAME])),
        (patch("replace", "Patient.multipleBirth", value={"valueBoolean": True}),
         lan(multipleBirthInteger=None, multipleBirthBoolean=True)),
        (patch("replace", "Patient.multipleBirth.ofType(integer)", value={"valueInteger": 3}), lan(multipleBirthInteger=3)),
        (patch("replace", "Patient.contact.first().name", value={"part": [part("text", "x")]}),
         lan(contact=[{"name": {"text": "x"}, "gender": "female"}, LAN["contact"][1]])),
        (patch("move", "Patient.identifier", source=0, destination=2),
         lan(identifier=[*LAN["identifier"][1:], LAN["identifier"][0]])),
        (patch("move", "Patient.name[0].given", source=0, destination=1),
         lan(name=[{**OFFICIAL, "given": ["Lan", "Thị"], "_given": [None, {"id": "g"}]}, NICKNAME])),
        (patch("move", "Resource.name", source=1, destination=1), lan()),
    ],
)  # fmt: skip
def test_an_operation_does_what_r4_says(operation: Json, after: Json) -> None:
    kept = copy.deepcopy((LAN, operation))

    assert apply_fhirpath_patch(LAN, operation) == after
    assert (LAN, operation) == kept


def test_operations_follow_each_other() -> None:
    first, second = (
        patch("delete", "Patient.name[0]"),
        patch("replace", "Patient.name[0].use", value={"valueCode": "usual"}),
    )
    both = {"resourceType": "Parameters", "parameter": first["parameter"] + second["parameter"]}

    assert apply_fhirpath_patch(LAN, both)["name"] == [{**NICKNAME, "use": "usual"}]


def test_decimals_and_contained_resources_are_reached() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": {"resourceType": "Observation", "valueQuantity": {"value": Decimal("1.50")}}}],
    }

    found = apply_fhirpath_patch(
        bundle,
        patch("replace", "Bundle.entry[0].resource.value.value", value={"valueDecimal": Decimal("2.00")}),
    )

    assert str(found["entry"][0]["resource"]["valueQuantity"]["value"]) == "2.00"


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (patch("add", "Patient", name="active", value={"valueBoolean": False}), "there already"),
        (patch("add", "Patient", name="multipleBirth", value={"valueBoolean": False}), "there already"),
        (patch("add", "Patient.name", name="text", value="x"), "names 2"),
        (patch("add", "Patient.address", name="text", value="x"), "names 0"),
        (patch("add", "Practitioner", name="active", value={"valueBoolean": False}), "names 0"),
        (patch("insert", "Patient.identifier", index=4, value={"valueIdentifier": {}}), "beyond the end"),
        (patch("delete", "Patient.name"), "names 2"),
        (patch("delete", "Patient"), "whole resource"),
        (patch("replace", "Patient", value="x"), "whole resource"),
        (patch("replace", "Patient.gender", value={"valueCode": "male"}), "names 0"),
        (patch("replace", "Patient.identifier.where(system='urn:b')", value="x"), "names 2"),
        (patch("move", "Patient.identifier", source=3, destination=0), "beyond the end"),
        (patch("move", "Patient.identifier", source=0, destination=3), "beyond the end"),
        (patch("move", "Patient.address", source=0, destination=0), "beyond the end"),
    ],
)
def test_what_cannot_be_done_fails_by_number_and_leaves_nothing(operation: Json, said: str) -> None:
    first = patch("replace", "Patient.birthDate", value={"valueDate": "2000"})
    both = {"resourceType": "Parameters", "parameter": first["parameter"] + operation["parameter"]}
    kept = copy.deepcopy(LAN)

    with pytest.raises(PatchFailed, match=said) as failure:
        apply_fhirpath_patch(LAN, both)

    assert kept == LAN
    assert (failure.value.number, failure.value.place, failure.value.status) == (
        1,
        "Parameters.parameter[1]",
        422,
    )
    assert failure.value.message_vi.startswith("thao tác 1: ")


@pytest.mark.parametrize(
    "operation",
    [
        {"resourceType": "Parameters", "parameter": [{"name": "operation"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "change", "part": []}]},
        {"resourceType": "Parameters", "parameter": [3]},
        patch("append", "Patient", value="x"),
        patch("add", "Patient", name="gender"),
        patch("add", "Patient", name="age", value="x"),
        patch("add", "Patient", name="deceased", value="x"),
        patch("add", "Patient", name="deceased", value={"part": []}),
        patch("add", "Patient", name="gender", value={"part": []}),
        patch("add", "Patient", name="contact", value={"part": 3}),
        patch("add", "Patient", name="contact", value={"part": [{"name": "nick", "valueString": "x"}]}),
        patch("add", "Patient", name="contact", value={"part": [part("gender", "a"), part("gender", "b")]}),
        patch("add", "Patient", name="gender", value={"valueCode": "a", "valueString": "b"}),
        patch("add", "Patient", name="gender", value={}),
        patch("add", "Patient", name="contact", value={"valueString": "x", "part": [part("gender", "a")]}),
        patch("insert", "Patient.active", index=0, value={"valueBoolean": True}),
        patch("insert", "Patient.name[0]", index=0, value=NEW),
        patch("insert", "Patient.name", index=-1, value=NEW),
        patch("insert", "Patient.name", index="0", value=NEW),
        patch("delete", "Patient.name", index=0),
        patch("delete", "Patient.age"),
        *(patch("delete", path) for path in (
            "", ".", "Patient.", "Patient..name", "Patient.name[", "Patient.name[-1]", "Patient.name[x]", "Patient.name.count()",
            "Patient.name | Patient.contact", "Patient.name.where()", "Patient.name.where(use='a'", "Patient.name.where(use='a)",
            "Patient.name.where(exists())", "Patient.name.where(use = 'official' or use = 'x')", "Patient.name.where(nick = 'x')",
            "Patient.multipleBirthInteger", "%resource.name", "1", "'x'", "x" * 3_000, "name." * 200 + "x",
            "Patient.name.where(" * 300,
        )),
    ],
)  # fmt: skip
def test_an_ill_formed_operation_is_refused(operation: Json) -> None:
    with pytest.raises(PatchInvalid) as failure:
        apply_fhirpath_patch(LAN, operation)
    assert failure.value.number == 0
    assert failure.value.status == 400


@pytest.mark.parametrize("parameters", [{}, [], {"resourceType": "Parameters"}, {"resourceType": "Parameters", "parameter": {}},
                                        {"resourceType": "Parameters", "parameter": [{}] * 1_001}])  # fmt: skip
def test_what_is_no_patch_is_refused(parameters: Any) -> None:
    with pytest.raises(PatchInvalid):
        apply_fhirpath_patch(LAN, parameters)


def test_an_evaluator_may_decide_what_stands_in_where() -> None:
    asked: list[tuple[str, str]] = []

    def criterion(expression: str, kind: str, element: Any) -> bool:
        asked.append((expression, kind))
        return bool(element["use"] == "nickname")

    found = apply_fhirpath_patch(
        LAN,
        patch("delete", "Patient.name.where(given.exists(length() > 2 and $this != ')'))"),
        criterion=criterion,
    )

    assert found == lan(name=[OFFICIAL])
    assert asked == [("given.exists(length() > 2 and $this != ')')", "HumanName")] * 4


def test_the_failure_of_an_evaluator_is_told_with_the_operation() -> None:
    def criterion(expression: str, kind: str, element: Any) -> bool:
        raise Invalid("không hiểu", "not understood")

    with pytest.raises(PatchInvalid) as failure:
        apply_fhirpath_patch(LAN, patch("delete", "Patient.name.where(x)"), criterion=criterion)
    assert (failure.value.number, failure.value.message_en) == (0, "operation 0: not understood")


def test_the_work_of_a_patch_is_bounded() -> None:
    crowd = {"resourceType": "Patient", "name": [{"text": "x"}] * 30_000}
    many = patch("delete", "Patient.name.where(text = 'y')")["parameter"] * 100
    deep = patch("add", "Patient", name="extension", value={"valueExtension": {}})

    with pytest.raises(PatchFailed, match="too many elements"):
        apply_fhirpath_patch(crowd, {"resourceType": "Parameters", "parameter": many})
    nested = [
        patch(
            "add",
            "Patient" + ".extension[0]" * level,
            name="extension",
            value={"part": [part("url", {"valueUri": "u"})]},
        )["parameter"][0]
        for level in range(60)
    ]
    with pytest.raises(PatchFailed, match="levels deep"):
        apply_fhirpath_patch({"resourceType": "Patient"}, {**deep, "parameter": nested})


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(resources(), st.data())
def test_an_extension_added_and_deleted_leaves_the_resource_as_it_was(
    resource: Json, data: st.DataObject
) -> None:
    kind = resource["resourceType"]
    single = [
        element.name
        for element in structure.definition(kind).elements
        if element.name in resource and not element.many
    ]
    path = f"{kind}.{data.draw(st.sampled_from(single))}"
    changed = apply_fhirpath_patch(resource, patch("add", path, name="extension", value={"part": MARK}))

    assert changed != resource
    assert apply_fhirpath_patch(changed, patch("delete", f"{path}.extension('urn:e')")) == resource


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(
    resources(),
    st.sampled_from(["add", "insert", "delete", "replace", "move"]),
    st.text("aP.[]()'0 ", max_size=12)
    | st.sampled_from(["Patient.name", "id", "text", "meta.tag[0]", "extension", "contained[0].id", "identifier.value"]),
    st.sampled_from(
        [{"valueString": "x"}, {"valueQuantity": {"value": 3}}, {"part": []}, {"resource": 3}, {}, {"valueCoding": "-"}]
    ),
    st.sampled_from(["id", "extension", "identifier", "text", "contained", "value"]),
)  # fmt: skip
def test_any_patch_gives_a_resource_or_a_named_failure(
    resource: Json, kind: str, path: str, value: Json, name: str
) -> None:
    kept = copy.deepcopy(resource)
    more = {
        "add": {"name": name, "value": value},
        "insert": {"index": 0, "value": value},
        "replace": {"value": value},
        "move": {"source": 0, "destination": 1},
    }
    with contextlib.suppress(PatchInvalid, PatchFailed):
        assert apply_fhirpath_patch(resource, patch(kind, path, **more.get(kind, {})))
    assert resource == kept
