"""What extraction has found in one resource, while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from hoaban.record.engine.search.ranges import Stretch

Json = dict[str, Any]


class Found:
    """What has been found in one resource (``root``) so far."""

    __slots__ = (
        "addresses",
        "dates",
        "followed",
        "keys",
        "main",
        "patient",
        "ranges",
        "references",
        "root",
        "said",
        "strings",
        "told",
    )

    def __init__(self, root: Json) -> None:
        self.root = root
        self.keys: list[int] = []
        self.strings: list[tuple[int, str, str]] = []
        self.dates: list[tuple[int, datetime, datetime]] = []
        self.references: list[tuple[int, int, UUID]] = []
        self.addresses: list[str] = []
        """Of literal references, wherever they stand."""
        self.followed: list[str] = []
        """Those of them that a parameter knows."""
        self.ranges: list[tuple[int, int, Stretch]] = []
        self.main: dict[int, tuple[datetime, datetime]] = {}
        self.patient: UUID | None = None
        self.told: list[str] = []
        """Texts beside codes, whose words are kept under a parameter of their own."""
        self.said: set[str] = set()
        """All texts but the narrative."""


Leaf = Callable[[Any, Found], None]
