"""Load a published list of leaked passwords: lines of ``SHA-1:times seen``, sorted, as the public lists come."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hoaban.foundation.accounts.queries.breaches import WIDTH, breach_list
from hoaban.foundation.accounts.services.leave import demand_management
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid

_LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::(\d{1,12}))?\s*")
_AT_ONCE = 1 << 20


class NoBreachList(Invalid):
    """A line that is not a digest, or is out of order."""


def load_breach_list(*, actor: Actor, path: Path, seen: int, now: datetime) -> int:
    """Keep those of a file that were seen at least ``seen`` times; returns how many. The old list stays until the end.

    :raises NotAllowed: the actor does not manage accounts.
    :raises NoBreachList: saying which line.
    """
    demand_management(actor, "accounts.load-breach-list")
    target = breach_list()
    fresh = target.with_suffix(".new")
    count = 0
    try:
        with fresh.open("wb", buffering=_AT_ONCE) as kept:
            for digest in _digests(path, seen):
                kept.write(digest)
                count += 1
            kept.flush()
            os.fsync(kept.fileno())
        with transaction.atomic():
            detail = {"count": count, "seen": seen}
            audit.write(actor=actor, act="accounts.load-breach-list", detail=detail, now=now)
            fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _digests(path: Path, seen: int) -> Iterator[bytes]:
    last = b""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            found = _LINE.fullmatch(line)
            digest = bytes.fromhex(found[1].decode()) if found else b""
            if found is None or digest < last:
                raise NoBreachList(
                    f"Dòng {number} không phải mã SHA-1, hoặc tệp chưa xếp theo thứ tự (hãy chạy sort).",
                    f"Line {number} is no SHA-1 digest, or the file is not in order (run sort).",
                    place=str(number),
                )
            last = digest
            if int(found[2] or 1) >= seen:
                yield digest[:WIDTH]
