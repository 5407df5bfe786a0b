"""What reviewers decide: a verdict on a sign, a limit, a mark. Each is in the trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.shared.auditing import policies
from hoaban.shared.auditing.models import Finding, Limit, Mark
from hoaban.shared.auditing.queries import findings
from hoaban.shared.auditing.rules import unusual
from hoaban.shared.people import api as people

JUDGE, SET_LIMIT, MARK = "audit.judge", "audit.set-limit", "audit.mark-person"


class Judged(Conflict):
    """Somebody has given a verdict already."""


class MarkedAlready(Conflict):
    """The person is marked."""


def judge(*, actor: Actor, sign: UUID, verdict: str, words: str, now: datetime) -> None:
    """One verdict on a sign, given once, by somebody whom it does not concern. It changes nobody's rights.

    :raises NotAllowed: the actor reviews nothing. :raises NotFound: no such sign for them.
    :raises Invalid: the verdict says nothing. :raises Judged: it has one.
    """
    policies.must(actor, policies.REVIEW, JUDGE)
    row = findings.get(actor, sign, now=now)
    unusual.check_verdict(verdict, words)
    with transaction.atomic():
        done = Finding.objects.filter(pk=sign, judged_at=None).update(
            judged_at=now, judged_by=actor.id, verdict=verdict, words=words.strip()
        )
        if not done:
            raise Judged("Dấu hiệu này đã có kết luận.", "This sign has a verdict.", place="verdict")
        detail = {"finding": str(sign), "rule": row.rule, "of": row.actor_id, "verdict": verdict}
        audit.write(actor=actor, act=JUDGE, persons=sorted(set(row.persons)), detail=detail, now=now)


def set_limit(*, actor: Actor, rule: str, key: str, value: int, words: str, now: datetime) -> None:
    """Set a limit from now on; what was found before stays.

    :raises NotAllowed: the actor reviews nothing. :raises Invalid: no such limit, out of bounds, or no reason.
    """
    policies.must(actor, policies.REVIEW, SET_LIMIT)
    unusual.check_limit(rule, key, value)
    unusual.check_words(words)
    with transaction.atomic():
        Limit.objects.create(
            rule=rule, key=key, value=value, words=words.strip(), set_at=now, set_by=actor.id
        )
        audit.write(actor=actor, act=SET_LIMIT, detail={"rule": rule, "limit": key, "value": value}, now=now)


def mark_person(*, actor: Actor, person: UUID, kind: str, words: str, now: datetime) -> None:
    """Watch a person's record from now on.

    :raises NotAllowed: the actor reviews nothing. :raises Invalid: no such kind, or no reason.
    :raises NotFound: nobody of the register. :raises MarkedAlready: they are marked.
    """
    policies.must(actor, policies.REVIEW, MARK)
    if kind not in unusual.MARKS:
        raise Invalid("Hãy chọn một lý do.", "Choose a reason.", place="kind")
    unusual.check_words(words)
    if person not in people.describe([person]):
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")
    try:
        with transaction.atomic():
            Mark.objects.create(person=person, kind=kind, words=words.strip(), set_at=now, set_by=actor.id)
            audit.write(actor=actor, act=MARK, persons=[person], detail={"kind": kind}, now=now)
    except IntegrityError:
        raise MarkedAlready(
            "Người này đang được theo dõi.", "This person is marked already.", place="person"
        ) from None


def unmark_person(*, actor: Actor, mark: int, now: datetime) -> None:
    """End a mark. :raises NotAllowed: the actor reviews nothing. :raises NotFound: there is none that holds."""
    policies.must(actor, policies.REVIEW, MARK)
    with transaction.atomic():
        row = Mark.objects.select_for_update().filter(pk=mark, ended_at=None).first()
        if row is None:
            raise NotFound("Nhãn này đã bỏ.", "This mark has ended.", place="mark")
        row.ended_at, row.ended_by = now, actor.id
        row.save(update_fields=["ended_at", "ended_by"])
        audit.write(actor=actor, act=MARK, persons=[row.person], detail={"ended": mark}, now=now)
