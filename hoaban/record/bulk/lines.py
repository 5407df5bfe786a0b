"""Lines of a file, a portion at a time: as many as one short transaction should hold, however long the file is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LONGEST = 20 * 1024 * 1024
_MOST, _BYTES = 500, 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Portion:
    """``lines``: number from 1 and text, None for one that is too long. ``end``: where the next portion begins.

    ``last``: the number of the last line. ``finished``: there is nothing after it.
    """

    lines: tuple[tuple[int, bytes | None], ...]
    end: int
    last: int
    finished: bool


def read(path: Path, start: int, last: int) -> Portion:
    """The lines from byte ``start`` on; ``last`` is the number of the line before. Empty lines are passed over."""
    found: list[tuple[int, bytes | None]] = []
    size = 0
    with path.open("rb") as file:
        file.seek(start)
        while len(found) < _MOST and size < _BYTES:
            line = file.readline(LONGEST + 1)
            if not line:
                return Portion(tuple(found), file.tell(), last, finished=True)
            last += 1
            size += len(line)
            if len(line) > LONGEST:
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST)
                found.append((last, None))
            elif line.strip():
                found.append((last, line.strip()))
        return Portion(tuple(found), file.tell(), last, finished=False)
