"""Place Patients: decide which human being each is about, keep the register, say it to the record; undo it."""

from hoaban.shared.people.services.placing import place
from hoaban.shared.people.services.separating import separate

__all__ = ["place", "separate"]
