"""Whose token is it? Asked for every call of ``/fhir/R4``: answered from memory while that is safe.

A found actor is kept for ``settings.TOKEN_CACHE_SECONDS`` (30; 0 keeps nothing). Who takes a right away says so by
NOTIFY in the same transaction; a thread of each process listens and forgets. While nobody listens (the database
restarts), nothing is kept.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.conf import settings
from django.db import connection

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import actor_of_client, may_be_used, standing_of
from hoaban.foundation.accounts.rules.tokens import digest_of
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor

CHANNEL = "hoaban_access"
"""NOTIFY payload: the digest of a revoked token in hexadecimal, or nothing: forget everything."""
_MOST = 10_000
_WAKE_SECONDS = 1.0
_LONGEST_PAUSE = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    actor: Actor
    until: float
    """Monotonic seconds."""
    expires_at: datetime
    """Of the token, or of the first right that ends by itself."""


class _Memory:
    """Actors by digest, and the thread that keeps them honest. One per process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[bytes, _Kept] = {}
        self._generation = 0
        self._listening = False
        self._process = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def listening(self) -> bool:
        """Whether what is kept may be trusted."""
        return self._listening and self._process == os.getpid()

    @property
    def generation(self) -> int:
        """Moves whenever something is forgotten: an answer fetched before must not be kept after."""
        return self._generation

    def find(self, digest: bytes, now: datetime) -> Actor | None:
        if not self.listening:
            return None
        kept = self._kept.get(digest)
        if kept is None or kept.until < time.monotonic() or kept.expires_at <= now:
            return None
        return kept.actor

    def keep(self, digest: bytes, actor: Actor, expires_at: datetime, generation: int) -> None:
        with self._lock:
            if not self.listening or generation != self._generation:
                return
            if len(self._kept) >= _MOST:
                self._kept.clear()
            until = time.monotonic() + settings.TOKEN_CACHE_SECONDS
            self._kept[digest] = _Kept(actor, until, expires_at)

    def forget(self, digest: bytes | None = None) -> None:
        with self._lock:
            self._generation += 1
            if digest is None:
                self._kept.clear()
            else:
                self._kept.pop(digest, None)

    def start(self) -> None:
        """Listen, once per process (again after a fork)."""
        if self._process == os.getpid() and self._thread is not None:
            return
        with self._lock:
            if self._process == os.getpid() and self._thread is not None:
                return
            self._process, self._listening = os.getpid(), False
            self._kept.clear()
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="access-listener", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; the next question starts another."""
        thread, self._thread = self._thread, None
        if thread is not None and self._process == os.getpid():
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                self._listen()
                pause = 0.1
            except psycopg.Error as failure:
                log.warning("not listening for revoked tokens: %s", type(failure).__name__)
            finally:
                self._listening = False
                self.forget()
            self._stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _listen(self) -> None:
        wanted = ("host", "port", "user", "password", "dbname", "options")
        given = connection.get_connection_params()
        with psycopg.connect(**{k: given[k] for k in wanted if k in given}, autocommit=True) as session:
            session.execute(f"listen {CHANNEL}")
            self.forget()
            self._listening = True
            while not self._stop.is_set():
                for notice in session.notifies(timeout=_WAKE_SECONDS):
                    self.forget(bytes.fromhex(notice.payload) if notice.payload else None)


_memory = _Memory()
start_listening = _memory.start
stop_listening = _memory.stop


def is_listening() -> bool:
    """Whether this process hears of revocations at once (else it asks the database for every token)."""
    return _memory.listening


def actor_of_token(token: str, request_id: str = "", *, now: datetime | None = None) -> Actor | None:
    """The actor whose valid token this is; None for anything else, without saying why."""
    digest = digest_of(token)
    if digest is None:
        return None
    instant = now or clock.now()
    if settings.TOKEN_CACHE_SECONDS:
        _memory.start()
    actor = _memory.find(digest, instant) or _look_up(digest, instant)
    return actor.in_request(request_id) if actor and request_id else actor


def _look_up(digest: bytes, now: datetime) -> Actor | None:
    generation = _memory.generation
    row = models.Token.objects.select_related("account", "client").filter(digest=digest).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    owner = row.account or row.client
    if owner is None or not may_be_used(owner):
        return None
    if isinstance(owner, models.Client):
        actor, expires_at = actor_of_client(owner), row.expires_at
    else:
        standing = standing_of(owner, now)
        actor, expires_at = standing.actor, min(row.expires_at, standing.holds_until or row.expires_at)
    _memory.keep(digest, actor, expires_at, generation)
    return actor
