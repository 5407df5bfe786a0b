"""Build the demo province through the real doors: registers, claim files, commune bundles.

People are taken in slices; a slice is written as claim files, handed to ``hoaban import claims`` in a process of its
own while the next one is invented, and noted down. A build that was killed goes on with the slices that are missing.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import HoaBanError
from hoaban.ops.demo import fhir
from hoaban.ops.demo.accounts import CLIENT, demo_password, link_demo_accounts, register_demo_accounts
from hoaban.ops.demo.circles import known_as, settle_households, settle_story
from hoaban.ops.demo.dossier import dossier
from hoaban.ops.demo.facilities import demo_facilities, register_demo_facilities
from hoaban.ops.demo.facility_drugs import load_demo_drugs
from hoaban.ops.demo.loading import Loading
from hoaban.ops.demo.morning import live_a_morning
from hoaban.ops.demo.outpatients import open_demo_rooms
from hoaban.ops.demo.people import households
from hoaban.ops.demo.presence import plan_turn, write_check_ins
from hoaban.ops.demo.registers import register_demo_places
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.signatures import issue_demo_keys
from hoaban.ops.demo.staff_files import register_demo_staff_files
from hoaban.ops.demo.story import story
from hoaban.ops.demo.visits import visits
from hoaban.record.rest import wsgi
from hoaban.shared.forms import api as forms

SLICE = 500
"""Households in one slice."""
_PER_FILE = 60
_HOUSED = 4
"""Of so many slices the households are told."""
_PER_BUNDLE = 30
_STORY = -1
Progress = Callable[[Loading], None]


class NotLoaded(HoaBanError):
    """A door of our own refused what the demo sent: a fault of the demo, named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built. The same plan gives the same province."""

    people: int
    years: float
    seed: int
    until: date

    @property
    def first(self) -> date:
        return self.until - timedelta(days=round(self.years * 365.25))


@dataclass(slots=True)
class Built:
    """What a build has done."""

    people: int = 0
    dossiers: int = 0
    bundles: int = 0


def prepare(*, officer: Actor, var: Path, now: datetime) -> None:
    """Registers and accounts; doing it again changes nothing."""
    register_demo_facilities(actor=officer, now=now)
    register_demo_accounts(actor=officer, password=demo_password(var), now=now)


def furnish(*, officer: Actor, now: datetime) -> None:
    """The registers' own files, which nothing waits for; doing it again changes nothing."""
    register_demo_places(actor=officer, now=now)
    register_demo_staff_files(actor=officer, now=now)
    link_demo_accounts(actor=officer, now=now)
    open_demo_rooms(actor=officer, now=now)
    issue_demo_keys(actor=officer, passphrase=demo_password(Path(settings.VAR)), now=now)
    forms.install_shipped(actor=officer, starts_on=vietnam_day(now), now=now)
    load_demo_drugs(actor=officer, now=now)


def build(
    plan: Plan,
    *,
    officer: Actor,
    folder: Path,
    keep: bool,
    now: datetime,
    progress: Progress,
    meanwhile: Callable[[], None],
) -> Built:
    """Invent the province and send it through the doors. ``folder`` holds the files and what has been done.

    ``meanwhile`` is done once, while the first slice is imported.

    :raises NotLoaded: a door refused something.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = _Done(folder / "done.json", plan)
    built = Built()
    token = accounts.issue_token(actor=officer, client=CLIENT, now=now)
    importing: tuple[int, subprocess.Popen[bytes]] | None = None
    _post_stations(token)
    for number, group in slices(plan):
        before, coming = built.people, sum(map(len, group))
        built.people += coming
        if number in done.slices:
            continue
        files = folder / f"slice-{number + 1:05d}"
        dossiers = write_slice(group, plan, files, with_story=number == 0)
        built.dossiers += dossiers
        built.bundles += _post_bundles(group, plan, token)
        if importing:
            _finish(importing, done, folder, keep)
        first, importing = importing is None, (number, _import(files))
        if first:
            meanwhile()
        progress(Loading(plan.people, before, coming, dossiers, str(files.resolve())))
    if importing:
        _finish(importing, done, folder, keep)
    return built


def settle(plan: Plan, *, officer: Actor, now: datetime) -> None:
    """Who lives together and who looks after whom, once the people are in; doing it again changes nothing."""
    settle_story(actor=officer, now=now)
    for _number, group in islice(slices(plan), _HOUSED):
        settle_households(group, actor=officer, until=plan.until, now=now)


def show_who_is_there(plan: Plan, *, officer: Actor, folder: Path, now: datetime) -> None:
    """A turn that runs, and people who came within the last hours; once."""
    if not plan_turn(actor=officer, now=now):
        return
    files = folder / "check-in"
    _number, group = next(slices(plan))
    write_check_ins((person for household in group for person in household), files, now=now)
    _wait_for(_import(files))
    shutil.rmtree(files)


def open_the_rooms(plan: Plan, *, var: Path, now: datetime) -> int:
    """The out-patient rooms of today: sessions, times and people in every state; once a day. Returns how many came."""
    _number, group = next(slices(plan))
    everybody = (person for household in group for person in household)
    return live_a_morning(everybody, known=known_as, passphrase=demo_password(var), now=now)


class _Done:
    """Which slices have been loaded, on disk; another plan begins anew."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._path, self._plan = path, json.loads(json.dumps(asdict(plan), default=str))
        told = json.loads(path.read_text()) if path.exists() else {}
        self.slices: set[int] = set(told["slices"]) if told.get("plan") == self._plan else set()

    def add(self, number: int) -> None:
        self.slices.add(number)
        text = json.dumps({"plan": self._plan, "slices": sorted(self.slices)})
        fresh = self._path.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(self._path)


