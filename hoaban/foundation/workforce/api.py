"""Practitioners: a name and a post for the number that a claim or record carries."""

from __future__ import annotations

from hoaban.foundation.workforce.queries import find_practitioner, list_practitioners, practitioner_names
from hoaban.foundation.workforce.rules import Practitioner, practitioner_id
from hoaban.foundation.workforce.services import (
    PractitionerNotValid,
    PractitionerPeriodTaken,
    register_practitioner,
)

__all__ = [
    "Practitioner",
    "PractitionerNotValid",
    "PractitionerPeriodTaken",
    "find_practitioner",
    "list_practitioners",
    "practitioner_id",
    "practitioner_names",
    "register_practitioner",
]
