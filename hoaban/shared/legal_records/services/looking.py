"""Somebody says why they look at an archived record; for so long they may."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.record import api as record
from hoaban.shared.legal_records import policies
from hoaban.shared.legal_records.queries.standing import NoSuchRecord
from hoaban.shared.legal_records.rules import keeping
from hoaban.shared.legal_records.services import rows
from hoaban.shared.visits import api as visits


def say_why(*, actor: Actor, visit: UUID, basis: str, words: str, now: datetime) -> None:
    """Keep why an archived record is looked at. What of it may be read is still the record's to say.

    :raises NotFound: not for this actor. :raises NotAllowed: this reason is for who keeps records.
    :raises Invalid: no such reason, or no words.
    """
    why = keeping.reasons("look").get(basis)
    if why is None:
        raise Invalid("Không có lý do này.", "There is no such reason.", place="basis")
    if not words.strip():
        raise Invalid("Cần ghi rõ lý do.", "Say it in words.", place="words")
    record.in_one_transaction(partial(_say, actor, visit, why, words.strip(), now))


def _say(actor: Actor, visit: UUID, why: keeping.Reason, words: str, now: datetime) -> None:
    row = rows.locked(visit)
    if row is None:
        raise NoSuchRecord
    keeps = actor.may(policies.KEEP, Scope("facility", row.facility_code))
    if not keeps:
        visits.get_visit(actor=actor, visit=visit)
    if why.keeper_only and not keeps:
        raise NotAllowed(
            "Lý do này do người giữ hồ sơ ghi.", "This reason is for who keeps the records.", place="basis"
        )
    until = now + why.span
    rows.tell(actor, row, "look", now, basis=why.code, why=words, until=until)
    rows.told_of(actor, "records.why", row, now, basis=why.code)
