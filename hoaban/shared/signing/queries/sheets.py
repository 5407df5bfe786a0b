"""The list of what waits for somebody, as the page shows it: one sheet for the own papers, one for each facility's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.people import api as people
from hoaban.shared.signing import queries, rules
from hoaban.shared.signing.queries import Certificate
from hoaban.shared.signing.queries.offers import Offer, sealed_places, waiting_for
from hoaban.shared.signing.rules import Failure, Standing, State


@dataclass(frozen=True, slots=True)
class Line:
    """One paper; ``name``: whom it is about, empty when it is about nobody."""

    id: UUID
    kind: str
    title: str
    name: str
    offered_at: datetime
    progress: State | None
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one certificate's holder signs. ``lines`` may be chosen; ``taken`` are in the hands of the background.
    ``facility_code`` and ``facility_name`` are empty for the own papers. ``ending``: certificates that end within a month."""

    facility_code: str
    facility_name: str
    lines: tuple[Line, ...]
    taken: tuple[Line, ...]
    certificates: tuple[Certificate, ...]

    @property
    def ending(self) -> tuple[Certificate, ...]:
        """Those of which one is warned."""
        return tuple(one for one in self.certificates if one.standing is Standing.ENDS_SOON)


def sheets_of(*, actor: Actor, now: datetime) -> list[Sheet]:
    """The own papers first, then each facility for which the actor signs; a look at all whom they are about."""
    waiting = waiting_for(actor=actor, now=now)
    known = people.describe({one.person for one in waiting if one.person})
    names = {key: found.name for key, found in known.items()}
    own = _sheet("", "", [one for one in waiting if one.signer], names, _own(actor, now))
    codes = sealed_places(actor)
    called = places.facility_names(vietnam_day(now)) if codes else {}
    seals = [
        _sheet(
            code, called.get(code, code),
            [one for one in waiting if not one.signer and one.facility_code == code], names, _seals(code, now),
        )
        for code in codes
    ]  # fmt: skip
    return [own, *seals]


def _own(actor: Actor, now: datetime) -> list[Certificate]:
    return queries.certificates_of(actor.id.removeprefix("account:"), now=now)


def _seals(facility_code: str, now: datetime) -> list[Certificate]:
    return queries.seals_of(facility_code, now=now)


def _sheet(
    code: str, called: str, offers: list[Offer], names: dict[UUID, str], certificates: list[Certificate]
) -> Sheet:
    lines = [(one.is_taken, _line(one, names)) for one in offers]
    return Sheet(
        facility_code=code,
        facility_name=called,
        lines=tuple(line for taken, line in lines if not taken),
        taken=tuple(line for taken, line in lines if taken),
        certificates=tuple(one for one in certificates if rules.may_sign(one.standing)),
    )


def _line(one: Offer, names: dict[UUID, str]) -> Line:
    name = names.get(one.person, "") if one.person else ""
    return Line(one.id, one.kind, one.title, name, one.offered_at, one.progress, one.failure)
