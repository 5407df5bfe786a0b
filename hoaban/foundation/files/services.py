"""Keeping and erasing originals. The same content twice is one original."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hoaban.foundation.files import rules
from hoaban.foundation.files.models import Original
from hoaban.foundation.files.rules import Digest

_INSERT = """
insert into files_original (sha256, media_type, size, content)
select * from unnest(%s::bytea[], %s::text[], %s::int[], %s::bytea[])
on conflict do nothing
"""


def put(*, content: bytes, media_type: str) -> Digest:
    """Keep a content within the caller's transaction; nothing changes when it is kept already.

    An erased content is not taken in again: the digest comes back with ``erased`` set.

    :raises rules.TooLarge: beyond the limit.
    """
    return put_many([(content, media_type)])[0]


def put_many(originals: Sequence[tuple[bytes, str]]) -> list[Digest]:
    """Keep many (content, media type) in one statement; digests in the same order.

    :raises rules.TooLarge: one is beyond the limit; then none is kept.
    """
    digests = [rules.digest_of(content) for content, _ in originals]
    wanted = {digest.sha256: number for number, digest in enumerate(digests)}
    known = _known(wanted)
    # in one order everywhere: two imports of the same files then wait for each other and never deadlock
    fresh = sorted(sha256 for sha256 in wanted if sha256 not in known)
    if fresh:
        rows = [originals[wanted[sha256]] for sha256 in fresh]
        columns: list[list[Any]] = [
            [bytes.fromhex(sha256) for sha256 in fresh],
            [media_type for _, media_type in rows],
            [len(content) for content, _ in rows],
            [rules.pack(content) for content, _ in rows],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, columns)
    return [dataclasses.replace(one, erased=known.get(one.sha256, False)) for one in digests]


def _known(digests: dict[str, int]) -> dict[str, bool]:
    """Those kept already, with whether they were erased."""
    keys = [bytes.fromhex(sha256) for sha256 in digests]
    rows = Original.objects.filter(sha256__in=keys).values_list("sha256", "erased_at")
    return {bytes(key).hex(): erased_at is not None for key, erased_at in rows}


def erase(digest: str, *, now: datetime) -> bool:
    """Empty a content where the law allows it and leave a tombstone; False when that was done before.

    The caller audits the act with its reason: it knows whose original it was.

    :raises rules.UnknownOriginal: nothing of that digest was ever kept.
    """
    rows = Original.objects.filter(sha256=rules.key_of(digest))
    if rows.filter(erased_at=None).update(content=None, erased_at=now):
        return True
    if not rows.exists():
        raise rules.unknown()
    return False
