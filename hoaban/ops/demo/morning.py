"""A working morning in the demo's out-patient rooms, through the services behind the screens: people in every state.

Once a day for each facility; doing it again goes on with who is missing. A day later another morning begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.queries.arriving import propose_class
from hoaban.modules.hospital.rules.coverage import Case as Insured
from hoaban.modules.hospital.services import receiving
from hoaban.ops.demo import morning_rooms
from hoaban.ops.demo.households import MAN
from hoaban.ops.demo.morning_care import Care, Moments
from hoaban.ops.demo.morning_cases import ARRIVED, REFERRAL, REFERRED, Case, cases
from hoaban.ops.demo.outpatients import PROVINCIAL
from hoaban.ops.demo.shapes import Person
from hoaban.ops.demo.staff import invented_name
from hoaban.ops.demo.story import PHONG_THO
from hoaban.shared.papers import api as papers
from hoaban.shared.people import api as people
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

DESKS = {PHONG_THO: "tiepdon.pt", PROVINCIAL: "tiepdon"}
"""Who receives people; the health centre first, which sends somebody on to the hospital."""
_SINCE, _JUST_NOW = timedelta(hours=3, minutes=30), timedelta(minutes=12)
_LOOKED_AT = 600
"""Among so many invented people the morning's are sought."""
_GROWN_UP, _BOOKINGS = 18, 24
_COMMUNE = "03571"
"""Of who is registered at the desk: Dào San."""


Finds = Callable[[Person], UUID | None]
"""How the register finds an invented person."""


def live_a_morning(everybody: Iterable[Person], *, known: Finds, passphrase: str, now: datetime) -> int:
    """Let people come to both facilities today; returns how many were received now.

    ``passphrase``: that of the demo doctors' keys. Nothing where the desks have no account yet.
    """
    today = clock.vietnam_day(now)
    some = [one for one in islice(everybody, _LOOKED_AT) if one.died_on is None and one.card]
    Random(today.toordinal()).shuffle(some)  # noqa: S311 - other people every day
    choice = _Choice(some, known, now)
    opened = morning_rooms.open_week(desks=DESKS, now=now)
    received, sent = 0, None
    for facility, desk in DESKS.items():
        here = _Morning(facility, accounts.actor_of(desk, now=now), choice, passphrase, now)
        here.sent = sent
        received += here.live()
        sent = here.sent
    if opened:
        later = (found for one in some if one.age_on(today) >= _GROWN_UP and (found := known(one)))
        morning_rooms.book_some(list(islice(later, _BOOKINGS)), sessions=opened, desks=DESKS, now=now)
    return received


class _Choice:
    """Picks for each case somebody who fits and whom the register knows; nobody twice."""

    def __init__(self, some: list[Person], known: Finds, now: datetime) -> None:
        self._some, self._known, self._today = some, known, clock.vietnam_day(now)

    def take(self, case: Case) -> tuple[Person, UUID] | None:
        for one in self._some:
            if case.fits(one.sex, one.age_on(self._today)) and (found := self._known(one)):
                self._some.remove(one)
                return one, found
        return None


