import dataclasses
from datetime import timedelta

import pytest
from django.db import connection, transaction

from hoaban.foundation.audit import api
from hoaban.foundation.audit.models import Anchor, Block
from hoaban.foundation.audit.queries.blocks import last_block, stream_entries
from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.rules.digests import block_hash
from hoaban.foundation.audit.rules.merkle import Tree, leaf
from hoaban.foundation.audit.services import sealing
from hoaban.foundation.audit.tests.trail import NOON, NURSE, by_force, sealed, settle, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_secrets(settings, tmp_path) -> None:
    settings.VAR = tmp_path


def test_nothing_done_makes_no_block() -> None:
    settle()
    assert api.seal(NOON) == 0
    assert api.verify() == api.Verdict(True, 0, 0, 0, 0, None)


def test_finished_entries_are_sealed_once_and_the_chain_is_whole() -> None:
    sealed(3, 1, 2)
    write(6, 7)

    verdict = api.verify()

    assert verdict.ok
    assert (verdict.entries, verdict.blocks, verdict.unsealed) == (6, 3, 2)


def test_an_entry_of_a_running_transaction_waits_and_none_is_lost() -> None:
    other = connection.copy()
    sql, arguments = api.insert_statement(actor=NURSE, act="record.write", now=NOON)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(sql, arguments)
        write(1)
        assert api.seal(NOON) == 0, "the later entry waits for the earlier transaction"
        other.commit()
    finally:
        other.close()

    settle()
    assert api.seal(NOON) == 2
    assert api.verify().ok


def test_a_late_commit_with_a_low_id_goes_into_a_later_block() -> None:
    other = connection.copy()
    sql, arguments = api.insert_statement(actor=NURSE, act="record.write", now=NOON)
    try:
        with transaction.atomic():
            _take_a_transaction_id()
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute(sql, arguments)  # the later transaction takes the lower entry id
            write(1)
        assert api.seal(NOON) == 1
        other.commit()
    finally:
        other.close()

    settle()
    assert api.seal(NOON) == 1
    assert api.verify().blocks == 2


def test_only_one_sealer_works_at_a_time() -> None:
    write(1)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [sealing._LOCK])
        assert api.seal(NOON) == 0
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [sealing._LOCK])
    finally:
        other.close()

    settle()
    assert api.seal(NOON) == 1


def test_a_long_tail_is_sealed_in_blocks_of_bounded_size(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK_SIZE", 4)
    write(*range(10))

    settle()
    taken = [api.seal(NOON) for _ in range(4)]

    assert taken == [4, 4, 2, 0]
    assert api.verify().entries == 10


def test_a_transaction_with_many_entries_is_never_cut_in_two(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK_SIZE", 4)
    with transaction.atomic():
        write(*range(7))
    write(7)

    settle()
    assert [api.seal(NOON) for _ in range(2)] == [7, 1]
    assert api.verify().ok


def test_the_last_block_is_signed_once_a_day() -> None:
    sealed(1, 1)
    write(8)
    settle()
    api.seal(NOON + timedelta(days=1))
    write(9)
    settle()
    api.seal(NOON + timedelta(days=1, hours=1))

    assert [anchor.block for anchor in Anchor.objects.order_by("day")] == [1, 3]
    assert api.verify().signatures == 2


def test_the_signing_key_is_kept_where_only_the_installation_reads_it(settings) -> None:
    sealed(1)

    assert (settings.VAR / "secrets" / "audit_signing.pem").stat().st_mode & 0o777 == 0o600


def test_entries_restored_from_a_dump_of_another_cluster_are_sealed_apart() -> None:
    sealed(2)
    write(2, 3)
    by_force("update audit_entry set xid = (xid::text::bigint + 1000000)::text::xid8 where id > 0")
    by_force(
        "update audit_block set life = 7, to_xid = to_xid + 1000000, hash = '' where number = 1"
    )  # as a dump of cluster 7, whose transactions ran a million ahead, would have left it
    _rehash()
    write(4)  # written here before anybody sealed

    settle()
    assert api.seal(NOON) == 3, "what the old life left over, and the first moments of the new one"
    write(5, 6)
    settle()
    assert api.seal(NOON) == 2

    verdict = api.verify()
    assert verdict.first_break is None
    assert (verdict.entries, verdict.blocks, verdict.unsealed) == (7, 3, 0)
    assert list(Block.objects.order_by("number").values_list("era", "closing")) == [
        (1, False),
        (1, True),
        (2, False),
    ]


def test_a_dump_restored_before_its_first_seal_is_sealed_too() -> None:
    write(1, 2)
    by_force("update audit_entry set xid = (xid::text::bigint + 1000000)::text::xid8")

    settle()
    assert api.seal(NOON) == 2
    write(3)
    settle()
    assert api.seal(NOON) == 1
    assert api.verify().ok


def _take_a_transaction_id() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()")


def _spend_transaction_numbers_until_they_grow_a_digit() -> None:
    """Inside the server: a million empty transactions there take seconds, a million round trips do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """do $$
            declare digits int := length(pg_current_xact_id()::text);
            begin
                while length(pg_current_xact_id()::text) = digits loop commit; end loop;
            end $$"""
        )


def _rehash() -> None:
    """Give block 1 the root and hash it would have had over the moved entries."""
    block = last_block()
    tree = Tree()
    with transaction.atomic():
        for raw in stream_entries("xid < %(to)s::xid8", {"to": str(block.to_xid)}):
            tree.add(leaf(raw.id, raw.xid, raw.digest))
    whole = dataclasses.replace(block, root=tree.root())
    by_force("update audit_block set root = %s, hash = %s", whole.root, block_hash(digest_key(), whole))
    by_force("delete from audit_anchor")


def test_transaction_numbers_are_ordered_as_numbers_when_they_grow_a_digit() -> None:
    write(1, 2)
    settle()
    assert api.seal(NOON) == 2
    _spend_transaction_numbers_until_they_grow_a_digit()
    write(3, 4)
    settle()
    assert api.seal(NOON) == 2

    verdict = api.verify()

    assert verdict.ok, verdict.first_break
    assert (verdict.entries, verdict.blocks) == (4, 2)
