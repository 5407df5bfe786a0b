"""Note how the impact assessment of an activity stands. What was said before stays; sent twice, it is said once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import ImpactAssessment
from hoaban.shared.privacy.rules import processing
from hoaban.shared.privacy.rules.processing import Assessment

NOTE = "privacy.note-assessment"


def note_assessment(*, actor: Actor, activity: str, said: Assessment, once: str, now: datetime) -> None:
    """Say when the impact assessment was drawn up and sent, under which number.

    :raises NotAllowed: the actor keeps no register. :raises NotFound: there is no such activity.
    :raises Invalid: what cannot be true, at its field.
    """
    policies.must(actor, policies.REGISTER, NOTE)
    processing.activity(activity)
    processing.check(said, on=vietnam_day(now))
    key = ids.uuid8_timeless("assessment", actor.id, activity, once) if once else ids.uuid7(now)
    with transaction.atomic():
        _row, is_new = ImpactAssessment.objects.get_or_create(
            key=key,
            defaults={
                "activity": activity, "at": now, "by": actor.id, "began_on": said.began_on, "made_on": said.made_on,
                "sent_on": said.sent_on, "number": said.number.strip(), "words": said.words.strip(),
            },
        )  # fmt: skip
        if is_new:
            audit.write(
                actor=actor, act=NOTE, purpose=Purpose.OPERATIONS, detail={"activity": activity}, now=now
            )
