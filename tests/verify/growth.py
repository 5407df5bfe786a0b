"""The lines of the FHIR bench at growing sizes, with their ratios. ``VERIFY_SIZES`` names other sizes."""

from __future__ import annotations

import os
import random
import time

from django.db import connection

from tests.bench import fhir, filling, measure, people, server

SIZES = tuple(map(int, os.environ.get("VERIFY_SIZES", "1000,10000,100000").split(",")))
READS_GROW, WRITES_GROW = 1.3, 1.5
_LINES = [fhir.TWO_NAMES_IN_FIVES if line is fhir.TWO_NAMES else line for line in fhir.LINES]
_REQUESTS = {"read": 1500, "transaction of 51, a resource": 16}
_OTHER_REQUESTS = 400
_WARMING = 4
"""One request in so many comes before those that are measured."""

Figures = dict[tuple[str, int], list[fhir.Round]]
"""By the name of a line and the number of patients: a round for each number of clients."""


def run(database: int) -> int:
    """How many lines slow down too much; ``database``: the postmaster's process id."""
    figures: Figures = {}
    loaded = 0
    print(f"machine: {measure.machine()}")
    for size in SIZES:
        _grow(loaded, size)
        loaded = size
        with server.serving(database) as here:
            for line in _LINES:
                figures[line.name, size] = _rounds(here, line, size)
    return _told(figures)


def _grow(since: int, until: int) -> None:
    """Write more patients, by as many processes as there are cores; what followers would read of it is left out."""
    began = time.perf_counter()
    ranges = filling.shares(range(since, until), os.cpu_count() or 1)
    filling.side_by_side(people.load, ranges)
    with connection.cursor() as cursor:
        cursor.execute("truncate kernel_announcement")
        cursor.execute("vacuum analyze")
    connection.close()
    print(f"{until} patients; {until - since} loaded in {time.perf_counter() - began:.0f} s", flush=True)


def _rounds(here: server.Serving, line: fhir.Line, patients: int) -> list[fhir.Round]:
    many = _REQUESTS.get(line.name, _OTHER_REQUESTS)
    found = []
    for clients in fhir.CLIENTS:
        chance = random.Random(f"{line.name}{clients}")
        requests = [*line.make(here, chance, many + many // _WARMING, patients)]
        # what a process does once (compile, prepare, connect) is not the cost of a request
        fhir.measured(here, line, clients, requests[many:] or requests[:1])
        found.append(fhir.measured(here, line, clients, requests[:many]))
    return found


def _told(figures: Figures) -> int:
    first, last, failed = SIZES[0], SIZES[-1], 0
    for line in _LINES:
        costs = {size: measure.median([one.cost for one in figures[line.name, size]]) for size in SIZES}
        grown, most = costs[last] / costs[first], WRITES_GROW if line.writes else READS_GROW
        failed += grown > most
        told = ", ".join(f"{size}: {cost:.2f}" for size, cost in costs.items())
        print(
            f"{line.name}: ms CPU {told}; x{grown:.2f} (at most {most}) {'kept' if grown <= most else 'MISSED'}"
        )
        for place, clients in enumerate(fhir.CLIENTS):
            rounds = {size: figures[line.name, size][place] for size in SIZES}
            cells = "   ".join(
                f"{one.rate:5.0f}/s {one.waited(0.5):5.1f} {one.waited(0.95):5.1f} {one.waited(0.99):5.1f}"
                for one in rounds.values()
            )
            waited = rounds[last].waited(0.5) / rounds[first].waited(0.5)
            print(f"  {clients:>2} clients (requests, p50, p95, p99 ms): {cells}   p50 x{waited:.2f}")
    print(f"{failed} of {len(_LINES)} lines slow down too much")
    return failed
