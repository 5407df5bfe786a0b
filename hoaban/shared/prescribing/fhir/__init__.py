"""Prescriptions in FHIR, and the plain values that those above see instead."""

from hoaban.record.shapes import Json
from hoaban.shared.prescribing.fhir.issues import Overridden, build_issue
from hoaban.shared.prescribing.fhir.orders import (
    Dose,
    Herb,
    Order,
    Written,
    advice_of,
    build_order,
    read_order,
    with_cancellation,
)
from hoaban.shared.prescribing.fhir.reading import TYPES, Identity, Known, Taken, read_known

__all__ = [
    "TYPES",
    "Dose",
    "Herb",
    "Identity",
    "Json",
    "Known",
    "Order",
    "Overridden",
    "Taken",
    "Written",
    "advice_of",
    "build_issue",
    "build_order",
    "read_known",
    "read_order",
    "with_cancellation",
]
