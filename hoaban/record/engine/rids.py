"""Row numbers of the record: taken from the database's sequence a handful at a time, so that a write need not ask.

A handful belongs to one database session. After a crash the sequence may give out again what it gave to a session that
never committed; that session is gone then, and its numbers with it. Numbers that are not used leave gaps nobody sees.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from hoaban.record.engine import db

_TOGETHER = 64
_NEXT = "select nextval('record_rid') from generate_series(1, %s)"
_left: WeakKeyDictionary[db.Raw, list[int]] = WeakKeyDictionary()


def take(count: int) -> list[int]:
    """``count`` new row numbers, ascending."""
    if not count:
        return []
    left = _left.setdefault(db.connect(), [])
    if len(left) < count:
        left.extend(row[0] for row in db.query(_NEXT, [max(_TOGETHER, count)]))
    taken = left[:count]
    del left[:count]
    return taken
