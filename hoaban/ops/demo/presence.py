"""Some people who are being treated right now, and a doctor of elsewhere who is on duty there: for the list of the turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from hoaban.connect import claims as format_
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.kernel.ids import uuid8_timeless
from hoaban.ops.demo import catalogue, money
from hoaban.ops.demo.accounts import read_accounts
from hoaban.ops.demo.dossier import who
from hoaban.ops.demo.lines import stamp
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.story import PHONG_THO
from hoaban.ops.demo.visits import Visit

DOCTOR = "bs.san"
"""Of the provincial hospital; takes turns at the health centre."""
_PEOPLE, _GROWN_UP = 4, 20
_BEGUN, _LASTS = timedelta(hours=1), timedelta(hours=24)


def write_check_ins(people: Iterable[Person], folder: Path, *, now: datetime) -> Path:
    """A file of the health centre with the check-ins of a few grown-ups within the last hours."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(_rows(people, now.astimezone(clock.VIETNAM)))
    content = format_.write_check_in(rows, level=format_.level_on(clock.vietnam_day(now)))
    path = folder / f"{PHONG_THO}-check-in.xml"
    path.write_bytes(content)
    return path


def plan_turn(*, actor: Actor, now: datetime) -> bool:
    """Put the doctor on duty at the health centre from an hour ago for a day. False where that was done, or cannot be."""
    line = next(one for one in read_accounts() if one.username == DOCTOR)
    member = uuid8_timeless("demo-staff", f"cast:{line.username}")
    if workforce.find_file(member) is None or _has_turn(actor, member, now):
        return False
    today = clock.vietnam_day(now)
    post = workforce.Post(
        PHONG_THO,
        line.staff_number,
        "Bác sĩ trực hỗ trợ",
        Period(today - timedelta(days=30)),
        registered_on=today,
    )
    workforce.open_post(actor=actor, member=member, post=post, now=now)
    turn = workforce.Shift(member, PHONG_THO, now - _BEGUN, now - _BEGUN + _LASTS)
    try:
        workforce.plan_shift(actor=actor, shift=turn, now=now)
    except workforce.HoursOverlap:
        return False
    return True


def _has_turn(actor: Actor, member: UUID, now: datetime) -> bool:
    day = clock.vietnam_day(now) - timedelta(days=1)
    turns = workforce.list_turns(actor=actor, facility_code=PHONG_THO, first=day, days=3)
    return any(one.shift.member == member for one in turns)


def _rows(people: Iterable[Person], now: datetime) -> Iterator[dict[str, str]]:
    """One check-in for each, an hour after the other."""
    asked = catalogue.conditions()["hypertension"]
    grown_up = (
        one for one in people if one.card and one.died_on is None and one.age_on(now.date()) >= _GROWN_UP
    )
    for number, person in zip(range(_PEOPLE), grown_up, strict=False):
        since = now - timedelta(hours=number, minutes=20)
        visit = Visit(person, asked, PHONG_THO, since, now)
        cover = money.cover(visit, Decimal(100_000))
        told = {name: str(value) for name, value in who(person, visit, cover).items() if name in _FIELDS}
        yield {
            **told, "MA_LK": f"{PHONG_THO}{since:%y%m%d}{person.index:06d}99", "STT": str(number + 1),
            "MA_DOITUONG_KCB": cover.coverage_class, "NGAY_VAO": stamp(since), "MA_LOAI_KCB": "01", "MA_CSKCB": PHONG_THO,
            "MA_DICH_VU": "02.03.1896", "TEN_DICH_VU": "Khám Nội", "NGAY_YL": stamp(since),
        }  # fmt: skip


_FIELDS = frozenset(
    {"MA_BN", "HO_TEN", "SO_CCCD", "NGAY_SINH", "GIOI_TINH", "MA_THE_BHYT", "MA_DKBD", "GT_THE_TU", "GT_THE_DEN"}
)  # fmt: skip
"""What a check-in says of who comes, as a dossier does."""
