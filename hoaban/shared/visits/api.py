"""Visits, for the modules: opened at a desk, worked in rooms, ended; one id for the row and the Encounter."""

from hoaban.shared.visits.fhir import (
    OPEN_STATES,
    STATES,
    Arrival,
    Card,
    Outcome,
    Referral,
    State,
    Visit,
    VisitDiagnosis,
)
from hoaban.shared.visits.policies import RECEIVE, WORK
from hoaban.shared.visits.queries import (
    NoSuchVisit,
    day_of_ended,
    find_by_number,
    get_visit,
    last_card_of,
    list_latest,
    list_open,
    list_visits,
    open_visits_of,
    persons_in_house,
    see_visits,
)
from hoaban.shared.visits.services.correcting import cancel_visit, correct_arrival
from hoaban.shared.visits.services.noting import VisitMoved, VisitNotValid
from hoaban.shared.visits.services.opening import open_visit, patient_for
from hoaban.shared.visits.services.working import note, reopen

__all__ = [
    "OPEN_STATES",
    "RECEIVE",
    "STATES",
    "WORK",
    "Arrival",
    "Card",
    "NoSuchVisit",
    "Outcome",
    "Referral",
    "State",
    "Visit",
    "VisitDiagnosis",
    "VisitMoved",
    "VisitNotValid",
    "cancel_visit",
    "correct_arrival",
    "day_of_ended",
    "find_by_number",
    "get_visit",
    "last_card_of",
    "list_latest",
    "list_open",
    "list_visits",
    "note",
    "open_visit",
    "open_visits_of",
    "patient_for",
    "persons_in_house",
    "reopen",
    "see_visits",
]
