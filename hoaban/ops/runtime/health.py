"""Whether this installation is well: questions with a yes or no, asked by /healthz and ``hoaban doctor``."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

BEATS_WITHIN = 30
"""Seconds after which a silent background process counts as not working."""

LEAST_FREE_BYTES = 1 << 30
LEAST_FREE_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: is ``name`` well? ``detail`` is a short phrase with no data of anybody, here in English and Vietnamese."""

    name: str
    well: bool
    detail: str
    detail_vi: str


def ask_all(folder: Path) -> list[Answer]:
    """Database, migrations, background processes, disk. Never raises."""
    answers = [ask_disk(folder)]
    try:
        answers += [_ask_database(), _ask_migrations(), *_ask_beats()]
    except DatabaseError:
        connection.close()
        answers.append(Answer("database", False, "does not answer", "không trả lời"))
    return answers


def _ask_database() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("select pg_is_in_recovery()")
        row = cursor.fetchone()
    recovering = bool(row and row[0])
    if recovering:
        return Answer("database", False, "only readable", "chỉ đọc được")
    return Answer("database", True, "answers", "trả lời")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this version of the code has."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(loader.disk_migrations) - frozenset(replaced)


def _ask_migrations() -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('django_migrations') is not null")
        row = cursor.fetchone()
        applied: set[tuple[str, str]] = set()
        if row and row[0]:
            cursor.execute("select app, name from django_migrations")
            applied = {(app, name) for app, name in cursor.fetchall()}
    missing = len(_known_migrations() - applied)
    if missing:
        return Answer("migrations", False, f"{missing} not applied", f"{missing} bước chưa áp dụng")
    return Answer("migrations", True, "all applied", "đã áp dụng đủ")


def _ask_beats() -> list[Answer]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_regclass('ops_beat') is not null and to_regclass('procrastinate_workers') is not null"
        )
        row = cursor.fetchone()
        if not row or not row[0]:
            return [_beat_answer("feed", None), _beat_answer("jobs", None)]
        cursor.execute(
            """
            select (select extract(epoch from now() - at) from ops_beat where name = 'feed'),
                   (select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers)
            """
        )
        feed, jobs = cursor.fetchone() or (None, None)
    return [_beat_answer("feed", feed), _beat_answer("jobs", jobs)]


def _beat_answer(name: str, seconds: float | None) -> Answer:
    if seconds is None:
        return Answer(name, False, "never ran", "chưa từng chạy")
    since = max(0, round(seconds))
    return Answer(
        name, seconds <= BEATS_WITHIN, f"last beat {since} s ago", f"nhịp cuối cách đây {since} giây"
    )


def ask_disk(folder: Path) -> Answer:
    """Room for what is still to be written."""
    try:
        usage = shutil.disk_usage(folder)
        writable = os.access(folder, os.W_OK)
    except OSError:
        return Answer("disk", False, "the data folder cannot be read", "không đọc được thư mục dữ liệu")
    free = usage.free
    enough = free >= LEAST_FREE_BYTES and free >= usage.total * LEAST_FREE_SHARE
    told, told_vi = f"{free >> 20} MiB free", f"còn trống {free >> 20} MiB"
    if not writable:
        told, told_vi = f"{told}, not writable", f"{told_vi}, không ghi được"
    return Answer("disk", enough and writable, told, told_vi)
