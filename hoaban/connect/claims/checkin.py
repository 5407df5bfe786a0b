"""The check-in file (XML0) as it streams by: neighbouring rows of one encounter become a dossier."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from hoaban.connect.claims import assembly, documents, registry, stream
from hoaban.connect.claims.contents import read_table
from hoaban.connect.claims.dossier import Dossier, Row
from hoaban.connect.claims.limits import Limits
from hoaban.connect.claims.problems import Problem, problem


class CheckIn:
    """Turns events into dossiers of the table XML0."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[Dossier | Problem] = []
        self._limits = limits
        self._table = registry.tables()["XML0"]
        self._count = 0
        self._depth = 0
        self._text = StringIO()
        self._size = 0
        self._rows: list[Row] = []
        self._texts: list[str] = []
        self._problems: list[Problem] = []

    def place(self) -> int | None:
        """Index of the dossier being read."""
        return self._count

    def start(self, path: list[str], attributes: dict[str, str], _at: Callable[[], tuple[int, int]]) -> None:
        """An element begins."""
        if not self._depth and path[-1] == self._table.row:
            self._depth, self._text, self._size = len(path), StringIO(), 0
        if self._depth:
            self._take(stream.opening(path[-1], attributes))

    def text(self, data: str) -> None:
        """Characters of the current element."""
        if self._depth:
            self._take(stream.content(data))

    def end(self, path: list[str]) -> None:
        """An element ends."""
        if not self._depth:
            return
        self._take(stream.closing(path[-1]))
        if len(path) == self._depth:
            self._depth = 0
            self._end_row(self._text.getvalue())

    def finish(self) -> None:
        """The document is complete."""
        self._flush()
        if self._count == 0:
            self.found.append(problem("no-dossier"))

    def _take(self, piece: str) -> None:
        self._size += len(piece)
        if self._size <= self._limits.table:
            self._text.write(piece)
        else:
            self._text = StringIO()

    def _end_row(self, text: str) -> None:
        if self._size > self._limits.table:
            self._flush()
            words = {"table": "XML0", "limit": self._limits.table}
            self._problems.append(problem("table-too-big", words=words, table="XML0"))
            self._flush()
            return
        content = read_table(documents.check_in([text]), table="XML0", limits=self._limits)
        key = content.rows[0].values.get("MA_LK", "") if content.rows else ""
        last = self._rows[-1].values.get("MA_LK", "") if self._rows else ""
        if key != last or not key or len(self._rows) >= self._limits.parts:
            self._flush()
        self._rows.extend(Row(row.values, len(self._rows) + 1, row.unknown) for row in content.rows[:1])
        self._texts.append(text)
        self._problems.extend(content.problems)

    def _flush(self) -> None:
        if not self._rows and not self._problems:
            return
        if self._count >= self._limits.dossiers:
            raise stream.Stop(problem("too-many-dossiers", words={"limit": self._limits.dossiers}))
        self.found.append(
            assembly.finish(
                {"XML0": self._rows},
                problems=self._problems,
                legacy="",
                sender_code="",
                original=documents.check_in(self._texts),
                index=self._count,
                form="check-in",
            )
        )
        self._count += 1
        self._rows, self._texts, self._problems = [], [], []
