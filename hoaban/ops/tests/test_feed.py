"""The feed keeps moving: sealed every moment, each follower for itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from django.db import DatabaseError, transaction

from hoaban.kernel import outbox
from hoaban.kernel.errors import Conflict
from hoaban.kernel.models import FollowerCursor
from hoaban.kernel.outbox import Announced, Follower
from hoaban.kernel.tests.sealing import seal_all
from hoaban.ops.models import Beat
from hoaban.ops.runtime import feed

pytestmark = pytest.mark.django_db(transaction=True)

TOPIC = "test"


def announce(text: str) -> None:
    with transaction.atomic():
        outbox.announce(TOPIC, {"id": text})


def follower(name: str, seen: list[str], *, failing: bool = False, slow: float = 0.0) -> Follower:
    def handle(news: Sequence[Announced]) -> None:
        time.sleep(slow)
        if failing:
            raise Conflict("hỏng", "broken")
        seen.extend(one.changes["id"] for one in news)

    return Follower(name, frozenset({TOPIC}), handle)


class Running:
    def __init__(
        self, *followers: Follower, sealers: Sequence[Callable[[], object]] = (outbox.seal,)
    ) -> None:
        self.process = feed.FeedProcess(followers, sealers)
        self.thread = threading.Thread(target=self.process.run)

    def __enter__(self) -> Running:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stop()
        self.thread.join(timeout=15)
        assert not self.thread.is_alive()


def settle(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_an_announcement_reaches_its_follower_within_a_moment() -> None:
    seen: list[str] = []
    with Running(follower("quick", seen)):
        announce("a")
        begun = time.monotonic()
        settle(lambda: seen == ["a"])
        assert time.monotonic() - begun < 3


def test_a_failing_or_slow_follower_delays_nobody_and_its_failure_is_kept() -> None:
    seen: list[str] = []
    late: list[str] = []
    with Running(
        follower("broken", [], failing=True), follower("slow", late, slow=2.0), follower("quick", seen)
    ):
        announce("a")
        settle(lambda: seen == ["a"])
        assert late == []
        settle(lambda: FollowerCursor.objects.filter(name="broken").exclude(failure="").exists())
        settle(lambda: late == ["a"])
    kept = FollowerCursor.objects.get(name="broken")
    assert "Conflict" in kept.failure
    assert "broken" in kept.failure
    assert kept.position == 0, "what failed is read again"


def test_a_follower_that_recovers_reads_what_it_missed_and_its_failure_is_forgotten() -> None:
    seen: list[str] = []
    broken = [True]

    def handle(news: Sequence[Announced]) -> None:
        if broken[0]:
            raise Conflict("hỏng", "broken")
        seen.extend(one.changes["id"] for one in news)

    with Running(Follower("mended", frozenset({TOPIC}), handle)):
        announce("a")
        settle(lambda: FollowerCursor.objects.filter(name="mended").exclude(failure="").exists())
        broken[0] = False
        settle(lambda: seen == ["a"])
    assert FollowerCursor.objects.get(name="mended").failure == ""


def test_what_a_failure_says_of_a_person_is_not_kept() -> None:
    def handle(_news: Sequence[Announced]) -> None:
        raise ValueError("Lò Thị Mai 099123456789")

    announce("a")
    seal_all()
    with pytest.raises(ValueError, match="Mai"):
        feed.advance(Follower("careless", frozenset({TOPIC}), handle))
    kept = FollowerCursor.objects.get(name="careless").failure
    assert "ValueError" in kept
    assert "Mai" not in kept
    assert "099" not in kept


def test_sealing_goes_on_after_the_database_was_away() -> None:
    calls = []

    def sealer() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise DatabaseError("away")

    with Running(sealers=[sealer]):
        settle(lambda: len(calls) > 2)


def test_the_process_gives_signs_of_life() -> None:
    feed.beat("feed")
    first = Beat.objects.get(name="feed").at
    feed.beat("feed")
    assert Beat.objects.get(name="feed").at > first


def test_every_installed_follower_is_found_once() -> None:
    names = [one.name for one in feed.find_followers()]
    assert len(names) == len(set(names))
