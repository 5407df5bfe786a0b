"""Processes beside ours that do one kind of work for us, each with Django and a database connection of its own.

``python -m hoaban.kernel.hands`` is such a process; :class:`Hand` starts one and speaks with it. A hand that is left
alone, because whoever started it was killed, ends with what it has in hand.
"""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any

from hoaban.kernel import garbage
from hoaban.kernel.errors import HoaBanError


class HandFailed(RuntimeError):
    """The process beside us ended, or its work raised something that is not an expected failure."""


class Hand:
    """One process. ``work`` is the function it calls with what :meth:`give` hands over: ``package.module:name``."""

    def __init__(self, work: str) -> None:
        self.pipe, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-m", "hoaban.kernel.hands", work, str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def give(self, **arguments: Any) -> None:
        """Hand over one piece of work; answers come in the same order."""
        try:
            self.pipe.send(arguments)
        except OSError as lost:
            raise HandFailed("a process beside ours is gone") from lost

    def answer(self) -> Any:
        """What the oldest piece came to; waits for it. :raises HoaBanError: as the work did. :raises HandFailed: else."""
        try:
            went_well, came = self.pipe.recv()
        except (EOFError, OSError) as lost:
            raise HandFailed("a process beside ours ended before it was done") from lost
        if went_well:
            return came
        if isinstance(came, tuple):
            raise HoaBanError(*came[:2], place=came[2])
        raise HandFailed(came)

    def dismiss(self) -> None:
        """Let it end; what it has in hand is finished first."""
        self.pipe.close()
        self._process.wait()


def serve(work: Callable[..., Any], pipe: Connection) -> None:
    """Do what comes until nobody is left who could send any."""
    waiting: Queue[dict[str, Any] | None] = Queue(maxsize=1)
    threading.Thread(target=_receive, args=(pipe, waiting), daemon=True).start()
    while (arguments := waiting.get()) is not None:
        try:
            answer: tuple[bool, Any] = True, work(**arguments)
        except HoaBanError as failure:
            answer = False, (failure.message_vi, failure.message_en, failure.place)
        except Exception:
            answer = False, traceback.format_exc()
        try:
            pipe.send(answer)
        except OSError:
            return


def _receive(pipe: Connection, waiting: Queue[dict[str, Any] | None]) -> None:
    """Take in the next piece while one is in work: whoever sends a large one would else wait, and let others idle."""
    try:
        while True:
            waiting.put(pipe.recv())
    except (EOFError, OSError):
        pass
    finally:
        waiting.put(None)


def main(work: str, descriptor: int) -> None:
    """Be a hand."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides what an interruption means
    import django

    django.setup()
    module, _, name = work.partition(":")
    work_at_hand = getattr(importlib.import_module(module), name)
    garbage.look_seldom()
    serve(work_at_hand, Connection(descriptor))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
