"""One entry in its place: the path from its leaf leads to the sealed root, and to no other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.audit import api
from hoaban.foundation.audit.rules.merkle import Tree, path, root_by_path
from hoaban.foundation.audit.tests.trail import by_force, ids, sealed, write


def _leaves(count: int) -> list[bytes]:
    return [hashlib.sha256(bytes([number])).digest() for number in range(count)]


class TestPathRules:
    @given(size=st.integers(1, 70), data=st.data())
    def test_every_leaf_leads_to_the_root_that_the_tree_grows(self, size: int, data: st.DataObject) -> None:
        leaves, tree = _leaves(size), Tree()
        for one in leaves:
            tree.add(one)
        place = data.draw(st.integers(0, size - 1))

        proof = path(leaves, place)

        assert root_by_path(leaves[place], place, size, proof) == tree.root()
        assert len(proof) <= (size - 1).bit_length()

    @given(size=st.integers(2, 40), data=st.data())
    def test_another_leaf_place_or_step_leads_elsewhere(self, size: int, data: st.DataObject) -> None:
        leaves, tree = _leaves(size), Tree()
        for one in leaves:
            tree.add(one)
        place = data.draw(st.integers(0, size - 1))
        other = data.draw(st.integers(0, size - 1).filter(lambda one: one != place))
        proof = path(leaves, place)

        assert root_by_path(leaves[other], place, size, proof) != tree.root()
        assert root_by_path(leaves[place], other, size, proof) != tree.root()
        assert root_by_path(leaves[place], place, size, proof[:-1]) is None
        assert root_by_path(leaves[place], size, size, proof) is None


@pytest.mark.django_db(transaction=True)
class TestOneEntry:
    @pytest.fixture(autouse=True)
    def _own_secrets(self, settings: Any, tmp_path: Path) -> None:
        settings.VAR = tmp_path

    def test_a_sealed_entry_is_verified_in_its_block(self) -> None:
        sealed(3, 7)
        every = ids()

        places = [api.prove_entry(one) for one in every]

        assert all(one is not None and one.is_verified for one in places)
        told = [
            (one.place.block.number, one.place.index, one.place.size) for one in places if one and one.place
        ]
        assert told == [(1, n, 3) for n in range(3)] + [(2, n, 7) for n in range(7)]
        assert all(one and one.place and one.place.signed_on for one in places[:3])

    def test_an_entry_that_waits_is_genuine_and_has_no_place(self) -> None:
        sealed(2)
        write(99)

        proof = api.prove_entry(ids()[-1])

        assert proof is not None
        assert (proof.is_genuine, proof.place, proof.is_verified) == (True, None, False)

    def test_an_altered_entry_is_not_genuine(self) -> None:
        sealed(3)
        by_force("update audit_entry set act = 'record.write' where id = %s", ids()[1])

        proof = api.prove_entry(ids()[1])

        assert proof is not None
        assert (proof.is_genuine, proof.is_verified) == (False, False)

    @pytest.mark.parametrize(
        "change",
        [
            "delete from audit_entry where id = (select max(id) from audit_entry)",
            "update audit_entry set digest = decode(repeat('00', 32), 'hex') where id = (select max(id) from audit_entry)",
            "update audit_block set root = decode(repeat('00', 32), 'hex')",
            "update audit_block set entries = entries + 1",
        ],
    )
    def test_a_block_that_was_changed_verifies_none_of_its_entries(self, change: str) -> None:
        sealed(5)
        by_force(change)

        proof = api.prove_entry(ids()[0])

        assert proof is not None
        assert proof.is_genuine
        assert proof.place is not None
        assert not proof.is_verified

    def test_nothing_is_proved_of_an_entry_that_is_not_there(self) -> None:
        assert api.prove_entry(12345) is None
