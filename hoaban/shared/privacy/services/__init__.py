"""Break the glass; take down what a person agrees to and asks; answer it; place voices."""

from hoaban.shared.privacy.services.consents import Recording, SaidAlready, answer
from hoaban.shared.privacy.services.emergencies import SEARCH, NotNeeded, open_record, search
from hoaban.shared.privacy.services.voices import place_voice

__all__ = [
    "SEARCH",
    "NotNeeded",
    "Recording",
    "SaidAlready",
    "answer",
    "open_record",
    "place_voice",
    "search",
]
