"""Prescribing, for the modules: drugs found, prescriptions issued, cancelled, read and printed."""

from __future__ import annotations

from hoaban.shared.prescribing.fhir import Herb, Order
from hoaban.shared.prescribing.policies import LISTS, READ, WRITE
from hoaban.shared.prescribing.queries.drugs import FoundDrug, find_drugs, has_drugs, see_list
from hoaban.shared.prescribing.queries.prescriptions import (
    STATES,
    NoSuchPrescription,
    Prescribed,
    find_by_code,
    get_prescription,
    prescriptions_of,
)
from hoaban.shared.prescribing.rules.alerts import Alert
from hoaban.shared.prescribing.rules.checking import Problem
from hoaban.shared.prescribing.rules.drug_list import list_columns
from hoaban.shared.prescribing.rules.shapes import CONTROLS, KINDS, Control, Drug, Kind
from hoaban.shared.prescribing.services.drug_lists import (
    DrugListHasFaults,
    DrugListStale,
    apply_drugs,
    load_long_supply,
    send_drugs,
)
from hoaban.shared.prescribing.services.issuing import (
    PrescriptionMoved,
    PrescriptionNotValid,
    Reason,
    ReasonNeeded,
    Wanted,
    cancel_prescription,
    issue_prescription,
)
from hoaban.shared.prescribing.services.papers import prescription_paper

__all__ = [
    "CONTROLS",
    "KINDS",
    "LISTS",
    "READ",
    "STATES",
    "WRITE",
    "Alert",
    "Control",
    "Drug",
    "DrugListHasFaults",
    "DrugListStale",
    "FoundDrug",
    "Herb",
    "Kind",
    "NoSuchPrescription",
    "Order",
    "Prescribed",
    "PrescriptionMoved",
    "PrescriptionNotValid",
    "Problem",
    "Reason",
    "ReasonNeeded",
    "Wanted",
    "apply_drugs",
    "cancel_prescription",
    "find_by_code",
    "find_drugs",
    "get_prescription",
    "has_drugs",
    "issue_prescription",
    "list_columns",
    "load_long_supply",
    "prescription_paper",
    "prescriptions_of",
    "see_list",
    "send_drugs",
]
