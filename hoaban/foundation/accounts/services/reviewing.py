"""The regular review: each role is said to be needed still, or taken away; and the list of all roles as a file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from hoaban.connect import sheets
from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries import listing
from hoaban.foundation.accounts.queries.assignments import course_of, held_beside, roles_of
from hoaban.foundation.accounts.rules import assignments as rules
from hoaban.foundation.accounts.rules.assignments import State, Verdict
from hoaban.foundation.accounts.rules.entrusting import KIND, entrusted_of
from hoaban.foundation.accounts.rules.giving import MANAGE, READ
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.rules.separation import find_clash
from hoaban.foundation.accounts.services.assigning import (
    DutiesApart,
    NotInForce,
    demand_assignment,
    end_row,
    locked_assignment,
    persons_of,
)
from hoaban.foundation.accounts.services.leave import demand_officer
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotAllowed

REVIEW, EXPORT = "accounts.review-assignment", "accounts.export-assignments"


def review_assignment(*, actor: Actor, assignment: int, verdict: str, words: str, now: datetime) -> None:
    """Say that a role is still needed, or take it away now; and why.

    :raises NotAllowed: the actor does not give this role there, or it is their own. :raises UnknownAssignment: none.
    :raises Invalid: no verdict, or it says nothing. :raises NotInForce: it has ended or waits for a second officer.
    :raises DutiesApart: it is not to be kept beside another role of the account.
    """
    demand_officer(actor, REVIEW, assignment=assignment)
    demand_assignment(actor, REVIEW, assignment)
    if verdict not in set(Verdict):
        raise Invalid("Hãy chọn giữ hoặc rút.", "Choose to keep or to withdraw.", place="verdict")
    said = rules.check_words(words)
    with transaction.atomic():
        row = locked_assignment(assignment)
        if course_of(row).state(now) not in (State.HELD, State.COMING):
            raise NotInForce(
                "Vai trò này đã kết thúc hoặc chưa được người thứ hai đồng ý.",
                "This role has ended, or a second officer has not agreed yet.",
            )
        if verdict == Verdict.KEEP:
            _keep(row, now)
        else:
            yesterday = vietnam_day(now) - timedelta(days=1)
            end_row(row, actor=actor, last_day=yesterday, reason=said, now=now)
        models.AssignmentReview.objects.create(
            assignment=row, reviewed_at=now, reviewed_by=actor.id, verdict=verdict, words=said
        )
        detail = {"assignment": assignment, "verdict": verdict}
        audit.write(actor=actor, act=REVIEW, persons=persons_of(row), detail=detail, now=now)
        tell_everybody()


def _keep(row: models.Assignment, now: datetime) -> None:
    beside = roles_of(held_beside(row.account_id, now=now, but=row.pk))
    clash = find_clash(roles()[row.role], beside) if row.role in roles() else None
    if clash:
        raise DutiesApart(
            f"Không giữ được bên cạnh vai trò “{clash.held.name_vi}”: {clash.why.why_vi}",
            f"Not to be kept beside the role “{clash.held.name_en}”: {clash.why.why_en}",
            place="verdict",
        )
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])


def export_assignments(*, actor: Actor, kind: str, now: datetime) -> bytes:
    """All assignments that the actor may see, as ``xlsx`` or ``csv``; taking the list out is in the trail.

    :raises NotAllowed: the actor sees no assignments.
    """
    if not actor.may(READ) and not actor.may(MANAGE):
        audit.write_refusal(actor=actor, act=EXPORT, detail={"kind": kind})
        raise NotAllowed("Bạn không được xem danh sách vai trò.", "You may not see the list of roles.")
    with transaction.atomic():
        found = listing.lines(actor=actor, now=now)
        if kind == "csv":
            titles = [column.title_vi for column in listing.COLUMNS]
            content = sheets.write_csv(
                titles, ([one.get(column.key) for column in listing.COLUMNS] for one in found)
            )
        else:
            content = sheets.write(listing.COLUMNS, found, name=listing.SHEET)
        named = (entrusted_of(Scope(KIND, str(one["code"]))) for one in found)  # a code that names somebody
        persons = sorted({one.person for one in named if one})
        detail = {"kind": kind, "count": len(found)}
        audit.write(actor=actor, act=EXPORT, persons=persons, detail=detail, now=now)
    return content
