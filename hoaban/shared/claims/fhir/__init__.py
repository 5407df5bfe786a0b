"""From claim tables to FHIR R4 resources as plain dicts; what goes where is listed in data/mapping.csv."""

from hoaban.shared.claims.fhir.lacking import Lacking, of_visit
from hoaban.shared.claims.fhir.mapping import map_dossier, organizations, practitioners
from hoaban.shared.claims.fhir.outline import (
    Outline,
    belongs_to_dossier,
    entries,
    names,
    outline,
    shared_names,
    withdrawals,
)
from hoaban.shared.claims.fhir.reaching import values_at
from hoaban.shared.claims.fhir.tracing import digest, encounter_query, kind_of, original_id, targets, title
from hoaban.shared.claims.fhir.visit import (
    Lookups,
    NothingKnown,
    NotMappable,
    facility_uid,
    practitioner_uid,
)

__all__ = [
    "Lacking",
    "Lookups",
    "NotMappable",
    "NothingKnown",
    "Outline",
    "belongs_to_dossier",
    "digest",
    "encounter_query",
    "entries",
    "facility_uid",
    "kind_of",
    "map_dossier",
    "names",
    "of_visit",
    "organizations",
    "original_id",
    "outline",
    "practitioner_uid",
    "practitioners",
    "shared_names",
    "targets",
    "title",
    "values_at",
    "withdrawals",
]
