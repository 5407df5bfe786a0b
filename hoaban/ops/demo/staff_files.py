"""Staff files of the demo: everybody whom claims name, nurses and midwives, and the cast; all invented.

Some stations have no midwife, some licences end soon or have ended, somebody has just come and somebody has left, so
that every list has something to show. The same day gives the same files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock, ids, tables
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.ops.demo.accounts import DemoAccount, read_accounts
from hoaban.ops.demo.facilities import PACKAGE, demo_facilities
from hoaban.ops.demo.staff import invented_name, staff_of

_TREATING = {"hospital", "health_centre", "commune_station"}
_TITLES = {
    "doctor": "Bác sĩ", "nurse": "Điều dưỡng", "midwife": "Hộ sinh", "technician": "Kỹ thuật y",
    "pharmacist": "Dược sĩ",
}  # fmt: skip
_SCOPES = {
    "doctor": "general", "nurse": "nursing", "midwife": "midwifery", "technician": "laboratory",
    "pharmacist": "clinical_pharmacy",
}  # fmt: skip
_CAST = {
    "doctor": "doctor", "nurse": "nurse", "pharmacist": "pharmacist", "laboratory_technician": "technician",
    "station_head": "doctor", "station_nurse": "nurse",
}  # fmt: skip
_SCARCE = 4
"""One station in so many has no midwife."""
_PLACES_WITH_ROTA = ("12981", "12982")


@dataclass(frozen=True, slots=True)
class _Invented:
    """Somebody of the demo, before the file is opened."""

    key: str
    name: str
    profession: str
    facility: str
    number: str = ""
    post: str = ""


def register_demo_staff_files(*, actor: Actor, now: datetime) -> int:
    """Open the staff files of the demo; doing it again changes nothing. Returns how many there are."""
    today = clock.vietnam_day(now)
    count = 0
    for facility in demo_facilities():
        with transaction.atomic():  # one commit for a facility
            for one in _people(facility):
                _open(actor, one, today, now)
                count += 1
    with transaction.atomic():
        for one in _pharmacists():
            _open(actor, one, today, now)
            count += 1
    _rota(actor, today, now)
    return count


def _pharmacists() -> Iterator[_Invented]:
    """Those who answer for the demo's drug businesses."""
    for row in tables.read_table(PACKAGE, "pharmacies.csv"):
        if row["pharmacist"]:
            post = "Người chịu trách nhiệm chuyên môn về dược"
            yield _Invented(
                row["licence"], row["pharmacist"], "pharmacist", row["code"], row["licence"], post
            )


def _people(facility: places.Facility) -> Iterator[_Invented]:
    yield from _cast(facility)
    if facility.kind not in _TREATING:
        return
    known = staff_of(facility.code)
    for member in (*known.doctors, known.technician):
        profession = "technician" if member is known.technician else "doctor"
        yield _Invented(member.number, member.name, profession, facility.code, number=member.number)
    rng = Random(f"files:{facility.code}")  # noqa: S311 (nothing secret)
    large = facility.kind != "commune_station"
    wanted = ["nurse"] * (4 if large else 1) + ["midwife"] * (2 if large else 1) + ["pharmacist"] * large
    for place, profession in enumerate(wanted):
        name = invented_name(rng)
        if profession != "midwife" or large or int(facility.code) % _SCARCE:
            yield _Invented(f"{facility.code}:{place}", name, profession, facility.code)


def _cast(facility: places.Facility) -> Iterator[_Invented]:
    """Those of the demo's accounts who work at this facility."""
    for account in read_accounts():
        if account.role in _CAST and facility.code == _place_of(account):
            midwife = account.post_vi.startswith("Hộ sinh")
            profession = "midwife" if midwife else _CAST[account.role]
            post = account.post_vi.split(",")[0]
            yield _Invented(
                f"cast:{account.username}", account.display_name, profession, facility.code,
                number=account.staff_number, post=post,
            )  # fmt: skip


def _place_of(account: DemoAccount) -> str:
    if account.scope.facility:
        return account.scope.facility
    stations = (one for one in demo_facilities() if one.kind == "commune_station")
    return next((one.code for one in stations if one.commune_code == account.scope.code), "")


