"""How much slower than undisturbed the machine is at a moment: a fixed piece of work, timed on all cores at once.

A machine that is shared with others, as virtual ones are, spends up to twice the CPU on the same work, from one second to
the next. What is measured between two looks at the yardstick is told as it is, and beside it what it would be undisturbed.
"""

from __future__ import annotations

import os
import struct
import time

_ROUNDS = 2
_ANSWER = struct.Struct("d")


class Yardstick:
    """Looks of one run; the quickest of them stands for the undisturbed machine."""

    def __init__(self) -> None:
        self._quickest = float("inf")

    def look(self) -> float:
        """CPU seconds of the work now, the mean of one process a core."""
        times = _on_each_core()
        mean = sum(times) / len(times)
        self._quickest = min(self._quickest, mean)
        return mean

    def undisturbed(self, cost: float, looks: list[float]) -> float:
        """A cost that was measured while the work took as long as in these looks."""
        return cost * self._quickest * len(looks) / sum(looks)


def _on_each_core() -> list[float]:
    working = []
    for _ in range(os.cpu_count() or 1):
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, _ANSWER.pack(_work()))
            os._exit(0)
        os.close(writing)
        working.append((child, reading))
    times = []
    for child, reading in working:
        times.append(_ANSWER.unpack(os.read(reading, _ANSWER.size))[0])
        os.close(reading)
        os.waitpid(child, 0)
    return times


def _work() -> float:
    """What an interpreter does all day: small objects, a large dict, texts. CPU seconds."""
    began = time.process_time()
    for _ in range(_ROUNDS):
        kept = {str(number): (number * number % 7, number) for number in range(40_000)}
        assert sum(one for one, _ in kept.values())
    return time.process_time() - began
