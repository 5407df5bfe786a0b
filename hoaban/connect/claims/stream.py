"""Events of a document that never is in memory as a whole: expat with bounds, refusing document types.

Only the outer document passes here (envelope or check-in); its tables are read by :mod:`contents`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from hoaban.connect.claims.contents import local_name
from hoaban.connect.claims.dossier import Dossier
from hoaban.connect.claims.limits import Limits
from hoaban.connect.claims.problems import Problem, problem


class Stop(Exception):
    """Reading cannot go on; everything found before it stands."""

    def __init__(self, reason: Problem) -> None:
        super().__init__(reason.code)
        self.reason = reason


class Handler(Protocol):
    """What makes dossiers out of events. ``path`` are the local names from the root down to the element."""

    found: list[Dossier | Problem]

    def start(
        self, path: list[str], attributes: dict[str, str], at: Callable[[], tuple[int, int]]
    ) -> None: ...
    def text(self, data: str) -> None: ...
    def end(self, path: list[str]) -> None: ...
    def finish(self) -> None: ...
    def place(self) -> int | None: ...


def events(
    stream: BinaryIO, first: bytes, handler: Handler, limits: Limits, *, skipped: int
) -> Iterator[Dossier | Problem]:
    """Feed a stream and hand out what the handler finds as it finds it.

    ``first`` was read already, without the ``skipped`` bytes of a byte order mark or white space before it.
    """
    feed = _Feed(handler, limits, skipped)
    chunk = first
    try:
        while chunk:
            feed.take(chunk)
            yield from feed.drain()
            chunk = stream.read(limits.chunk)
        feed.close()
        handler.finish()
    except Stop as stop:
        yield from feed.drain()
        yield stop.reason
    else:
        yield from feed.drain()


class _Feed:
    """The parser and its bounds."""

    def __init__(self, handler: Handler, limits: Limits, skipped: int) -> None:
        self.handler = handler
        self.limits = limits
        self.skipped = skipped
        self.fed = 0
        self.elements = 0  # since something was found
        self.path: list[str] = []
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.buffer_size = 64 * 1024
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = handler.text

    def drain(self) -> list[Dossier | Problem]:
        """What was found since the last call."""
        found = self.handler.found[:]
        if found:
            self.handler.found.clear()
            self.elements = 0
        return found

    def take(self, chunk: bytes) -> None:
        """Parse one more chunk.

        :raises Stop: broken, hostile or too big.
        """
        self.fed += len(chunk)
        if self.fed > self.limits.file:
            raise Stop(problem("file-too-big", words={"limit": self.limits.file}))
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError as error:
            raise Stop(self._broken(error, chunk)) from None
        # Expat keeps an unfinished tag or comment whole and looks at it again with every chunk.
        if self.fed - self.parser.CurrentByteIndex > self.limits.token + 2 * self.limits.chunk:
            raise Stop(problem("token-too-big", words={"limit": self.limits.token}))

    def close(self) -> None:
        """Say that the stream has ended.

        :raises Stop: the document has not.
        """
        try:
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Stop(self._broken(error, b"", code="xml-cut")) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(local_name(name))
        self.elements += 1
        if self.elements > self.limits.elements:
            words = {"limit": self.limits.elements}
            raise Stop(problem("too-many-elements", words=words, dossier=self.handler.place()))
        if len(self.path) > self.limits.depth:
            words = {"limit": self.limits.depth}
            line, offset = self._at()
            raise Stop(
                problem("too-deep", words=words, dossier=self.handler.place(), line=line, offset=offset)
            )
        self.handler.start(self.path, attributes, self._at)

    def _end(self, _name: str) -> None:
        self.handler.end(self.path)
        self.path.pop()

    def _doctype(self, *_declaration: object) -> None:
        raise Stop(problem("dtd-refused"))

    def _at(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentByteIndex + self.skipped

    def _broken(self, error: expat.ExpatError, chunk: bytes, code: str = "xml-broken") -> Problem:
        offset = self.parser.ErrorByteIndex
        inside = offset - (self.fed - len(chunk))
        words = {"line": error.lineno, "offset": offset + self.skipped}
        if 0 <= inside < len(chunk) and chunk[inside] >= 0x80 and _is_not_utf8(chunk[inside : inside + 4]):
            code = "encoding-invalid"
        return problem(
            code, words=words, dossier=self.handler.place(), line=error.lineno, offset=offset + self.skipped
        )


def _is_not_utf8(window: bytes) -> bool:
    """Whether the first character of a window of at most four bytes is no UTF-8."""
    return all(not _decodes(window[:size]) for size in range(1, len(window) + 1))


def _decodes(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def opening(name: str, attributes: dict[str, str]) -> str:
    """A start tag as text again; prefixed attributes are left out, since nothing declares the prefix."""
    kept = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if ":" not in key)
    return f"<{name}{kept}>"


def closing(name: str) -> str:
    """An end tag as text again."""
    return f"</{name}>"


def content(data: str) -> str:
    """Character data as text again."""
    return escape(data)