class _Morning:
    """One facility: who came, in the order in which they came."""

    def __init__(self, facility: str, desk: Actor, choice: _Choice, passphrase: str, now: datetime) -> None:
        self._facility, self._desk, self._choice, self._now = facility, desk, choice, now
        self._today = clock.vietnam_day(now)
        points = scheduling.list_points(actor=desk, facility_code=facility, on=self._today)
        self._rooms = {one.code: one for one in points}
        came = visits.list_visits(actor=desk, facility_code=facility, day=self._today, count=200)
        self._there = {one.arrival.reason: one for one in came}
        self._care = Care(facility, self._rooms, passphrase)
        self.sent: tuple[UUID, visits.Referral, visits.Card | None] | None = None
        """Whom a referral of this morning is about, with the paper and the card."""

    def live(self) -> int:
        mine = [one for one in cases() if one.facility == self._facility]
        midnight = datetime.combine(self._today, time(0, 5), clock.VIETNAM)
        first = min(max(self._now - _SINCE, midnight), self._now)
        step = max(self._now - _JUST_NOW - first, timedelta(0)) / max(len(mine), 1)
        return sum(self._see(one, first + step * place) for place, one in enumerate(mine))

    def _see(self, case: Case, at: datetime) -> int:
        once = ids.uuid8_timeless("demo-morning", self._today.isoformat(), self._facility, case.key).hex
        moments = Moments(at, self._now)
        visit = self._there.get(case.reason) or self._received(case, once, at)
        if visit is None:
            return 0
        if visit.state is visits.State.ARRIVED and case.stage != ARRIVED:
            with transaction.atomic():  # all that was done with somebody, or they still wait
                self._care.go_on(case, visit, once=once, moments=moments)
        if case.paper == REFERRAL:
            self._note_referral(case, visit)
        return int(case.reason not in self._there)

    def _received(self, case: Case, once: str, at: datetime) -> visits.Visit | None:
        triage = self._rooms.get("SH1")
        room = self._rooms.get(case.room)
        if triage is None or room is None:
            return None
        if case.is_unknown:
            told = receiving.Taken(room.id, marks="Nam khoảng 40 tuổi, áo xanh đen, không giấy tờ.")
            return receiving.receive_unknown(
                actor=self._desk, facility_code=self._facility, sex="male", born_about=str(self._today.year - 40),
                taken=told, reason=case.reason, once=once, now=at,
            )[0]  # fmt: skip
        arrival = self._arrival(case, once, at)
        if arrival is None:
            return None
        taken = receiving.Taken(triage.id, identified_by="QR_CCCD" if arrival.card else "MANUAL")
        return receiving.receive(actor=self._desk, arrival=arrival, taken=taken, once=once, now=at)[0]

    def _arrival(self, case: Case, once: str, at: datetime) -> visits.Arrival | None:
        person: UUID | None
        card, referral, birth = None, visits.Referral(), ""
        if case.who == REFERRED:
            if self.sent is None:
                return None
            person, referral, card = self.sent
        elif case.pays == "self":
            person = self._newcomer(case, once, at)
        else:
            found = self._choice.take(case)
            if found is None:
                return None
            one, person = found
            card, birth = _card(one), one.born_on.isoformat()
        priority = case.priority or scheduling.by_age(birth, self._today)
        insured = Insured(card is not None, card.registered_at if card else "", referred=bool(referral.paper))
        proposal = propose_class(facility_code=self._facility, case=insured, now=at)
        return visits.Arrival(
            self._facility, person, case.reason, coverage_class=proposal.code, card=card if proposal.code else None,
            referral=referral, priority=priority,
        )  # fmt: skip

    def _newcomer(self, case: Case, once: str, at: datetime) -> UUID:
        """Somebody without papers whom the desk registers."""
        rng = Random(once)  # noqa: S311
        birth = str(self._today.year - rng.randint(*case.ages))
        details = people.Details(
            invented_name(rng), "male" if case.sex == MAN else "female", birth, _COMMUNE, "", "", "known", "MANUAL", (),
        )  # fmt: skip
        return people.register(actor=self._desk, details=details, once=once, now=at)

    def _note_referral(self, case: Case, visit: visits.Visit) -> None:
        doctor = accounts.actor_of(case.doctor, now=self._now)
        for one in papers.papers_of(actor=doctor, visit=visit.id):
            if one.kind.key == REFERRAL:
                told = visits.Referral(one.number, self._facility, clock.vietnam_day(one.written_at))
                self.sent = (visit.arrival.person, told, visit.arrival.card)


def _card(one: Person) -> visits.Card | None:
    card = one.card
    return visits.Card(card.full_number, card.valid_from, card.valid_to, card.registered_at) if card else None