def _open(actor: Actor, one: _Invented, today: date, now: datetime) -> None:
    rng = Random(f"file:{one.key}")  # noqa: S311
    member_id = ids.uuid8_timeless("demo-staff", one.key)
    if workforce.find_file(member_id) is not None:
        return
    years = rng.choice((24, 28, 31, 35, 39, 44, 48, 52, 55, 58, 60))
    birth = date(today.year - years, rng.randint(1, 12), rng.randint(1, 28))
    sex = (
        "female"
        if one.profession in {"nurse", "midwife"} or " Thị " in one.name
        else rng.choice(("male", "female"))
    )
    degree = "university" if one.profession in {"doctor", "pharmacist"} else "college"
    licence = _licence(one, rng, today)
    member = workforce.Member(
        member_id, one.name, one.profession, birth=birth.isoformat(), sex=sex, degree=degree, demo=True,
        personal_number=_personal_number(rng, birth, sex),
    )  # fmt: skip
    workforce.register_member(actor=actor, member=member, post=_post(one, licence, rng, today), now=now)
    workforce.record_licence(actor=actor, member=member_id, licence=licence, now=now)
    if rng.random() < 0.4:
        _train(actor, member_id, rng, today, now)
    _first, second = _seen_to(one.facility)
    leaves = rng.random() < 0.02 and not one.key.startswith("cast:")  # the cast signs in, and stays
    if one.key == second or leaves:
        workforce.end_post(
            actor=actor,
            member=member_id,
            facility_code=one.facility,
            last=today - timedelta(days=rng.randint(1, 6)),
            now=now,
        )


def _licence(one: _Invented, rng: Random, today: date) -> workforce.Licence:
    pharmacy = one.profession == "pharmacist"
    old = not one.number and rng.random() < 0.25
    kind = "cchnd" if pharmacy else "cchn" if old else "gphn"
    suffix = {"cchnd": "CCHND", "cchn": "CCHN", "gphn": "GPHN"}[kind]
    number = one.number or f"{rng.randint(1, 899_999):06d}/LCH-{suffix}"
    issued = date(
        2014 + rng.randint(0, 8) if kind != "gphn" else 2024, rng.randint(1, 12), rng.randint(1, 28)
    )
    until = None if kind != "gphn" else issued.replace(year=issued.year + 5) - timedelta(days=1)
    fate = rng.random()
    if until is not None and fate < 0.08:  # some end soon, some have ended
        until = today + timedelta(days=rng.randint(-40, 80))
    return workforce.Licence(
        kind, number, issued, issued_by="Sở Y tế tỉnh Lai Châu", valid_until=until,
        scopes=frozenset({"retail" if pharmacy and one.number else _SCOPES[one.profession]}),
    )  # fmt: skip


def _post(one: _Invented, licence: workforce.Licence, rng: Random, today: date) -> workforce.Post:
    start = max(date(2020, 1, 1), licence.issued_on) if not one.number else date(2020, 1, 1)
    registered: date | None = start
    first, _second = _seen_to(one.facility)
    if one.key == first or rng.random() < 0.03:  # has just come, and is still to be reported
        start, registered = today - timedelta(days=rng.randint(1, 9)), None
    title = one.post or _TITLES[one.profession]
    return workforce.Post(one.facility, licence.number, title, Period(start, None), registered_on=registered)


def _train(actor: Actor, member: UUID, rng: Random, today: date, now: datetime) -> None:
    for kind, title, hours in (
        ("cme", "Cập nhật kiến thức y khoa liên tục", rng.choice((24, 48, 120))),
        ("security", "An toàn thông tin cho cán bộ y tế", 4),
    ):
        day = today - timedelta(days=rng.randint(20, 300))
        course = workforce.Training(kind, day, Decimal(hours), title, "Trường Cao đẳng Y tế (giả lập)")
        workforce.record_training(actor=actor, member=member, training=course, now=now)


def _seen_to(facility: str) -> tuple[str, str]:
    """Who has come and who has left, where somebody of the demo keeps the files."""
    return (f"{facility}:0", f"{facility}:1") if facility in _PLACES_WITH_ROTA else ("", "")


def _personal_number(rng: Random, birth: date, sex: str) -> str:
    """Of the right shape, under 099: no province gives such numbers."""
    century = (birth.year - 1900) // 100 * 2 + (sex == "female")
    return f"099{century}{birth.year % 100:02d}{rng.randint(0, 999_999):06d}"


def _rota(actor: Actor, today: date, now: datetime) -> None:
    """A week of nights at two places; a week that has a rota keeps it."""
    first = today - timedelta(days=today.weekday())
    for facility in _PLACES_WITH_ROTA:
        if workforce.list_turns(actor=actor, facility_code=facility, first=first):
            continue
        wanted = workforce.Wanted(today, facility=facility, profession="doctor")
        doctors = [one.member.id for one in workforce.list_staff(actor=actor, wanted=wanted, count=7).people]
        for day, member in enumerate(doctors):
            starts = datetime.combine(first + timedelta(days=day), time(19), clock.VIETNAM)
            shift = workforce.Shift(member, facility, starts, starts + timedelta(hours=12))
            workforce.plan_shift(actor=actor, shift=shift, now=now)
