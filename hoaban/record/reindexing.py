"""Stored resources indexed again after the index has changed: in the background, portion after portion.

Each portion and the place it has come to are committed together, so that a kill loses and doubles nothing. A portion holds
its few rows for some hundredths of a second; rows that somebody is writing are left to a later look. No new version is
made, no label touched, nobody told. Until a type is done, searches that would miss something are refused (``NotIndexedYet``).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from hoaban.record.engine import index_versions, reindexing, structure
from hoaban.record.engine.search.index import VERSION
from hoaban.record.models import IndexVersion, ReindexJob, Resource

_PAUSE = 0.1
"""Seconds before a row that somebody is writing is looked at again."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one type has come. ``rows`` is None before it was counted; ``unreadable``: rows that cannot be indexed.

    ``stuck``: everything has been looked at, but some are unreadable.
    """

    type: str
    rows: int | None
    seen: int
    indexed: int
    unreadable: int
    stuck: bool

    @property
    def left(self) -> int | None:
        """Rows still to be looked at."""
        return None if self.rows is None else max(0, self.rows - self.seen)


def unfinished() -> list[Progress]:
    """The types that are not ready, or are being indexed again on request. Cheap: reads a line a type."""
    behind = set(IndexVersion.objects.exclude(version=VERSION).values_list("type", flat=True))
    jobs = {job.type: job for job in ReindexJob.objects.filter(version=VERSION)}
    wanted = behind | {kind for kind, job in jobs.items() if job.ended_at is None}
    return sorted((_progress(kind, jobs.get(kind)) for kind in wanted), key=lambda one: one.type)


def finished() -> list[Progress]:
    """What the last run for each type came to."""
    jobs = ReindexJob.objects.filter(version=VERSION).exclude(ended_at=None)
    return sorted((_progress(job.type, job) for job in jobs), key=lambda one: one.type)


def _progress(kind: int, job: ReindexJob | None) -> Progress:
    name = structure.type_name(kind)
    if job is None:
        return Progress(name, None, 0, 0, 0, stuck=False)
    stuck = job.ended_at is not None and job.unreadable > 0
    return Progress(name, job.rows, job.seen, job.indexed, job.unreadable, stuck)


def begin(*, now: datetime, whole: bool = False, again: bool = False) -> None:
    """Put on the list every type with rows of another version. Does nothing, cheaply, when there is none.

    ``whole``: every row of every type, whatever its version. ``again``: also types that ended with rows that cannot be indexed.
    """
    for kind in sorted(_due(whole=whole, again=again)):
        with transaction.atomic():
            fresh = {
                "version": VERSION, "whole": whole, "rows": _count(kind), "rid": 0, "seen": 0, "indexed": 0, "unreadable": 0,
                "started_at": now, "moved_at": now, "ended_at": None,
            }  # fmt: skip
            ReindexJob.objects.update_or_create(type=kind, defaults=fresh)


def _due(*, whole: bool, again: bool) -> set[int]:
    if whole:
        return set(IndexVersion.objects.values_list("type", flat=True))
    behind = set(IndexVersion.objects.exclude(version=VERSION).values_list("type", flat=True))
    astray = ReindexJob.objects.filter(ended_at=None).exclude(version=VERSION)
    listed = ReindexJob.objects.filter(version=VERSION, ended_at=None)
    if not again:
        listed |= ReindexJob.objects.filter(version=VERSION, unreadable__gt=0)
    return (behind | set(astray.values_list("type", flat=True))) - set(listed.values_list("type", flat=True))


def _count(kind: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")  # a page must be quick; this happens once a version
    return Resource.objects.filter(type=kind).count()


def run(
    *,
    clock: Clock,
    until: Callable[[], bool] = lambda: False,
    rest: float = 0.0,
    tell: Callable[[], None] = lambda: None,
) -> None:
    """Index until nothing is left, or ``until`` says so. ``rest``: seconds to pause for each second of work.

    ``tell`` is called after each portion. Several may run at once; they take turns.
    """
    while not until():
        started = time.monotonic()
        moved = _step(clock)
        if moved is None:
            return
        tell()
        time.sleep((time.monotonic() - started) * rest if moved else _PAUSE)


def _step(clock: Clock) -> bool | None:
    """One portion. Whether it came further; None: nothing is left to do."""
    with transaction.atomic():
        job = ReindexJob.objects.select_for_update().filter(ended_at=None).order_by("type").first()
        if job is None:
            return None
        before = job.rid
        stretch = reindexing.look(job.type, after=job.rid, whole=job.whole)
        job.moved_at = clock()
        if stretch.rids:
            _work_through(job, stretch)
        else:
            _end(job)
        job.save()
        return job.rid > before or job.ended_at is not None


def _work_through(job: ReindexJob, stretch: reindexing.Stretch) -> None:
    """Index what is wanted, and go on to just before the first row that somebody else was writing."""
    done = reindexing.redo(job.type, stretch.wanted, whole=job.whole)
    missed = stretch.wanted - done.indexed - done.unreadable
    passed = [rid for rid in stretch.rids if not missed or rid < min(missed)]
    job.indexed += len(done.indexed)
    job.unreadable += len(done.unreadable.intersection(passed))
    job.seen += len(passed)
    job.rid = passed[-1] if passed else job.rid


def _end(job: ReindexJob) -> None:
    job.ended_at = job.moved_at
    if not job.unreadable:
        index_versions.settle(job.type)
