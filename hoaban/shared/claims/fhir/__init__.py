"""From claim tables to FHIR R4 resources as plain dicts; what goes where is listed in data/mapping.csv."""

from hoaban.shared.claims.fhir.mapping import map_dossier, organizations, practitioners
from hoaban.shared.claims.fhir.outline import Outline, entries, names, outline, shared_names, withdrawals
from hoaban.shared.claims.fhir.visit import (
    Lookups,
    NothingKnown,
    NotMappable,
    encounter_uid,
    facility_uid,
    patient_uid,
    practitioner_uid,
)

__all__ = [
    "Lookups",
    "NotMappable",
    "NothingKnown",
    "Outline",
    "encounter_uid",
    "entries",
    "facility_uid",
    "map_dossier",
    "names",
    "organizations",
    "outline",
    "patient_uid",
    "practitioner_uid",
    "practitioners",
    "shared_names",
    "withdrawals",
]
