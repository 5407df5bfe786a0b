"""Which facility has how many of each profession with a valid licence, now and some years on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models, policies
from hoaban.foundation.workforce.queries.members import holding, licences_of
from hoaban.foundation.workforce.rules import licences, lists, retirement, shapes
from hoaban.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Cover:
    """A facility and a profession: how many work there, how many of them with a valid licence, how many it should have."""

    facility: places.Facility
    profession: str
    working: int
    licensed: int
    needed: int

    @property
    def lacking(self) -> int:
        """How many are missing."""
        return max(0, self.needed - self.licensed)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A facility and a profession some years on, if nobody comes and nothing is renewed."""

    cover: Cover
    retiring: int
    ending: int
    """Whose licence ends by then, those retiring left out."""

    @property
    def remaining(self) -> int:
        """How many with a valid licence remain."""
        return self.cover.licensed - self.retiring - self.ending

    @property
    def lacking(self) -> int:
        """How many will be missing."""
        return max(0, self.cover.needed - self.remaining)


@dataclass(frozen=True, slots=True)
class _Worker:
    member: UUID
    facility_code: str
    profession: str
    birth: str
    sex: str


def list_coverage(*, actor: Actor, on: date, kind: str = "", profession: str = "") -> list[Cover]:
    """Facilities (of a kind) by code, each with the professions asked about, or those it should have."""
    workers = _workers(actor, on, profession)
    theirs = licences_of({one.member for one in workers})
    working = Counter((one.facility_code, one.profession) for one in workers)
    licensed = Counter(
        (one.facility_code, one.profession) for one in workers if _holds(one, theirs.get(one.member, ()), on)
    )
    found = []
    for facility in _facilities(actor, on, kind):
        needs = lists.staffing(facility.kind, on)
        for asked in [profession] if profession else needs:
            key = (facility.code, asked)
            needed = needs[asked].count if asked in needs else 1 if profession else 0
            found.append(Cover(facility, asked, working[key], licensed[key], needed))
    return found


def list_forecast(*, actor: Actor, on: date, until: date, kind: str = "") -> list[Forecast]:
    """What remains of each facility's needed staff by a day: less retirements, less licences that end."""
    workers = _workers(actor, on, "")
    theirs = licences_of({one.member for one in workers})
    retiring: Counter[tuple[str, str]] = Counter()
    ending: Counter[tuple[str, str]] = Counter()
    for one in workers:
        held = theirs.get(one.member, ())
        if not _holds(one, held, on):
            continue
        day = retirement.retires_on(one.birth, one.sex)
        if day is not None and day <= until:
            retiring[one.facility_code, one.profession] += 1
        elif not _holds(one, held, until):
            ending[one.facility_code, one.profession] += 1
    return [
        Forecast(
            cover,
            retiring[cover.facility.code, cover.profession],
            ending[cover.facility.code, cover.profession],
        )
        for cover in list_coverage(actor=actor, on=on, kind=kind)
    ]


def _workers(actor: Actor, on: date, profession: str) -> list[_Worker]:
    """Each person once per facility; trainees do not count."""
    rows = models.Post.objects.filter(holding(on), is_trainee=False).exclude(member=None)
    mine = policies.readable(actor)
    if mine is not None:
        rows = rows.filter(facility_code__in=mine)
    if profession:
        rows = rows.filter(member__profession=profession)
    values = rows.values_list("member", "facility_code", "member__profession", "member__birth", "member__sex")
    return list({one[:2]: _Worker(*one) for one in values}.values())


def _facilities(actor: Actor, on: date, kind: str) -> list[places.Facility]:
    mine = policies.readable(actor)
    return [one for one in places.facilities(on, kind=kind or None) if mine is None or one.code in mine]


def _holds(worker: _Worker, held: tuple[shapes.Licence, ...], on: date) -> bool:
    """Whether somebody has a licence of the kind that the profession needs, valid on a day."""
    kinds = lists.professions()[worker.profession].kinds if worker.profession in lists.professions() else ()
    return any(one.kind in kinds and licences.state_on(one, on) is licences.State.VALID for one in held)
