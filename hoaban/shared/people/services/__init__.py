"""Place Patients: decide which human being each is about, keep the register, say it to the record; undo it."""

from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.placing import place
from hoaban.shared.people.services.separating import separate
from hoaban.shared.people.services.stewarding import ReasonMissing, join, tell_apart, undo

__all__ = ["HasChanged", "ReasonMissing", "join", "place", "separate", "tell_apart", "undo"]
