"""The structural validator on references, on what is no resource at all, at its limits, and on resources made by chance."""

from __future__ import annotations

import threading
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.record.engine import structure
from hoaban.record.engine.validate import MAX_ISSUES, validate
from hoaban.record.tests import sample_resources
from hoaban.record.tests.validate_samples import OBSERVATION, PATIENT, Json, found


@pytest.mark.parametrize(
    "reference",
    [
        "Organization/1",
        "Organization/1/_history/2",
        "https://benh-vien.example/fhir/Organization/1",
        "https://benh-vien.example/don-vi?ma=1",
        "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        "urn:oid:1.2.3",
        "#o",
        "Organization?identifier=http://x.example|1",
    ],
)
def test_every_official_form_of_reference_is_known(reference: str) -> None:
    assert validate(PATIENT | {"managingOrganization": {"reference": reference}}) == []


@pytest.mark.parametrize(
    "reference",
    [
        "Organization",
        "Organization/",
        "Organization/a b",
        "organization/1",
        "/Organization/1",
        "Patient/1",
        "Nothing/1",
        "https://benh-vien.example/fhir/Patient/1",
        "Patient?identifier=1",
        "urn:uuid:1",
        "#a/b",
        "",
        7,
    ],
)
def test_other_references_are_refused(reference: Any) -> None:
    assert validate(PATIENT | {"managingOrganization": {"reference": reference}})


@pytest.mark.parametrize(
    "nothing", [None, 1, "x", [], [PATIENT], {}, {"resourceType": 5}, {"resourceType": []}]
)
def test_what_is_no_resource_is_refused(nothing: Any) -> None:
    assert validate(nothing)


def test_nesting_has_a_limit_however_deep_the_text_goes() -> None:
    def questionnaire(levels: int) -> Json:
        item: Json = {"linkId": "1", "type": "group"}
        for _ in range(levels - 1):
            item = {"linkId": "1", "type": "group", "item": [item]}
        return {"resourceType": "Questionnaire", "status": "draft", "item": [item]}

    assert validate(questionnaire(49)) == []
    assert {issue.code for issue in validate(questionnaire(50))} == {"structure"}
    assert len(validate(questionnaire(5_000))) == 1


def test_the_number_of_issues_is_bounded() -> None:
    assert len(validate(PATIENT | {"name": [{"given": [1] * 5_000}] * 50})) == MAX_ISSUES
    assert len(validate(PATIENT | {f"x{number}": 1 for number in range(5_000)})) == MAX_ISSUES


def test_messages_are_in_two_languages_and_repeat_no_value() -> None:
    secrets = {
        "birthDate": "099000000001",
        "gender": "BÍMẬT",
        "Lò Thị Bí Mật": 1,
        "name": [{"given": [7654321]}],
    }
    said = validate(PATIENT | secrets)
    assert len(said) == 4
    for issue in said:
        assert issue.message_vi.startswith(issue.path)
        assert issue.message_en.startswith(issue.path)
        for secret in ("099000000001", "BÍMẬT", "Bí Mật", "7654321"):
            assert secret not in issue.message_vi + issue.message_en + issue.path


@pytest.mark.parametrize("name", structure.resource_types())
def test_made_up_resources_of_every_type_pass_and_fail_where_they_are_broken(name: str) -> None:
    for seed, richness in enumerate((0.0, 0.2, 0.6)):
        made = sample_resources.resource(name, Random(seed), richness=richness)  # noqa: S311 - a seed, no secret
        assert validate(made) == [], made
        assert ("structure", f"{name}.khongCo") in found(made | {"khongCo": 1})
    for element in structure.definition(name).elements:
        stem = element.name.removesuffix("[x]")
        if element.minimum:
            without = {key: value for key, value in made.items() if key not in element.json_names()}
            without = {key: value for key, value in without.items() if key[1:] not in element.json_names()}
            assert ("required", f"{name}.{stem}") in found(without)
        wrong: Any = 12345 if element.many else [["x"]]
        assert any(
            path.startswith(f"{name}.{stem}")
            for _, path in found(made | {next(iter(element.json_names())): wrong})
        )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(structure.resource_types()), st.integers(0, 9_999), st.data())
def test_any_value_swapped_for_another_never_raises(name: str, seed: int, data: st.DataObject) -> None:
    made = sample_resources.resource(name, Random(seed), richness=0.3)  # noqa: S311 - a seed, no secret
    holder: Any = made
    key: Any = data.draw(st.sampled_from(sorted(holder)))
    while isinstance(holder[key], dict | list) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text() | st.floats()
    holder[key] = data.draw(
        st.recursive(scalars, lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=5)
    )
    for issue in validate(made):
        assert issue.severity == "error"
        assert issue.path


def test_first_use_by_many_threads_at_once_gives_no_false_alarm() -> None:
    from hoaban.record.engine.validate import tables

    tables._objects.clear()
    tables._resources.clear()
    said: list[Any] = []
    start = threading.Barrier(8)

    def check() -> None:
        start.wait()
        said.extend(validate(OBSERVATION) + validate(PATIENT))

    threads = [threading.Thread(target=check) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == []
