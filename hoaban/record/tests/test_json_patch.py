"""JSON Patch: the rules of RFC 6902 one by one, exact numbers, bounds, and nothing done when something fails."""

from __future__ import annotations

import contextlib
import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.record.engine import parse_json
from hoaban.record.engine.patching import PatchFailed, PatchInvalid, apply_json_patch, trees
from hoaban.record.tests.strategies import Json, resources


def op(name: str, path: str, **more: Any) -> Json:
    return {"op": name, "path": path, **{key.rstrip("_"): value for key, value in more.items()}}


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"given": "Lan"}, [op("add", "/family", value="Lò")], {"given": "Lan", "family": "Lò"}),
        ({"a": ["x", "z"]}, [op("add", "/a/1", value="y")], {"a": ["x", "y", "z"]}),
        ({"a": ["x"]}, [op("add", "/a/-", value=["y"])], {"a": ["x", ["y"]]}),
        ({"a": []}, [op("add", "/a/0", value=1)], {"a": [1]}),
        ({"a": 1}, [op("add", "/a", value=None)], {"a": None}),
        ({"a": 1}, [op("add", "", value={"b": 2})], {"b": 2}),
        ({"a": 1}, [op("add", "/b", value=2, xyz=3)], {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, [op("remove", "/b")], {"a": 1}),
        ({"a": [1, 2, 3]}, [op("remove", "/a/1")], {"a": [1, 3]}),
        ({"a": 1, "b": 2}, [op("replace", "/b", value=3)], {"a": 1, "b": 3}),
        ({"a": [1, 2]}, [op("replace", "/a/0", value=3)], {"a": [3, 2]}),
        ({"a": 1}, [op("replace", "", value={})], {}),
        ({"a": {"b": 1}, "c": {}}, [op("move", "/c/d", from_="/a/b")], {"a": {}, "c": {"d": 1}}),
        ({"a": [1, 2, 3, 4]}, [op("move", "/a/3", from_="/a/1")], {"a": [1, 3, 4, 2]}),
        ({"a": 1}, [op("move", "/a", from_="/a")], {"a": 1}),
        ({"a": {"b": 1}}, [op("move", "/a", from_="/a/b")], {"a": 1}),
        ({"a": {"b": 1}}, [op("copy", "/c", from_="/a"), op("add", "/c/d", value=2)], {"a": {"b": 1}, "c": {"b": 1, "d": 2}}),
        ({"a": 1}, [op("copy", "/b", from_="")], {"a": 1, "b": {"a": 1}}),
        ({"a": ["x", 2]}, [op("test", "/a/0", value="x"), op("test", "/a/1", value=2)], {"a": ["x", 2]}),
        ({"a": {"x": 1, "y": [None]}}, [op("test", "/a", value={"y": [None], "x": Decimal("1.0")})],
         {"a": {"x": 1, "y": [None]}}),
        ({"/": 9, "~1": 10, "": 1}, [op("test", "/~01", value=10), op("remove", "/~1"), op("remove", "/")], {"~1": 10}),
        ({"a": 1}, [], {"a": 1}),
        ({"1": "x"}, [op("replace", "/1", value="y")], {"1": "y"}),
        ({"d": Decimal("1.50")}, [op("test", "/d", value=Decimal("1.5")), op("move", "/e", from_="/d")], {"e": Decimal("1.50")}),
    ],
)  # fmt: skip
def test_an_operation_does_what_the_rfc_says(before: Json, patch: list[Any], after: Json) -> None:
    kept, given_patch = copy.deepcopy(before), copy.deepcopy(patch)

    found = apply_json_patch(before, patch)

    assert parse_json.dumps(found) == parse_json.dumps(after)
    assert (before, patch) == (kept, given_patch)


@pytest.mark.parametrize(
    ("before", "operation"),
    [
        ({"a": 1}, op("add", "/b/c", value=1)),
        ({"a": [1]}, op("add", "/a/2", value=1)),
        ({"a": [1]}, op("add", "/a/01", value=1)),
        ({"a": [1]}, op("add", "/a/x", value=1)),
        ({"a": [1]}, op("add", "/a/-1", value=1)),
        ({"a": [1]}, op("add", "/a/99999999999999999999", value=1)),
        ({"a": "text"}, op("add", "/a/0", value=1)),
        ({"a": 1}, op("remove", "/b")),
        ({"a": None}, op("remove", "/a/b")),
        ({"a": 1}, op("move", "/c", from_="/a/b")),
        ({"a": [1]}, op("remove", "/a/-")),
        ({"a": [1]}, op("remove", "/a/1")),
        ({"a": 1}, op("remove", "")),
        ({"a": 1}, op("replace", "/b", value=1)),
        ({"a": [1]}, op("replace", "/a/-", value=1)),
        ({"a": 1}, op("move", "/b", from_="/c")),
        ({"a": 1}, op("move", "/c", from_="/c")),
        ({"a": {"b": 1}}, op("move", "/a/b/c", from_="/a")),
        ({"a": {"b": 1}}, op("move", "/x", from_="")),
        ({"a": 1}, op("copy", "/b", from_="/c")),
        ({"a": 1}, op("test", "/b", value=None)),
        ({"a": 1}, op("test", "/a", value=True)),
        ({"a": True}, op("test", "/a", value=1)),
        ({"a": 1}, op("test", "/a", value="1")),
        ({"a": Decimal("1.0000000000000000000000001")}, op("test", "/a", value=Decimal("1.0000000000000000000000002"))),
        ({"a": [1, 2]}, op("test", "/a", value=[2, 1])),
        ({"a": []}, op("test", "/a", value={})),
        ({"a": None}, op("test", "/a", value=False)),
    ],
)  # fmt: skip
def test_what_cannot_be_done_fails_by_number_and_leaves_nothing(before: Json, operation: Json) -> None:
    kept = copy.deepcopy(before)

    with pytest.raises(PatchFailed) as failure:
        apply_json_patch(before, [op("add", "/zzz", value=1), operation])

    assert before == kept
    assert (failure.value.number, failure.value.place, failure.value.status) == (1, "[1]", 422)
    assert failure.value.message_en.startswith("operation 1: ")
    assert failure.value.message_vi.startswith("thao tác 1: ")


