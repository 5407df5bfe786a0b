"""The log files of an installation: opened for appending, kept to a size."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

LARGEST = 50 << 20
"""Bytes per file; one older file is kept beside it."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A log file for a process to write to."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        yield file


def rotate(folder: Path) -> None:
    """Set aside the content of files that have grown too large.

    Copies and empties: the processes go on writing to the file that they hold.
    """
    for path in folder.glob("*.log"):
        if path.stat().st_size > LARGEST:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)


def last_line(path: Path) -> str:
    """The last line of a log file, for telling what a process is at."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""
