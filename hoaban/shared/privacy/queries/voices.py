"""The sentences that a person agrees to, and the recordings that read them aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hoaban.foundation.files import api as files
from hoaban.kernel.errors import NotFound
from hoaban.shared.privacy.models import Voice
from hoaban.shared.privacy.rules import purposes
from hoaban.shared.privacy.rules.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording that was placed, by whom it is read, and since when."""

    speaker: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Sentence:
    """One question with the recordings that there are, by language."""

    question: Purpose
    voices: Mapping[str, Spoken]


def sentences(on: date) -> list[Sentence]:
    """All questions of a day with their recordings."""
    held: dict[str, dict[str, Spoken]] = {}
    for row in Voice.objects.all():
        held.setdefault(row.purpose, {})[row.language] = Spoken(row.speaker, row.placed_at)
    return [Sentence(one, held.get(one.key, {})) for one in purposes.purposes(on)]


def spoken(on: date) -> dict[str, list[str]]:
    """Question -> languages in which it can be heard, in the order of the list."""
    return {
        one.question.key: [language for language in purposes.voices() if language in one.voices]
        for one in sentences(on)
    }


def find_voice(purpose: str, language: str) -> tuple[bytes, str]:
    """The sound of one sentence and its type. :raises NotFound: nobody has placed one."""
    row = Voice.objects.filter(purpose=purpose, language=language).first()
    if row is None:
        raise NotFound("Chưa có giọng đọc này.", "There is no such recording yet.", place="language")
    return files.get(row.digest), files.media_type(row.digest)
