"""Find people; look at doubtful pairs and at what was decided about them."""

from hoaban.shared.people.queries.alike import Alike, see_alike
from hoaban.shared.people.queries.circle import (
    Circle,
    Home,
    Noted,
    Registered,
    Related,
    Stay,
    find_noted,
    one_look,
    see_circle,
    see_home,
)
from hoaban.shared.people.queries.contacts import Contact, contact_of
from hoaban.shared.people.queries.desk import TAKE_DOWN, may_take_down
from hoaban.shared.people.queries.details import Own, describes, see_details, warnings_of
from hoaban.shared.people.queries.emergency import (
    describe,
    find_in_emergency,
    ids_of,
    ids_of_each,
    persons_today,
    taken_for,
)
from hoaban.shared.people.queries.entrusting import entrusted_to, name_entrusted
from hoaban.shared.people.queries.finding import Found, FoundPage, TooShort, find
from hoaban.shared.people.queries.homes import (
    HomePage,
    Lacking,
    household_of,
    list_homes,
    list_lacking,
    see_chosen,
    seek,
)
from hoaban.shared.people.queries.kin import Kin, doctors_of, kin_of
from hoaban.shared.people.queries.matching import Candidate, find_candidates
from hoaban.shared.people.queries.owning import person_of_number, persons_of_numbers
from hoaban.shared.people.queries.papers import find_by_paper, find_by_phone, see_person
from hoaban.shared.people.queries.reviewing import (
    Doubtful,
    Known,
    Pair,
    PastDecision,
    count_doubts,
    list_decisions,
    list_doubts,
    see_pair,
)
from hoaban.shared.people.queries.sources import Source, see_sources
from hoaban.shared.people.queries.standing import Guardian, guardian_of, subjects_of

__all__ = [
    "TAKE_DOWN",
    "Alike",
    "Candidate",
    "Circle",
    "Contact",
    "Doubtful",
    "Found",
    "FoundPage",
    "Guardian",
    "Home",
    "HomePage",
    "Kin",
    "Known",
    "Lacking",
    "Noted",
    "Own",
    "Pair",
    "PastDecision",
    "Registered",
    "Related",
    "Source",
    "Stay",
    "TooShort",
    "contact_of",
    "count_doubts",
    "describe",
    "describes",
    "doctors_of",
    "entrusted_to",
    "find",
    "find_by_paper",
    "find_by_phone",
    "find_candidates",
    "find_in_emergency",
    "find_noted",
    "guardian_of",
    "household_of",
    "ids_of",
    "ids_of_each",
    "kin_of",
    "list_decisions",
    "list_doubts",
    "list_homes",
    "list_lacking",
    "may_take_down",
    "name_entrusted",
    "one_look",
    "person_of_number",
    "persons_of_numbers",
    "persons_today",
    "see_alike",
    "see_chosen",
    "see_circle",
    "see_details",
    "see_home",
    "see_pair",
    "see_person",
    "see_sources",
    "seek",
    "subjects_of",
    "taken_for",
    "warnings_of",
]  # fmt: skip
