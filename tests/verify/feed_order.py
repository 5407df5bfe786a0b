"""No concurrent commit makes a follower miss a change: many writers, some slow, some rolled back, two feed processes."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Sequence
from uuid import UUID, uuid4

from tests.verify.standing import database

WRITERS = 10
SECONDS = 60.0
_ALL_FOLLOWED_WITHIN = 60.0


def main() -> int:
    """Write for a minute, let the followers finish, compare what they saw with what was committed."""
    with database():
        from django.db import connection

        from hoaban.kernel import outbox
        from hoaban.ops.runtime.feed import FeedProcess
        from hoaban.record import api as record

        seen: dict[str, list[outbox.Announced]] = {"one": [], "two": []}
        followers = [_follower(name, kept) for name, kept in seen.items()]
        # two processes at once, as after a restart that overlaps: the same followers, the same sealer
        feeds = [FeedProcess(followers, [outbox.seal]) for _ in range(2)]
        feed_threads = [threading.Thread(target=feed.run) for feed in feeds]
        committed: list[tuple[str, int]] = []
        ending = threading.Event()
        writers = [threading.Thread(target=_write, args=(seed, committed, ending)) for seed in range(WRITERS)]
        for thread in (*feed_threads, *writers):
            thread.start()
        time.sleep(SECONDS)
        ending.set()
        for thread in writers:
            thread.join()
        _wait(lambda: all(_changes(kept) >= len(committed) for kept in seen.values()))
        for feed in feeds:
            feed.stop()
        for thread in feed_threads:
            thread.join(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("select count(*), count(position), max(position) from kernel_announcement")
            rows, sealed, last = cursor.fetchone() or (0, 0, 0)
        print(
            f"{WRITERS} writers for {SECONDS:.0f} s: {len(committed)} changes committed, {rows} announcements"
        )
        print(f"positions: {sealed} given, the last is {last}")
        well = rows == sealed == last
        for name, kept in seen.items():
            well &= _compare(name, kept, committed, record.TOPIC)
        return 0 if well else 1


def _follower(name: str, kept: list) -> object:  # type: ignore[type-arg]
    from hoaban.kernel.outbox import Announced, Follower

    def handle(news: Sequence[Announced]) -> None:
        kept.extend(news)

    return Follower(name, frozenset({"record"}), handle)


def _write(seed: int, committed: list[tuple[str, int]], ending: threading.Event) -> None:
    """Transactions of one to five changes; some wait before they commit, some change their mind."""
    from django.db import connections, transaction

    from hoaban.kernel.actor import Purpose
    from hoaban.record import api as record
    from tests import cast

    chance, own = random.Random(seed), [str(uuid4()) for _ in range(5)]
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    number = 0
    while not ending.is_set():
        made: list[tuple[str, int]] = []
        try:
            with transaction.atomic():
                for fhir_id in chance.sample(own, chance.randint(1, 5)):
                    number += 1
                    done = door.update("Observation", fhir_id, _observation(fhir_id, number))
                    made.append((fhir_id, done.version))
                time.sleep(chance.choice((0, 0, 0, 0.05, 0.4)))
                if chance.random() < 0.2:
                    raise _ChangedMind
        except _ChangedMind:
            continue
        committed.extend(made)
    connections.close_all()


class _ChangedMind(Exception):
    """The transaction is rolled back."""


def _observation(fhir_id: str, number: int) -> dict[str, object]:
    return {
        "resourceType": "Observation", "id": fhir_id, "status": "final", "code": {"text": "Mạch"}, "valueInteger": number,
    }  # fmt: skip


def _changes(kept: Sequence[object]) -> int:
    return sum(len(one.changes) for one in kept)  # type: ignore[attr-defined]


def _compare(name: str, kept: list, committed: list[tuple[str, int]], topic: str) -> bool:  # type: ignore[type-arg]
    positions = [one.position for one in kept]
    told = [
        (UUID(uid), version) for one in kept if one.topic == topic for _op, _kind, uid, version in one.changes
    ]
    expected = {(UUID(fhir_id), version) for fhir_id, version in committed}
    latest: dict[UUID, int] = {}
    backwards = 0
    for uid, version in told:
        backwards += version <= latest.get(uid, 0)
        latest[uid] = version
    missed, invented = len(expected - set(told)), len(set(told) - expected)
    ordered = positions == sorted(set(positions))
    print(
        f"follower {name}: {len(told)} changes seen, missed {missed}, never committed {invented}, versions out of order"
        f" {backwards}; positions {'in order, none twice' if ordered else 'NOT in order'}"
    )
    return not (missed or invented or backwards) and ordered


def _wait(condition) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + _ALL_FOLLOWED_WITHIN
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
