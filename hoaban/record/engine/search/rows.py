"""Rows of a page as they come from the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from hoaban.record.engine import reading
from hoaban.record.shapes import Stored

COLUMNS = reading.COLUMNS
WIDTH = len(COLUMNS.split(","))
_UID = [name.strip() for name in COLUMNS.split(",")].index("r.uid")


class Row(NamedTuple):
    """A resource with what the record knows it by: its row number and uid."""

    stored: Stored
    rid: int
    uid: UUID


def read(row: Sequence[Any]) -> Row:
    """A row of ``COLUMNS``, anything, and ``rid``."""
    return Row(reading.stored(row[:WIDTH]), row[-1], row[_UID])
