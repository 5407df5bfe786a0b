"""Files, folders and ZIP archives as one stable sequence of named sources, within bounds.

A ZIP inside a ZIP, a path that leaves the archive, an encrypted entry, a link: each is named as refused and
never opened. Nothing is unpacked to disk.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from hoaban.connect.claims.dossier import Dossier
from hoaban.connect.claims.limits import DEFAULT, MIB, Limits
from hoaban.connect.claims.problems import Problem, problem
from hoaban.connect.claims.reader import read

_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC = b"PK\x05\x06"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_HIDDEN = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_ENTRY_COST = 512  # bytes of directory per entry that zipfile may hold in memory, generously
_RATIO_FROM = 10 * MIB  # a small entry cannot hurt, however well it is packed


@dataclass(frozen=True, slots=True)
class NamedSource:
    """One claim file. ``name`` says where (``folder/a.xml``, ``b.zip!/c.xml``); ``refused`` why not."""

    name: str
    size: int = 0
    refused: Problem | None = None
    _path: Path = field(default_factory=Path, repr=False)
    _entry: zipfile.ZipInfo | None = field(default=None, repr=False)
    _archive: zipfile.ZipFile | None = field(default=None, repr=False, compare=False)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes as a stream.

        :raises OSError: the file cannot be opened.
        :raises zipfile.BadZipFile: the archive is damaged.
        """
        if self._entry is None:
            with self._path.open("rb") as data:
                yield data
        elif self._archive is not None and self._archive.fp is not None:
            with self._archive.open(self._entry) as data:
                yield cast(BinaryIO, data)
        else:
            with zipfile.ZipFile(self._path) as archive, archive.open(self._entry) as data:
                yield cast(BinaryIO, data)

    def read(self, *, limits: Limits = DEFAULT) -> Iterator[Dossier | Problem]:
        """Dossiers and problems of this source; problems carry its name. Never raises for bad input."""
        if self.refused is not None:
            yield self.refused
            return
        try:
            with self.open() as data:
                for one in read(data, limits=limits):
                    yield replace(one, source=self.name) if isinstance(one, Problem) else one
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            yield problem("zip-broken", source=self.name)
        except OSError:
            yield problem("unreadable", source=self.name)


def sources(paths: Iterable[Path], *, limits: Limits = DEFAULT) -> Iterator[NamedSource]:
    """Every file of the given files, folders and archives, in the order given and by name inside each.

    Hidden files are passed over. A source may be read after its turn; its archive is then opened again.
    """
    for path in paths:
        if path.is_dir():
            yield from _of_folder(path, limits)
        elif not path.exists():
            yield _refused(str(path), "path-missing")
        else:
            yield from _of_file(path, str(path), limits)


def _of_folder(folder: Path, limits: Limits) -> Iterator[NamedSource]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield _refused(str(folder), "unreadable")
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _HIDDEN:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _of_folder(Path(entry.path), limits)
        elif entry.is_file(follow_symlinks=False):
            yield from _of_file(Path(entry.path), entry.path, limits)
        else:
            yield _refused(entry.path, "not-a-file")


def _of_file(path: Path, name: str, limits: Limits) -> Iterator[NamedSource]:
    try:
        if not path.is_file():
            yield _refused(name, "not-a-file")
            return
        size = path.stat().st_size
        with path.open("rb") as data:
            magic = data.read(4)
    except OSError:
        yield _refused(name, "unreadable")
        return
    if magic in (_ZIP_MAGIC, _EMPTY_ZIP_MAGIC):
        yield from _of_zip(path, name, limits)
    else:
        yield NamedSource(name, size, _path=path)


def _of_zip(path: Path, name: str, limits: Limits) -> Iterator[NamedSource]:
    try:
        if _directory_size(path) > limits.zip_entries * _ENTRY_COST:
            yield _refused(name, "zip-many", limit=limits.zip_entries)
            return
        with zipfile.ZipFile(path) as archive:
            yield from _entries(archive, path, name, limits)
    except (zipfile.BadZipFile, struct.error, EOFError, NotImplementedError, UnicodeError, ValueError):
        yield _refused(name, "zip-broken")
    except OSError:
        yield _refused(name, "unreadable")


def _entries(archive: zipfile.ZipFile, path: Path, name: str, limits: Limits) -> Iterator[NamedSource]:
    infos = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    if len(infos) > limits.zip_entries:
        yield _refused(name, "zip-many", limit=limits.zip_entries)
        return
    if sum(info.file_size for info in infos) > limits.zip_total:
        yield _refused(name, "zip-big", limit=limits.zip_total)
        return
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        if parts and (parts[0] in _HIDDEN or parts[-1].startswith(".") or parts[-1] in _HIDDEN):
            continue
        label = f"{name}!/{info.filename}"
        code, limit = _refusal(archive, info, parts, limits)
        if code:
            yield _refused(label, code, limit=limit)
        else:
            yield NamedSource(label, info.file_size, _path=path, _entry=info, _archive=archive)


def _refusal(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...], limits: Limits
) -> tuple[str, int]:
    """Code of the problem that keeps an entry closed, with its limit; an empty code opens it."""
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]:
        return "zip-path", 0
    if info.flag_bits & 0x1:
        return "zip-encrypted", 0
    if info.compress_type not in _METHODS:
        return "zip-method", 0
    if info.file_size > limits.file:
        return "file-too-big", limits.file
    if info.file_size > max(_RATIO_FROM, info.compress_size * limits.zip_ratio):
        return "zip-ratio", limits.zip_ratio
    try:
        with archive.open(info) as data:
            magic = data.read(4)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return "zip-broken", 0
    return ("zip-nested", 0) if magic in (_ZIP_MAGIC, _EMPTY_ZIP_MAGIC) else ("", 0)


def _directory_size(path: Path) -> int:
    """Bytes of an archive's directory as its end record says: a huge one is refused before it is loaded."""
    with path.open("rb") as data:
        end = data.seek(0, os.SEEK_END)
        data.seek(max(0, end - 66_000))
        tail = data.read()
    at = tail.rfind(_EMPTY_ZIP_MAGIC)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile
    (size,) = struct.unpack_from("<L", tail, at + 12)
    locator = tail.rfind(b"PK\x06\x07", 0, at)
    record = tail.rfind(b"PK\x06\x06", 0, locator) if locator >= 0 else -1
    if record >= 0 and len(tail) >= record + 48:
        (size,) = struct.unpack_from("<Q", tail, record + 40)
    return int(size)


def _refused(name: str, code: str, **words: int) -> NamedSource:
    return NamedSource(name, refused=problem(code, words=words, source=name))
