import dataclasses

import pytest

from hoaban.foundation.audit import api
from hoaban.foundation.audit.queries.blocks import last_block
from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.rules.digests import block_hash
from hoaban.foundation.audit.tests.trail import NOON, by_force, ids, sealed, settle, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_secrets(settings, tmp_path) -> None:
    settings.VAR = tmp_path


def _first_break() -> api.Break:
    verdict = api.verify()
    assert not verdict.ok
    assert verdict.first_break is not None
    return verdict.first_break


@pytest.mark.parametrize(
    "change",
    [
        "act = 'record.write'",
        "actor_id = 'account:other'",
        "outcome = 'refused'",
        "persons = '{}'",
        "at = at + interval '1 microsecond'",
        "detail = detail || '{\"count\": 99}'",
        "purpose = ''",
        "request_id = 'r2'",
        "digest = decode(repeat('00', 32), 'hex')",
    ],
)
def test_an_altered_entry_is_named(change: str) -> None:
    sealed(3, 3)
    entry = ids()[4]

    by_force(f"update audit_entry set {change} where id = %s", entry)

    found = _first_break()
    assert (found.block, found.entry, found.what) == (2, entry, "entry-changed")
    assert str(entry) in found.message_vi
    assert str(entry) in found.message_en


def test_a_deleted_entry_is_missed_in_its_block() -> None:
    sealed(3, 3)

    by_force("delete from audit_entry where id = %s", ids()[1])

    found = _first_break()
    assert (found.block, found.what) == (1, "entry-missing")


def test_an_entry_put_into_a_sealed_block_is_found_even_with_a_genuine_digest() -> None:
    sealed(3, 3)

    by_force(
        "insert into audit_entry (at, xid, actor_id, actor_kind, act, purpose, outcome, persons, detail,"
        " request_id, digest) select at, xid, actor_id, actor_kind, act, purpose, outcome, persons, detail,"
        " request_id, digest from audit_entry where id = %s",
        ids()[0],
    )

    found = _first_break()
    assert (found.block, found.what) == (1, "entry-added")


def test_an_entry_forged_without_the_key_is_named_before_it_is_sealed() -> None:
    sealed(2)

    by_force(
        "insert into audit_entry (at, actor_id, actor_kind, act, purpose, outcome, persons, detail,"
        " request_id, digest)"
        " values (now(), 'account:x', 'person', 'record.read', '', 'allowed', '{}', '{}', '', '\\x00')"
    )

    found = _first_break()
    assert (found.block, found.entry, found.what) == (None, ids()[-1], "entry-changed")


def test_entries_that_changed_places_are_found() -> None:
    sealed(3)
    first, second = ids()[:2]

    by_force("update audit_entry set id = -1 where id = %s", first)
    by_force("update audit_entry set id = %s where id = %s", first, second)
    by_force("update audit_entry set id = %s where id = -1", second)

    found = _first_break()
    assert (found.block, found.what) == (1, "order-changed")


def test_an_altered_block_is_named() -> None:
    sealed(3, 3)

    by_force("update audit_block set entries = 2 where number = 2")

    assert (_first_break().block, _first_break().what) == (2, "block-changed")


def test_a_removed_block_is_missed() -> None:
    sealed(1, 1, 1)

    by_force("delete from audit_block where number = 2")

    assert (_first_break().block, _first_break().what) == (2, "block-missing")


def test_a_signed_block_cut_off_the_end_is_missed() -> None:
    sealed(2)

    by_force("delete from audit_block")
    by_force("delete from audit_entry")

    assert (_first_break().block, _first_break().what) == (1, "block-missing")


def test_a_block_sealed_anew_does_not_fit_the_next_one() -> None:
    """Even with the key: what follows, and the signature, name the old hash."""
    sealed(1)
    first = last_block()
    write(1)
    settle()
    api.seal(NOON)
    other = dataclasses.replace(first, sealed_at=NOON)

    by_force("delete from audit_anchor")
    by_force(
        "update audit_block set sealed_at = %s, hash = %s where number = 1",
        NOON,
        block_hash(digest_key(), other),
    )

    assert (_first_break().block, _first_break().what) == (2, "link-broken")


def test_a_forged_signature_is_named() -> None:
    sealed(1)

    by_force("update audit_anchor set signature = decode(repeat('00', 64), 'hex')")

    assert _first_break().what == "signature-wrong"


def test_a_signature_by_a_strange_key_is_named(settings) -> None:
    sealed(1)

    (settings.VAR / "secrets" / "audit_signing.pub").write_text("00" * 32 + "\n")

    assert _first_break().what == "signer-unknown"


def test_progress_is_told_and_the_tail_is_counted() -> None:
    told: list[tuple[int, int]] = []
    sealed(1000, 5)
    write(1)

    verdict = api.verify(lambda entries, blocks: told.append((entries, blocks)))

    assert told == [(1000, 1)]
    assert verdict.unsealed == 1


class TestEndOfTheTrail:
    @pytest.fixture(autouse=True)
    def _remembered(self, settings, tmp_path) -> None:
        settings.AUDIT_HEAD = tmp_path / "trail" / "head"

    def test_blocks_cut_off_with_their_entries_are_missed(self) -> None:
        sealed(3, 3, 3)
        by_force("delete from audit_entry where id > %s", ids()[2])
        by_force("delete from audit_block where number > 1")

        found = _first_break()

        assert (found.block, found.what) == (2, "block-missing")
        assert "3" in found.message_vi
        assert "3" in found.message_en

    def test_an_end_forged_with_the_key_is_not_the_one_remembered(self, settings) -> None:
        sealed(3, 3)
        place = settings.AUDIT_HEAD
        number, _ = place.read_text().split()
        place.write_text(f"{number} {'00' * 32}\n")

        assert _first_break().block == 2

    def test_a_trail_that_went_on_is_whole(self) -> None:
        sealed(3, 3)

        assert api.verify().ok

    def test_a_folder_that_remembers_nothing_takes_nothing_away(self, settings) -> None:
        sealed(3)
        settings.AUDIT_HEAD.unlink()

        assert api.verify().ok
