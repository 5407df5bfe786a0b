"""Who looked and who can; what a person agreed to; the voices that read it aloud."""

from hoaban.shared.privacy.policies import OWN
from hoaban.shared.privacy.queries.consents import (
    Asked,
    Consents,
    consents_of,
    find_recording,
    stored_answers,
)
from hoaban.shared.privacy.queries.looking import (
    LOOKS,
    OPENS,
    TELL,
    Look,
    LookPage,
    Opening,
    Openings,
    done_under,
    looks,
    openings,
    subject_of,
    subjects_of,
    to_review,
    who_is,
)
from hoaban.shared.privacy.queries.voices import Sentence, find_voice, sentences, spoken

__all__ = [
    "LOOKS",
    "OPENS",
    "OWN",
    "TELL",
    "Asked",
    "Consents",
    "Look",
    "LookPage",
    "Opening",
    "Openings",
    "Sentence",
    "consents_of",
    "done_under",
    "find_recording",
    "find_voice",
    "looks",
    "openings",
    "sentences",
    "spoken",
    "stored_answers",
    "subject_of",
    "subjects_of",
    "to_review",
    "who_is",
]  # fmt: skip
