"""The go-live file of a facility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.golive import models, policies, rules
from hoaban.shared.legal_records import api as records

IDLE_MINUTES = 15
"""After which a screen locks (foundation/accounts/data/security.toml)."""


@dataclass(frozen=True, slots=True)
class GoLive:
    """How a facility stands. ``answers``: code -> (answer, words)."""

    facility_code: str
    facility_name: str
    state: str
    regulation: str
    answers: dict[str, tuple[str, str]]
    decision_number: str
    starts_on: date | None
    decided_on: date | None
    published_on: date | None
    published_at: str
    digest: str
    is_signed: bool


def see_file(*, actor: Actor, now: datetime) -> GoLive:
    """The file of the actor's facility; what is not written yet is proposed. :raises NotAllowed: the actor has none."""
    code = policies.place_of(actor)
    return shaped(code, models.GoLiveFile.objects.filter(pk=code).first(), clock.vietnam_day(now))


def open_pdf(*, actor: Actor) -> bytes:
    """The PDF, signed if it is. :raises NotFound: not made yet."""
    row = models.GoLiveFile.objects.filter(pk=policies.place_of(actor)).first()
    digest = (row.signed or row.pdf) if row else ""
    if not digest:
        raise NotFound("Chưa lập bản PDF.", "The PDF has not been made yet.")
    return files.get(digest)


def shaped(code: str, row: models.GoLiveFile | None, on: date) -> GoLive:
    """The row, with what is proposed where nothing was said."""
    facility = places.facility(code, on)
    name = facility.name_on(on) if facility else code
    said = {key: (one[0], one[1]) for key, one in (row.answers if row else {}).items()}
    answers = {one.code: said.get(one.code, (one.state, one.note)) for one in rules.criteria()}
    proposed = rules.propose_regulation(
        name,
        kept=[(one.name[0], one.years, one.basis) for one in records.retention_classes()],
        reopened=[
            (one.name[0], int(one.span.total_seconds() // 3600)) for one in records.reasons("reopen").values()
        ],
        idle_minutes=IDLE_MINUTES,
    )
    return GoLive(
        code, name, row.state if row else "draft", (row.regulation if row else "") or proposed, answers,
        row.decision_number if row else "", row.starts_on if row else None, row.decided_on if row else None,
        row.published_on if row else None, row.published_at if row else "", (row.signed or row.pdf) if row else "",
        bool(row and row.signed),
    )  # fmt: skip
