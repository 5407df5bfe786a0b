"""The process that keeps the feed moving: seals outbox and audit, lets every follower read on.

One thread seals at least twice a second; each follower has a thread of its own, so a slow or failing one
delays nobody else.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from types import FrameType

from django.apps import apps
from django.db import DatabaseError, connection

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock, outbox
from hoaban.kernel.outbox import Follower
from hoaban.ops.runtime import logs

logger = logging.getLogger(__name__)

BEAT = "feed"
_SEAL_EVERY = 0.4
_BEAT_EVERY = 2.0
_LOOK_EVERY = 0.5
_LONGEST_PAUSE = 60.0


def find_followers() -> list[Follower]:
    """All followers of all installed apps: the list ``FOLLOWERS`` of each ``followers.py``."""
    found: list[Follower] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.followers"
        if app.name.startswith("hoaban.") and find_spec(name) is not None:
            found += import_module(name).FOLLOWERS
    return found


def seal_audit() -> None:
    """Close the entries of the trail into blocks until none is full."""
    while audit.seal(now=clock.now()) >= audit.BLOCK_SIZE:
        continue


SEALERS: tuple[Callable[[], object], ...] = (outbox.seal, seal_audit)


def advance(follower: Follower) -> int:
    """Let one follower read on, and keep why it could not. Returns how many announcements it handled."""
    try:
        return outbox.advance(follower)
    except Exception as failure:
        _keep_failure(follower, failure)
        raise


def _keep_failure(follower: Follower, failure: Exception) -> None:
    text = "\n".join(logs.describe_failure(failure))[:4000]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into kernel_follower_cursor (name, position, failure) values (%s, 0, %s)
            on conflict (name) do update set failure = excluded.failure
            """,
            [follower.name, text],
        )


class FeedProcess:
    """The threads of this process."""

    def __init__(self, followers: Iterable[Follower], sealers: Iterable[Callable[[], object]]) -> None:
        self._followers = list(followers)
        self._sealers = list(sealers)
        self._stop = threading.Event()
        self._sealed = threading.Condition()

    def run(self) -> None:
        """Work until :meth:`stop`."""
        threads = [threading.Thread(target=self._seal, name="sealer")]
        threads += [
            threading.Thread(target=self._follow, args=(follower,), name=follower.name)
            for follower in self._followers
        ]
        for thread in threads:
            thread.start()
        beat_with(BEAT, every=_BEAT_EVERY, until=self._stop)
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Finish what is being done, then end."""
        self._stop.set()
        with self._sealed:
            self._sealed.notify_all()

    def _seal(self) -> None:
        while not self._stop.wait(_SEAL_EVERY):
            for sealer in self._sealers:
                try:
                    sealer()
                except DatabaseError:
                    logger.warning("sealing failed", exc_info=True)
                    connection.close()
            with self._sealed:
                self._sealed.notify_all()
        connection.close()

    def _follow(self, follower: Follower) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                handled = advance(follower)
            except Exception:  # the outermost edge of this thread: whatever it is, try again later
                pause = min(_LONGEST_PAUSE, max(1.0, pause * 2))
                logger.exception(
                    "follower failed", extra={"facts": {"follower": follower.name, "again_in": pause}}
                )
                connection.close()
                continue
            pause = 0.0
            if not handled:
                with self._sealed:
                    self._sealed.wait(_LOOK_EVERY)
        connection.close()


def beat_with(name: str, *, every: float, until: threading.Event) -> None:
    """Give a sign of life every so many seconds until told to stop."""
    while not until.wait(every):
        try:
            beat(name)
        except DatabaseError:
            logger.warning("no beat", exc_info=True)
            connection.close()
    connection.close()


def beat(name: str) -> None:
    """Write down that the process ``name`` is alive now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ops_beat (name, at) values (%s, now()) on conflict (name) do update set at = now()",
            [name],
        )


def run() -> None:
    """Run until SIGTERM or SIGINT."""
    process = FeedProcess(find_followers(), SEALERS)

    def asked(_sign: int, _frame: FrameType | None) -> None:
        process.stop()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    process.run()
