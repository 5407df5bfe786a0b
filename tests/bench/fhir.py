"""The FHIR door over HTTP: CPU of all server and database processes for each request, and how fast at 1, 4, 16 clients.

Every check, audit and fsync on; the driver is a process of its own and is not counted.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from hoaban.record.engine import parse_json
from tests.bench import measure, people, sizes
from tests.bench.load import Plan, Seen, drive
from tests.bench.server import Serving, serving
from tests.bench.yardstick import Yardstick

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "10000"))
ONLY = os.environ.get("BENCH_ONLY", "")
"""Part of the name of the lines to measure."""
ROUNDS = 5
CLIENTS = (1, 4, 16)
_fresh = count(50_000_000)


@dataclass(frozen=True, slots=True)
class Line:
    """``share``: how many resources one request is about. ``goal`` in CPU milliseconds a resource.

    ``make`` gives so many requests about so many patients.
    """

    name: str
    goal: float
    make: Callable[[Serving, random.Random, int, int], Iterator[bytes]]
    share: int = 1
    requests: int = 1500
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """CPU milliseconds a resource of each kind of process, and what the clients saw."""

    parts: dict[str, float]
    seen: Seen

    @property
    def cost(self) -> float:
        """CPU milliseconds a resource, of all processes."""
        return sum(self.parts.values())

    def waited(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return measure.percentile(self.seen.times, share) * 1000

    @property
    def rate(self) -> float:
        return len(self.seen.times) / self.seen.seconds


def run(folder: Path, database: int) -> None:
    """Load the patients, then measure each line."""
    began = time.perf_counter()
    stored = people.load(range(PATIENTS))
    seconds = time.perf_counter() - began
    print(
        f"record: {PATIENTS} patients, {stored} resources loaded in {seconds:.0f} s = {stored / seconds:.0f}/s"
    )
    sizes.show()
    yardstick = Yardstick()
    with serving(database) as here:
        let_followers_catch_up()
        measured_lines = [_measure(here, line, yardstick) for line in LINES if ONLY in line.name]
    print("  on a machine that nobody else uses (each round by the looks at the yardstick around it):")
    for line, rounds in measured_lines:
        _tell(line, measure.median([yardstick.undisturbed(one.cost, looks) for one, looks in rounds]))


def let_followers_catch_up() -> None:
    """What the load left to do for those who follow the feed is not the cost of the requests that are measured."""
    cursor = connection.cursor()
    while True:
        cursor.execute(
            "select coalesce((select max(position) from kernel_announcement), 0) -"
            " coalesce((select min(position) from kernel_follower_cursor), 0),"
            " (select count(*) from kernel_announcement where position is null)"
        )
        if cursor.fetchone() == (0, 0):
            return
        time.sleep(0.5)


def measured(here: Serving, line: Line, clients: int, requests: list[bytes]) -> Round:
    """Send requests by so many clients at once; every one of them must be answered well."""
    before = here.cpu_seconds()
    seen = drive(Plan(here.port, clients, requests))
    spent = {name: after - before[name] for name, after in here.cpu_seconds().items()}
    wrong = {status: n for status, n in seen.statuses.items() if status >= 300}
    assert not wrong, f"{line.name}: {wrong}\n{here.log.read_text()[-3000:]}"
    many = len(requests) * line.share
    return Round({name: seconds / many * 1000 for name, seconds in spent.items()}, seen)


Looked = tuple[Round, list[float]]
"""A round, and the looks at the yardstick before and after it."""


def _measure(here: Serving, line: Line, yardstick: Yardstick) -> tuple[Line, list[Looked]]:
    all_rounds: list[Looked] = []
    answers = {}
    for clients in CLIENTS:
        rounds = []
        for turn in range(ROUNDS if clients == CLIENTS[-1] else 1):
            chance = random.Random(f"{line.name}{clients}{turn}")
            before = yardstick.look()
            rounds.append(measured(here, line, clients, [*line.make(here, chance, line.requests, PATIENTS)]))
            all_rounds.append((rounds[-1], [before, yardstick.look()]))
        answers[clients] = sorted(rounds, key=lambda one: one.seen.seconds)[len(rounds) // 2]
    middle = sorted([one for one, _ in all_rounds], key=lambda one: one.cost)[len(all_rounds) // 2]
    _tell(line, middle.cost, ", ".join(f"{name} {part:.2f}" for name, part in middle.parts.items()) + "; ")
    for clients, one in answers.items():
        p50, p95, p99 = map(one.waited, (0.5, 0.95, 0.99))
        print(
            f"    {clients:>2} clients: {one.rate:6.0f} requests/s, p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"
        )
    return line, all_rounds


def _tell(line: Line, cost: float, parts: str = "") -> None:
    verdict = "met" if cost <= line.goal else "MISSED"
    print(f"  {line.name}: {cost:.2f} ms CPU ({parts}goal {line.goal}), {verdict}")


def _reads(here: Serving, rng: random.Random, many: int, patients: int) -> Iterator[bytes]:
    for _ in range(many):
        yield here.request("GET", f"/Patient/{people.patient_id(rng.randrange(patients))}")


def _creates(here: Serving, _rng: random.Random, many: int, _patients: int) -> Iterator[bytes]:
    for _ in range(many):
        body = people.patient(next(_fresh))
        del body["id"]
        yield here.request("POST", "/Patient", parse_json.dumps(body))


def _updates(here: Serving, rng: random.Random, many: int, patients: int) -> Iterator[bytes]:
    for number in rng.sample(range(patients), min(many, patients)):
        body = {
            **people.patient(number),
            "active": rng.random() < 0.5,
            "multipleBirthInteger": rng.randint(1, 10_000),
        }
        yield here.request("PUT", f"/Patient/{body['id']}", parse_json.dumps(body))


def _names(here: Serving, rng: random.Random, many: int, patients: int) -> Iterator[bytes]:
    """One word, as at a desk: a surname or a given name."""
    for _ in range(many):
        name = people.patient(rng.randrange(patients))["name"][0]
        yield here.request(
            "GET", f"/Patient?name={quote(rng.choice((name['given'][-1], name['family'])))}&_count=20"
        )


def _two_names(
    here: Serving, rng: random.Random, many: int, patients: int, *, count: int = 20
) -> Iterator[bytes]:
    """Seven people in a thousand have both: of 1,000 patients not a page of twenty, of 100,000 many pages."""
    for _ in range(many):
        name = people.patient(rng.randrange(patients))["name"][0]
        yield here.request(
            "GET", f"/Patient?name={quote(name['given'][-1])}&name={quote(name['family'])}&_count={count}"
        )


def _identifiers(here: Serving, rng: random.Random, many: int, patients: int) -> Iterator[bytes]:
    for _ in range(many):
        number = people.personal_number(rng.randrange(patients))
        yield here.request(
            "GET", f"/Patient?identifier=http://fhir.ehealth.gov.vn/core/sid/national_id|{number}"
        )


def _observations(here: Serving, rng: random.Random, many: int, patients: int) -> Iterator[bytes]:
    for _ in range(many):
        patient, (code, _, _) = people.patient_id(rng.randrange(patients)), rng.choice(people.CODES)
        query = f"patient={patient}&code=http://loinc.org|{code}&date=ge2024-06-01&_sort=-date&_count=20"
        yield here.request("GET", f"/Observation?{query}")


def _transactions(here: Serving, _rng: random.Random, many: int, _patients: int) -> Iterator[bytes]:
    for _ in range(many):
        yield here.request("POST", "/", parse_json.dumps(people.bundle(next(_fresh), 51)))


TWO_NAMES = Line("search by two names", 1.7, _two_names)
TWO_NAMES_IN_FIVES = Line("search by two names, five a page", 1.7, partial(_two_names, count=5))
"""The same with a page that the smallest store fills, so that what is found is as much in all."""
LINES = (
    Line("read", 0.7, _reads, requests=4000),
    Line("create", 2.7, _creates, writes=True),
    Line("update", 3.2, _updates, writes=True),
    Line("search by name", 1.7, _names),
    TWO_NAMES,
    Line("search by identifier", 1.1, _identifiers),
    Line("Observations by patient, code, date", 1.4, _observations),
    Line("transaction of 51, a resource", 0.9, _transactions, share=51, requests=60, writes=True),
)
