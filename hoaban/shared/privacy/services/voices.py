"""Place a recording that reads one sentence aloud in one language."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.models import Voice
from hoaban.shared.privacy.rules import purposes, sounds

PLACED = "consent.place-voice"


def place_voice(
    *, actor: Actor, purpose: str, language: str, speaker: str, content: bytes, now: datetime
) -> None:
    """The recording is heard from now on; the one before it stays among the originals.

    :raises NotAllowed: the actor places no voices. :raises NotFound: no such question.
    :raises Invalid: no such language, nobody named as speaker, or no recording.
    """
    if not actor.may(policies.VOICES):
        raise NotAllowed("Bạn không đặt giọng đọc.", "You place no voices.", place=policies.VOICES)
    question = purposes.purpose(purpose, vietnam_day(now))
    if language not in purposes.voices():
        raise Invalid("Không có thứ tiếng này.", "There is no such language.", place="language")
    if not speaker.strip():
        raise Invalid("Ghi tên người đọc.", "Name the speaker.", place="speaker")
    digest = files.put(content=content, media_type=sounds.media_type(content)).sha256
    with transaction.atomic():
        Voice.objects.bulk_create(
            [
                Voice(
                    purpose=question.key, language=language, digest=digest, speaker=speaker.strip(),
                    placed_by=actor.id, placed_at=now,
                )
            ],
            update_conflicts=True,
            unique_fields=["purpose", "language"],
            update_fields=["digest", "speaker", "placed_by", "placed_at"],
        )  # fmt: skip
        audit.write(
            actor=actor, act=PLACED, persons=[],
            detail={"purpose": question.key, "language": language, "digest": digest}, now=now,
        )  # fmt: skip
