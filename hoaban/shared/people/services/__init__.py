"""Place Patients: decide which human being each is about, keep the register, say it to the record; undo it.
Households, relations, registered stations and own doctors.
"""

from hoaban.shared.people.services.arriving import arrive
from hoaban.shared.people.services.circle import NoSuchEntry, NotPossible, Standing
from hoaban.shared.people.services.deciding import ReasonMissing
from hoaban.shared.people.services.doubting import report_doubt
from hoaban.shared.people.services.doubts import HasChanged
from hoaban.shared.people.services.entrusting import end_entrusted, entrust
from hoaban.shared.people.services.households import (
    correct_household,
    found_household,
    join_household,
    leave_household,
    name_head,
    reopen_stay,
    say_relation,
    take_back_stay,
)
from hoaban.shared.people.services.matching import match_everybody
from hoaban.shared.people.services.parting import OnlyOne, part
from hoaban.shared.people.services.placing import place
from hoaban.shared.people.services.registering import NotNamed, correct, register, registered_with
from hoaban.shared.people.services.registrations import (
    PLACES,
    choose_doctor,
    end_registration,
    register_at,
    reopen_registration,
    take_back_registration,
)
from hoaban.shared.people.services.relations import end_relation, relate, reopen_relation, take_back_relation
from hoaban.shared.people.services.stewarding import join, tell_apart
from hoaban.shared.people.services.undoing import undo

__all__ = [
    "PLACES", "HasChanged", "NoSuchEntry", "NotNamed", "NotPossible", "OnlyOne", "ReasonMissing", "Standing", "arrive",
    "choose_doctor", "correct", "correct_household", "end_entrusted", "end_registration", "end_relation", "entrust",
    "found_household", "join", "join_household", "leave_household", "match_everybody", "name_head", "part", "place",
    "register", "register_at", "registered_with", "relate", "reopen_registration", "reopen_relation", "reopen_stay",
    "report_doubt",
    "say_relation", "take_back_registration", "take_back_relation", "take_back_stay", "tell_apart", "undo",
]  # fmt: skip
