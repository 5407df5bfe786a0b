"""Place Patients: decide which human being each is about, keep the register, say it to the record; undo it."""

from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.matching import match_everybody
from hoaban.shared.people.services.placing import place
from hoaban.shared.people.services.registering import NotNamed, correct, register
from hoaban.shared.people.services.separating import separate
from hoaban.shared.people.services.stewarding import ReasonMissing, join, tell_apart, undo

__all__ = [
    "HasChanged", "NotNamed", "ReasonMissing", "correct", "join", "match_everybody", "place",
    "register", "separate", "tell_apart", "undo",
]  # fmt: skip
