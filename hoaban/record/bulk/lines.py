"""Lines of a file, a stretch at a time, however long the file is."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

LONGEST = 20 * 1024 * 1024
_MOST, _BYTES = 2000, 8 * 1024 * 1024

Line = tuple[int, bytes | None]
"""Number from 1 and text; None for one that is too long."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """``end``: where the next stretch begins. ``last``: the number of the last line. ``finished``: nothing comes after."""

    lines: tuple[Line, ...]
    end: int
    last: int
    finished: bool


def read(path: Path, start: int, last: int, *, but: Container[int] = ()) -> Stretch:
    """The lines from byte ``start`` on; ``last`` is the number of the line before.

    Empty lines are passed over, and those whose number is in ``but``. Where a stretch ends depends on the file alone.
    """
    found: list[Line] = []
    count = size = 0
    with path.open("rb") as file:
        file.seek(start)
        while count < _MOST and size < _BYTES:
            line = file.readline(LONGEST + 1)
            if not line:
                return Stretch(tuple(found), file.tell(), last, finished=True)
            last += 1
            count += 1
            size += len(line)
            text: bytes | None = line.strip()
            if len(line) > LONGEST:
                text = None
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST)
            if text != b"" and last not in but:
                found.append((last, text))
        return Stretch(tuple(found), file.tell(), last, finished=False)
