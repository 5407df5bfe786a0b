"""How far the building of the province is, told by the build and read by every page until it is over.

The build holds a lock for as long as it runs; a build that was killed holds none, and nothing is shown for it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_LOCK, _STATE = "loading.lock", "loading.json"


@dataclass(frozen=True, slots=True)
class Loading:
    """Of ``wanted`` people, ``loaded`` are in. The ``coming`` people are on their way in ``dossiers`` dossiers,
    whose files lie in ``folder``."""

    wanted: int
    loaded: int = 0
    coming: int = 0
    dossiers: int = 0
    folder: str = ""


class Teller:
    """Says how far it is; readers see the last whole word."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _STATE

    def tell(self, state: Loading) -> None:
        """Replace what was told before, in one step."""
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(state)))
        fresh.replace(self._path)


@contextmanager
def telling(folder: Path, *, wanted: int) -> Iterator[Teller]:
    """While a build runs. A second one waits here for the first."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        teller = Teller(folder)
        teller.tell(Loading(wanted))
        yield teller


def find_loading(folder: Path) -> Loading | None:
    """How far the build that runs now is; None when none runs."""
    try:
        with (folder / _LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return Loading(**json.loads((folder / _STATE).read_text()))
    return None
