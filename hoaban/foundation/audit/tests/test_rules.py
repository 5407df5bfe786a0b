import hashlib
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.audit.rules.detail import ValueInDetail, check_detail
from hoaban.foundation.audit.rules.digests import digest_of_ids
from hoaban.foundation.audit.rules.merkle import EMPTY, Tree, leaf


def _by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + _by_the_book(leaves[:split]) + _by_the_book(leaves[split:])).digest()


@given(st.integers(0, 70))
def test_the_growing_tree_has_the_root_of_the_standard(size: int) -> None:
    leaves = [leaf(number, 7, b"x" * 32) for number in range(size)]
    tree = Tree()
    for one in leaves:
        tree.add(one)

    assert tree.root() == _by_the_book(leaves)


def test_a_leaf_is_bound_to_its_place() -> None:
    assert leaf(1, 7, b"x") != leaf(2, 7, b"x")
    assert leaf(1, 7, b"x") != leaf(1, 8, b"x")


@pytest.mark.parametrize(
    "value",
    [
        "Giàng Thị Mỷ",
        "two words",
        "099302000101",
        "DT2120000000101",
        "x" * 201,
        1.5,
        b"bytes",
        ["fine", "not fine"],
        {"name": "Lò Văn Inh"},
        "line\nbreak",
    ],
)
def test_a_value_cannot_enter_the_detail_of_an_entry(value: object) -> None:
    with pytest.raises(ValueInDetail) as caught:
        check_detail({"key": value})

    assert str(value) not in str(caught.value)


def test_ids_types_counts_and_digests_can() -> None:
    check_detail(
        {
            "type": "Observation",
            "id": "01932f00-0000-7000-8000-000000000001",
            "count": 12,
            "more": False,
            "facility": "12981",
            "digest": "sha256:" + "0" * 64,
            "parameters": ["name", "birthdate"],
            "batch": {"id": 5, "nothing": None},
        }
    )


def test_the_digest_of_a_list_of_people_does_not_depend_on_its_order() -> None:
    one, two = UUID(int=1), UUID(int=2)

    assert digest_of_ids([one, two]) == digest_of_ids([two, one, two])
    assert digest_of_ids([one]) != digest_of_ids([two])
