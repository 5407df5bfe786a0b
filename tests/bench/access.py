"""What the access rule adds to a search: the same searches by who may see everything, and by staff who see the same rows.

At the hospital everybody of the store is known, so both get the same pages; what differs is the condition inside the
statement. The two take turns, a block of searches each, and processor time of this process and of the database counts.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from hoaban.foundation.accounts import models
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.record import api as record
from tests import cast
from tests.bench import filling, measure, people

PATIENTS = int(os.environ.get("BENCH_PATIENTS", "10000"))
STAFF = int(os.environ.get("BENCH_STAFF", "5000"))
GOAL = 1.2
_TURNS, _BLOCK = 200, 5
Asked = list[tuple[str, str]]


def run(folder: Path, database: int) -> None:
    """Load the store, then each search; its ratio beside the goal."""
    ranges = filling.shares(range(PATIENTS), os.cpu_count() or 1)
    filling.side_by_side(people.load, ranges)
    _hire()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    print(
        f"access rule: {PATIENTS} patients, {STAFF} staff; milliseconds of processor time a search, ratio (goal {GOAL})"
    )
    whole = [0.0, 0.0]
    for name, (kind, ask) in SEARCHES.items():
        free, ruled = _compared(kind, ask, database)
        whole = [whole[0] + free, whole[1] + ruled]
        print(
            f"  {name}: {free:.2f} without, {ruled:.2f} with; x{ruled / free:.2f}, {_verdict(ruled / free)}"
        )
    print(f"  all together: x{whole[1] / whole[0]:.2f}, {_verdict(whole[1] / whole[0])}")


def _verdict(ratio: float) -> str:
    return "met" if ratio <= GOAL else "MISSED"


def _compared(kind: str, ask: Callable[[random.Random], Asked], database: int) -> tuple[float, float]:
    """Milliseconds a search without and with the rule; the median of the turns."""
    every = (cast.integration(), cast.doctor(cast.PROVINCIAL, *cast.LABELS))
    spent: tuple[list[float], list[float]] = ([], [])
    processes = {os.getpid(), *measure.family(database)}
    for turn in range(_TURNS + 1):
        for place in (0, 1) if turn % 2 else (1, 0):
            chance = random.Random(f"{kind}{turn}")
            questions = [ask(chance) for _ in range(_BLOCK)]
            before = measure.clocks(processes)
            answered = [_answered(every[place], kind, question) for question in questions]
            took = measure.since(before)
            assert any(answered), "nothing was found"
            if turn:  # the first turn plans and compiles
                spent[place].append(took / _BLOCK * 1000)
    return measure.median(spent[0]), measure.median(spent[1])


def _answered(actor: Actor, kind: str, question: Asked) -> int:
    return len(record.open(actor, purpose=Purpose.TREATMENT).search(kind, question).entries)


def _hire() -> None:
    """So many accounts with a role each, as the register of staff would bring them."""
    staff = models.Account.objects.bulk_create(
        models.Account(
            username=f"bench.{number}", display_name="Người Đo", post_vi="Đo", post_en="Bench", password="!"
        )
        for number in range(STAFF)
    )
    now = clock.now()
    models.Assignment.objects.bulk_create(
        models.Assignment(
            account=one, role="doctor", scope_kind="facility", scope_code=cast.PROVINCIAL, rights=[],
            starts_on=now.date(), given_by="bench", given_at=now,
        )
        for one in staff
    )  # fmt: skip


def _patient(chance: random.Random) -> int:
    return chance.randrange(PATIENTS)


def _one_name(chance: random.Random) -> Asked:
    name = people.patient(_patient(chance))["name"][0]
    return [("name", chance.choice((name["family"], name["given"][-1])))]


def _two_names(chance: random.Random) -> Asked:
    name = people.patient(_patient(chance))["name"][0]
    return [("name", name["family"]), ("name", name["given"][-1])]


def _identifier(chance: random.Random) -> Asked:
    return [("identifier", people.personal_number(_patient(chance)))]


def _values(chance: random.Random) -> Asked:
    code, _, _ = chance.choice(people.CODES)
    return [
        ("patient", str(people.patient_id(_patient(chance)))),
        ("code", f"http://loinc.org|{code}"),
        ("_sort", "-date"),
    ]


def _visits(chance: random.Random) -> Asked:
    return [("patient", str(people.patient_id(_patient(chance))))]


SEARCHES: dict[str, tuple[str, Callable[[random.Random], Asked]]] = {
    "people by one name": ("Patient", _one_name),
    "people by two names": ("Patient", _two_names),
    "people by identifier": ("Patient", _identifier),
    "values of a patient by code, newest first": ("Observation", _values),
    "visits of a patient": ("Encounter", _visits),
}
