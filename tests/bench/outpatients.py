"""Out-patients of the provincial hospital: seventy staff at work for ten minutes with a record of 200,000 people.

``BENCH_PEOPLE``, ``BENCH_SECONDS`` and ``BENCH_STAFF`` make it smaller for a trial.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce.tests import staff as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.effective import Period
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.shared.scheduling import api as scheduling
from tests import arrivals, cast
from tests.bench import browsing, measure, people, provincial
from tests.bench.outpatient_staff import Plan, Told

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "200000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "600"))
STAFF = int(os.environ.get("BENCH_STAFF", "70"))
MIX = {"reception": 10, "nurse": 12, "doctor": 32, "queue": 10, "technician": 6}
"""Of seventy. A doctor's act is one step: call, look, type, search, order, save, end."""
ROLES = {
    "reception": "reception",
    "nurse": "nurse",
    "doctor": "doctor",
    "queue": "reception",
    "technician": "laboratory_technician",
}
GOALS = {"find patient": 200, "consultation save": 300, "queue screen": 150}
ANY_GOAL = 300
ROOMS = 16
_PASSWORD = "Hoa-Ban-2026-only-for-benches"


def run(folder: Path, database: int) -> None:
    """Fill, open the hospital, work, and tell the times of each kind of answer."""
    register_demo_facilities(actor=system_actor("bench", "system.manage"), now=clock.now())
    provincial.fill(folder, PEOPLE)
    points = _open_rooms()
    team = tuple(_team(points))
    _queue_up(points)
    with browsing.serving() as port:
        plan = Plan(
            port, SECONDS, team, tuple(people.personal_number(one) for one in range(0, PEOPLE, max(1, PEOPLE // 4000))),
            ("giang thi my", "lo van inh", "vang a pao", "tao thi mai", "phan sai"),
        )  # fmt: skip
        before = measure.cpu_seconds(os.getpid()), measure.cpu_seconds(database)
        told = _drive(plan)
        spent = measure.cpu_seconds(os.getpid()) - before[0], measure.cpu_seconds(database) - before[1]
    _report(told, spent)


def _open_rooms() -> dict[str, list[int]]:
    kinds = scheduling.PointKind
    rooms = [(f"PK{n:02d}", kinds.CONSULTING, f"Phòng khám {n}", "K01") for n in range(1, ROOMS + 1)]
    rooms += [("SH01", kinds.TRIAGE, "Đo sinh hiệu", ""), ("XN01", kinds.SAMPLING, "Lấy mẫu", "")]
    found: dict[str, list[int]] = {}
    for code, kind, name, department in rooms:
        point = scheduling.Point(0, cast.PROVINCIAL, code, kind, name, name, department, 3, Period())
        opened = scheduling.open_point(actor=arrivals.desk(), point=point, now=clock.now())
        found.setdefault(kind, []).append(opened)
    return found


def _queue_up(points: dict[str, list[int]]) -> None:
    """The morning's people who wait already: two at each room, six at triage."""
    consulting, triage = points[scheduling.PointKind.CONSULTING], points[scheduling.PointKind.TRIAGE]
    for number, point in enumerate([*consulting * 2, *triage * 6]):
        person = provincial.human_id(number)
        arrivals.wait_at(person, point)


def _team(points: dict[str, list[int]]) -> Iterator[tuple[str, int, dict[str, str]]]:
    kinds = scheduling.PointKind
    at = {
        "reception": points[kinds.CONSULTING], "nurse": points[kinds.TRIAGE], "doctor": points[kinds.CONSULTING],
        "queue": points[kinds.CONSULTING], "technician": points[kinds.SAMPLING],
    }  # fmt: skip
    whole = sum(MIX.values())
    for kind, count in MIX.items():
        for number in range(max(1, round(count * STAFF / whole))):
            yield kind, at[kind][number % len(at[kind])], _cookies(kind, number)


def _cookies(kind: str, number: int) -> dict[str, str]:
    officer, now = system_actor("bench", "accounts.manage"), clock.now()
    name = f"{kind}.{number}"
    newcomer = accounts.Newcomer(name, "Người Đo", "Đo", "Bench", _PASSWORD, temporary=False)
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(
        actor=officer, username=name, role=ROLES[kind], scope=Scope("facility", cast.PROVINCIAL), now=now
    )
    if kind == "doctor":
        _licensed(name, number)
    client = Client()
    client.post("/sign-in/", {"username": name, "password": _PASSWORD})
    return {settings.SESSION_COOKIE_NAME: str(client.cookies[settings.SESSION_COOKIE_NAME].value)}


def _licensed(name: str, number: int) -> None:
    """A staff file with a licence, so that the door lets the doctor sign."""
    code = f"{number:06d}/LCH-GPHN"
    licence = replace(files.MIDWIFE, number=code, scopes=frozenset({"general"}), valid_until=None)
    there = files.post(cast.PROVINCIAL, number=code, post="Bác sĩ")
    files.register(files.member(f"Bác sĩ {number}", "doctor"), there, licence)
    accounts.link_staff(
        actor=system_actor("bench", "accounts.manage"), username=name, number=code, sure=True, now=clock.now()
    )


def _drive(plan: Plan) -> Told:
    done = subprocess.run(
        [sys.executable, "-c", "from tests.bench import outpatient_staff; outpatient_staff.main()"],
        input=pickle.dumps(plan), capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    told: Told = pickle.loads(done.stdout)  # noqa: S301 - our own child wrote it
    return told


def _report(told: Told, spent: tuple[float, float]) -> None:
    count = len(told.seen)
    failed = [one for one in told.seen if one.status >= 400]
    print(
        f"out-patients: {STAFF} staff, an act every 30 s each on average, {SECONDS:.0f} s, {PEOPLE} people: {count} answers,"
        f" {len(failed)} failed; processor time an answer: web {spent[0] * 1000 / count:.1f} ms,"
        f" database {spent[1] * 1000 / count:.1f} ms",
        flush=True,
    )
    print(f"  mix of seventy: {', '.join(f'{kind} {number}' for kind, number in MIX.items())}")
    for name in sorted({one.name for one in told.seen}):
        times = sorted(one.seconds * 1000 for one in told.seen if one.name == name)
        goal = GOALS.get(name, ANY_GOAL)
        p95 = measure.percentile(times, 0.95)
        verdict = "met" if p95 < goal else "MISSED"
        print(
            f"  {name}: {len(times)}, p50 {measure.median(times):.0f} ms, p95 {p95:.0f} ms (goal {goal}, {verdict}),"
            f" longest {times[-1]:.0f} ms",
            flush=True,
        )
    for one in failed[:10]:
        print(f"  failed: {one.name}: {one.status}")
    for fault in told.faults[:5]:
        print(f"  fault: {fault}")
