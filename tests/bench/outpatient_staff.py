"""Seventy people at work: what each kind of staff does, act by act, as they do it with the product's pages.

:func:`main` reads a plan (pickled) from standard input and writes what all saw (pickled): a process of its own, so that its
processor time is not the server's.
"""

from __future__ import annotations

import pickle
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.bench.hands import Hands, Page, Seen

THINK = 30.0
"""Seconds from one act to the next, on average; exponential, so that acts meet by chance as in life."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``staff``: what each is and their cookies; ``numbers``: of people who come; ``rooms``: points by kind."""

    port: int
    seconds: float
    staff: tuple[tuple[str, int, dict[str, str]], ...]
    """(kind of staff, the point they work at, cookies)."""
    numbers: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """What all saw, and what went wrong in words."""

    seen: list[Seen] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Worker:
    plan: Plan
    hands: Hands
    point: int
    rng: random.Random

    def number(self) -> str:
        return self.rng.choice(self.plan.numbers)

    def name(self) -> str:
        return self.rng.choice(self.plan.names)


Act = Iterator[None]


def receive(who: _Worker) -> Act:
    """A card is scanned, the arrival looked at and sent, the slip shown; now and then somebody is looked for by words."""
    page = who.hands.get("counter", "/hospital/counter/")
    yield
    if who.rng.random() < 0.5:
        who.hands.send("find patient", page, page.form("text"), changes={"text": who.name()}, button=None)
        yield
    met = who.hands.send("find patient", page, page.form("text"), changes={"text": who.number()}, button=None)
    form = met.form("once")
    if form is None:
        return
    yield
    rooms = [one for one in form.inputs["point"].value_options if one]
    point = who.rng.choice(rooms) if rooms else ""
    changes = {"reason": "Ho, sốt ba ngày", "point": point}
    who.hands.send("receive", met, form, changes=changes, button=None)


def measure(who: _Worker) -> Act:
    """Vital signs of the first in the grid."""
    page = who.hands.get("triage grid", f"/hospital/triage/{who.point}/")
    form = page.form("save")
    rows = page.tree.xpath("//button[@name='save' and @value!='all']/@value")
    if form is None or not rows:
        return
    yield
    visit = rows[who.rng.randrange(min(3, len(rows)))]
    cells = _cells(form, visit)
    values = {
        "pulse": "82", "temperature": "38,2", "pressure": "120/80", "breathing": "18", "saturation": "98", "weight": "54",
        "consciousness": "A", "oxygen": "air",
    }  # fmt: skip
    changes = {cells[name]: value for name, value in values.items() if name in cells}
    hands_on = page.tree.xpath(f"//button[@name='hand' and @value='{visit}']")
    who.hands.send(
        "save vital signs", page, form, changes=changes, button=("hand" if hands_on else "save", str(visit))
    )


def _cells(form: object, visit: str) -> dict[str, str]:
    """The names of a row's fields by what they hold."""
    found = {}
    for name in form.inputs.keys():  # type: ignore[attr-defined]  # noqa: SIM118
        if visit in str(name):
            found[str(name).rpartition("-")[2]] = str(name)
    return found


def consult(who: _Worker) -> Act:
    """The next is called, seen, sometimes sent to a test, prescribed for, and ended."""
    listed = who.hands.get("doctor's list", f"/hospital/my/?point={who.point}")
    form = listed.form("point")
    if form is None:
        return
    yield
    desk = who.hands.send("call next", listed, form, changes={}, button=("do", "next"))
    if "/hospital/visits/" not in desk.path:
        return
    for pane in desk.tree.xpath("//*[@hx-trigger='load']/@hx-get"):
        who.hands.get("pane of the doctor's page", str(pane), part=True)
    yield
    typed = {"complaint": "Ho, sốt ba ngày", "exam": "Họng đỏ, phổi không ran", "advice": "Uống nhiều nước"}
    _draft(who, desk, typed)
    yield
    found = who.hands.get("find diagnosis", f"{desk.path}diagnoses/?q=viem+mui&sex=male", part=True)
    assert found.status == 200
    if who.rng.random() < 0.4:
        yield
        _order(who, desk)
    yield
    desk = who.hands.get("doctor's page", desk.path)
    form = desk.form("complaint")
    if form is None:
        return
    given = {
        **typed,
        "dx_role": "main",
        "dx_code": "J00",
        "dx_name": "Viêm mũi họng cấp",
        "disposition": "1",
        "result": "2",
    }
    saved = who.hands.send("consultation save", desk, form, changes=given, button=("do", "save"))
    form = saved.form("complaint")
    if form is None:
        return
    yield
    who.hands.send("consultation end", saved, form, changes={"sure": "1"}, button=("do", "finish"))


def _draft(who: _Worker, desk: Page, typed: dict[str, str]) -> None:
    form = desk.form("complaint")
    if form is None:
        return
    values = {name: str(value) for name, value in form.form_values()} | typed
    who.hands.post("keep draft", desk, f"{desk.path}draft/", values)


def _order(who: _Worker, desk: Page) -> None:
    """A blood count: typed, chosen, ordered."""
    pane = who.hands.get("orders", f"{desk.path}orders/")
    form = pane.form("q")
    if form is None:
        return
    chosen = who.hands.send(
        "choose order", pane, form, changes={"q": "công thức máu"}, button=("act", "enter")
    )
    form = chosen.form("q")
    if form is not None and chosen.tree.xpath("//input[@name='codes']"):
        who.hands.send("order", chosen, form, changes={"q": ""}, button=("act", "order"))


def watch_queue(who: _Worker) -> Act:
    """A desk looks at its queue."""
    who.hands.get("queue screen", f"/hospital/queues/{who.point}/", part=True)
    yield


def watch_work(who: _Worker) -> Act:
    """A technician looks at the work list."""
    who.hands.get("work list", f"/hospital/worklists/{who.point}/", part=True)
    yield


KINDS: dict[str, Callable[[_Worker], Act]] = {
    "reception": receive, "nurse": measure, "doctor": consult, "queue": watch_queue, "technician": watch_work,
}  # fmt: skip


def run(plan: Plan) -> Told:
    """All at work until the time is over."""
    told, lock = Told(), threading.Lock()
    until = time.monotonic() + plan.seconds

    def one(place: int, kind: str, point: int, cookies: dict[str, str]) -> None:
        rng = random.Random(place)
        who = _Worker(plan, Hands(plan.port, cookies=dict(cookies)), point, rng)
        faults = []
        time.sleep(rng.uniform(0, min(THINK, plan.seconds / 4)))
        while time.monotonic() < until:
            try:
                for _ in KINDS[kind](who):
                    time.sleep(min(rng.expovariate(1 / THINK), max(0.0, until - time.monotonic())))
                    if time.monotonic() >= until:
                        break
            except Exception:
                faults.append(f"{kind}: {traceback.format_exc(limit=3)}")
            time.sleep(min(rng.expovariate(1 / THINK), max(0.0, until - time.monotonic())))
        with lock:
            told.seen += who.hands.seen
            told.faults += faults

    threads = [threading.Thread(target=one, args=(place, *each)) for place, each in enumerate(plan.staff)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return told


def main() -> None:
    """The child's side of the pipe."""
    plan: Plan = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    pickle.dump(run(plan), sys.stdout.buffer)
