"""Claim files in: a stream of bytes becomes dossiers and problems, one dossier in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from hoaban.connect.claims import assembly, checkin, envelope, registry, stream
from hoaban.connect.claims.contents import BOM, WIDE, declares_other_encoding, local_name
from hoaban.connect.claims.dossier import Dossier
from hoaban.connect.claims.limits import DEFAULT, Limits
from hoaban.connect.claims.problems import Problem, problem


def read(source: Path | BinaryIO, *, limits: Limits = DEFAULT) -> Iterator[Dossier | Problem]:
    """Yield the dossiers of one file as they are met, and what is wrong with the file itself.

    A dossier that could not be read whole is yielded with errors among its problems. A file that breaks off
    yields the dossiers before the break, then the break. Never raises for bad input or an unreadable file.
    """
    try:
        opened = source.open("rb") if isinstance(source, Path) else nullcontext(source)
        with opened as data:
            yield from _read(data, limits)
    except (OSError, EOFError):
        yield problem("unreadable")


def _read(data: BinaryIO, limits: Limits) -> Iterator[Dossier | Problem]:
    first = data.read(limits.chunk)
    wrong = _unreadable(first)
    if wrong is not None:
        yield wrong
        return
    text = first.removeprefix(BOM).lstrip()
    skipped = len(first) - len(text)
    if declares_other_encoding(text):
        yield problem("encoding-label")
    root = _root_of(text)
    if isinstance(root, Problem):
        yield root
    elif root == envelope.ROOT:
        yield from stream.events(data, text, envelope.Envelope(limits), limits, skipped=skipped)
    elif root == registry.tables()["XML0"].root:
        yield from stream.events(data, text, checkin.CheckIn(limits), limits, skipped=skipped)
    elif root in registry.by_root() or root in registry.legacy_roots():
        yield from _read_alone(data, first, limits)
    else:
        yield problem("root-unknown", words={"root": root[:80]})


def _read_alone(data: BinaryIO, first: bytes, limits: Limits) -> Iterator[Dossier | Problem]:
    chunks, size = [first], len(first)
    while size <= limits.table and (chunk := data.read(limits.chunk)):
        chunks.append(chunk)
        size += len(chunk)
    whole = b"".join(chunks)
    if size > limits.table:
        yield problem("file-too-big", words={"limit": limits.table})
    else:
        yield assembly.alone(whole, limits=limits)


def _unreadable(first: bytes) -> Problem | None:
    if not first.strip():
        return problem("empty")
    if first[:2] in WIDE:
        return problem("encoding-utf16")
    if not first.removeprefix(BOM).lstrip().startswith(b"<"):
        return problem("not-xml")
    return None


class _Root(Exception):
    pass


def _root_of(first: bytes) -> str | Problem:
    """The root element's local name, found in the first chunk by a parser that stops there."""
    parser = expat.ParserCreate("utf-8")

    def on_start(name: str, _attributes: dict[str, str]) -> None:
        raise _Root(local_name(name))

    def on_doctype(*_declaration: object) -> None:
        raise stream.Stop(problem("dtd-refused"))

    parser.StartElementHandler = on_start
    parser.StartDoctypeDeclHandler = on_doctype
    try:
        parser.Parse(first, False)
    except _Root as found:
        return str(found)
    except stream.Stop as stop:
        return stop.reason
    except expat.ExpatError as error:
        words = {"line": error.lineno, "offset": parser.ErrorByteIndex}
        return problem("xml-broken", words=words, line=error.lineno, offset=parser.ErrorByteIndex)
    return problem("not-xml")