def slices(plan: Plan) -> Iterator[tuple[int, list[tuple[Person, ...]]]]:
    """The households of the province, some hundreds at a time, each with its number."""
    years = max(1, round(plan.years + 0.49))
    everyone = iter(households(count=plan.people, seed=plan.seed, until=plan.until, years=years))
    number = 0
    while group := list(islice(everyone, SLICE)):
        yield number, group
        number += 1


def write_slice(group: Sequence[tuple[Person, ...]], plan: Plan, folder: Path, *, with_story: bool) -> int:
    """Write the dossiers of these households, one file for some dozens of a facility; returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting: dict[str, list[format_.Outgoing]] = {}
    count = 0
    for facility, one in _dossiers(group, plan, with_story=with_story):
        held = waiting.setdefault(facility, [])
        held.append(one)
        count += 1
        if len(held) == _PER_FILE:
            _write_file(folder, facility, waiting.pop(facility), count, plan.until)
    for facility, held in waiting.items():
        _write_file(folder, facility, held, 0, plan.until)
    return count


def _dossiers(
    group: Sequence[tuple[Person, ...]], plan: Plan, *, with_story: bool
) -> Iterator[tuple[str, format_.Outgoing]]:
    if with_story:
        yield from story(plan.until)
    for household in group:
        found = visits(household, seed=plan.seed, first=plan.first, last=plan.until)
        for ordinal, visit in enumerate(sorted(found, key=lambda one: one.start)):
            yield visit.facility, dossier(visit, seed=plan.seed, ordinal=ordinal)


def _write_file(
    folder: Path, facility: str, dossiers: list[format_.Outgoing], number: int, made_on: date
) -> None:
    content = format_.write_envelope(dossiers, facility_code=facility, made_on=made_on)
    (folder / f"{facility}-{number:06d}.xml").write_bytes(content)


def _import(files: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hoaban.ops.cli", "import", "claims", "--quiet", str(files)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    output, _ = process.communicate()
    if process.returncode != 0:
        told = output.decode(errors="replace")[-2000:]
        raise NotLoaded(f"Nạp hồ sơ giả lập không thành công:\n{told}", f"Loading the demo failed:\n{told}")


def _finish(importing: tuple[int, subprocess.Popen[bytes]], done: _Done, folder: Path, keep: bool) -> None:
    number, process = importing
    _wait_for(process)
    done.add(number)
    files = folder / f"slice-{number + 1:05d}"
    if not keep:
        for path in files.glob("*.xml"):
            path.unlink()
        files.rmdir()


def _post_stations(token: str) -> None:
    """The stations themselves, before anything refers to them; doing it again changes nothing."""
    stations = [(one.code, one.name) for one in demo_facilities() if one.kind == "commune_station"]
    _post(json.dumps(fhir.stations(stations)).encode(), token)


def _post_bundles(group: Sequence[tuple[Person, ...]], plan: Plan, token: str) -> int:
    """What the commune stations know besides visits, posted to the FHIR door; returns how many bundles."""
    stations = {one.commune_code: one.code for one in demo_facilities() if one.kind == "commune_station"}
    people = [
        (person, stations[person.commune])
        for household in group
        for person in household
        if person.died_on is None and (person.personal_number or person.age_on(plan.until) < 6)
    ]
    posted = 0
    for start in range(0, len(people), _PER_BUNDLE * 5):
        bundle = fhir.bundle(people[start : start + _PER_BUNDLE * 5], seed=plan.seed, until=plan.until)
        if bundle["entry"]:
            _post(json.dumps(bundle).encode(), token)
            posted += 1
    return posted


def _post(body: bytes, token: str) -> None:
    """One call of the FHIR path, as the web server would make it."""
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/fhir/R4", "QUERY_STRING": "", "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": f"Bearer {token}", "CONTENT_TYPE": "application/fhir+json",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
    }  # fmt: skip
    statuses: list[str] = []
    answer = b"".join(wsgi.application(environ, lambda status, _headers: statuses.append(status)))
    if not statuses[0].startswith("200"):
        raise NotLoaded(
            "Cổng FHIR từ chối dữ liệu giả lập.", f"The FHIR door refused the demo: {answer[:500]!r}"
        )