@pytest.mark.parametrize(
    "operation",
    [
        None,
        [],
        {},
        {"op": "add"},
        {"op": "add", "path": "/a"},
        {"op": "add", "path": 3, "value": 1},
        {"op": "add", "path": "a", "value": 1},
        {"op": "add", "path": "/a~2", "value": 1},
        {"op": "add", "path": "/a~", "value": 1},
        {"op": "test", "path": "/a"},
        {"op": "replace", "path": "/a"},
        {"op": "move", "path": "/a"},
        {"op": "copy", "path": "/b", "from": None},
        {"op": "spam", "path": "/a"},
        {"op": ["add"], "path": "/a", "value": 1},
        {"op": "Add", "path": "/a", "value": 1},
    ],
)
def test_an_ill_formed_operation_is_refused(operation: Any) -> None:
    with pytest.raises(PatchInvalid) as failure:
        apply_json_patch({"a": 1}, [operation])
    assert failure.value.status == 400
    assert failure.value.number == 0


@pytest.mark.parametrize("patch", [{}, None, "x", [op("test", "", value={})] * 1_001])
def test_what_is_no_patch_is_refused(patch: Any) -> None:
    with pytest.raises(PatchInvalid):
        apply_json_patch({}, patch)


def test_the_result_is_an_object() -> None:
    with pytest.raises(PatchFailed, match="must be an object"):
        apply_json_patch({"a": []}, [op("replace", "", value=[])])


def test_copies_of_copies_are_bounded() -> None:
    bomb = [op("copy", "/a/-", from_="/a") for _ in range(60)]
    long = [op("copy", f"/b{number}", from_="/a/0") for number in range(900)]
    deep = [op("copy", "/a/b" * 2**number, from_="") for number in range(7)]

    with pytest.raises(PatchFailed):
        apply_json_patch({"a": ["x"]}, bomb)
    with pytest.raises(PatchFailed, match="too large"):
        apply_json_patch({"a": ["x" * (trees.MAX_WEIGHT // 800)]}, long)
    with pytest.raises(PatchFailed, match="levels deep"):
        apply_json_patch({"a": {}}, deep)


def test_nothing_of_the_patch_is_shared_with_the_result() -> None:
    value = {"x": [1]}

    found = apply_json_patch({}, [op("add", "/a", value=value), op("add", "/a/x/-", value=2)])

    assert found == {"a": {"x": [1, 2]}}
    assert value == {"x": [1]}


def pointers(value: Any, at: str = "") -> list[str]:
    found = [at]
    if isinstance(value, dict):
        for key, item in value.items():
            found += pointers(item, f"{at}/{key.replace('~', '~0').replace('/', '~1')}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += pointers(item, f"{at}/{index}")
    return found


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(resources(), st.data())
def test_removing_and_adding_again_changes_nothing(resource: Json, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(pointers(resource)[1:]))
    copied = apply_json_patch(resource, [op("copy", "/kept", from_=place)])
    there_and_back = [
        op("move", "/kept", from_=place),
        op("test", "/kept", value=copied["kept"]),
        op("move", place, from_="/kept"),
    ]

    assert apply_json_patch(resource, there_and_back) == resource


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", ""]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
paths = st.sampled_from(
    ["", "/", "/a", "/b", "/a/b", "/a/0", "/a/-", "/b/1", "//", "/~1", "x", "/a~"]
) | st.text("/ab0-~", max_size=6)


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(["a", "b", ""]), anything),
    st.lists(
        st.fixed_dictionaries(
            {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "x"]), "path": paths},
            optional={"value": anything, "from": paths},
        )
        | anything,
        max_size=5,
    ),
)
def test_any_patch_gives_an_object_or_a_named_failure(document: Json, patch: list[Any]) -> None:
    kept = copy.deepcopy((document, patch))
    with contextlib.suppress(PatchInvalid, PatchFailed):
        assert isinstance(apply_json_patch(document, patch), dict)
    assert (document, patch) == kept
