"""An import's files as pieces of work, and how far all before a place is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hoaban.record.bulk import lines, parts
from hoaban.record.bulk.parts import Part
from hoaban.record.models import ImportJob


class Unreadable(Exception):
    """A file of the import is gone or cannot be read; the text is the kind of the failure."""


@dataclass(slots=True)
class Stage:
    """A stretch of one file whose pieces are under way: where it ends, and how many of its pieces are not done."""

    file: int
    end: int
    last: int
    finished: bool
    left: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part, and the stage it belongs to."""

    part: Part
    stage: Stage


class Reading:
    """The pieces of what is left of an import, in order. What a killed run did beyond the job's place is left out."""

    def __init__(self, job: ImportJob) -> None:
        self._job = job
        self._paths = [Path(each["path"]) for each in job.files]
        self._stages: deque[Stage] = deque()
        self._done: dict[int, set[int]] = {}
        for part in job.parts.all():
            self._done.setdefault(part.file, set()).update(part.lines)

    def size(self) -> int:
        """Bytes that are left to be read. :raises Unreadable: a file is gone."""
        with _told():
            return sum(path.stat().st_size for path in self._paths[self._job.file :]) - self._job.offset

    def pieces(self) -> Iterator[Piece]:
        """Read on. :raises Unreadable: a file is gone."""
        start, last = self._job.offset, self._job.line
        for file in range(self._job.file, len(self._paths)):
            finished = False
            while not finished:
                with _told():
                    stretch = lines.read(self._paths[file], start, last, but=self._done.get(file, ()))
                start, last, finished = stretch.end, stretch.last, stretch.finished
                found = list(parts.split(stretch.lines))
                stage = Stage(file, start, last, finished, len(found))
                self._stages.append(stage)
                yield from (Piece(part, stage) for part in found)
            start = last = 0

    def passed(self, piece: Piece) -> Stage | None:
        """A piece is done: the last stage up to which everything is done now, if that is a new one."""
        piece.stage.left -= 1
        reached = None
        while self._stages and not self._stages[0].left:
            reached = self._stages.popleft()
        return reached


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise Unreadable(type(failure).__name__) from failure
