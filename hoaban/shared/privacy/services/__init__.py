"""Break the glass; give a role for one person; take down what a person agrees to and asks; answer it; place voices."""

from hoaban.shared.privacy.services.consents import Recording, SaidAlready, answer
from hoaban.shared.privacy.services.emergencies import SEARCH, NotNeeded, open_record, search
from hoaban.shared.privacy.services.entrusting import Giving, entrust, search_whom
from hoaban.shared.privacy.services.voices import place_voice

__all__ = [
    "SEARCH",
    "Giving",
    "NotNeeded",
    "Recording",
    "SaidAlready",
    "answer",
    "entrust",
    "open_record",
    "place_voice",
    "search",
    "search_whom",
]
