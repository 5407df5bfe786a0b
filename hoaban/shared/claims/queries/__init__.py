"""What became of batches and dossiers, as far as the one who asks may see it."""

from hoaban.shared.claims.queries.batches import (
    BatchLine,
    PlacedFinding,
    RuleCount,
    all_findings,
    find_batch,
    list_batches,
    list_findings,
    rule_counts,
)
from hoaban.shared.claims.queries.dossiers import (
    Delivery,
    DeliveryPage,
    DossierPage,
    Wanted,
    find_dossier,
    find_original,
    list_deliveries,
    readable_facilities,
)
from hoaban.shared.claims.queries.lacking import lacking_facts
from hoaban.shared.claims.queries.reports import (
    BatchReport,
    DossierReport,
    FileReport,
    FindingReport,
    dossiers_taken,
    each_file,
    report,
    report_as_json,
    totals,
)
from hoaban.shared.claims.queries.standing import Original, Standing, Version, Withdrawn

__all__ = [
    "BatchLine",
    "BatchReport",
    "Delivery",
    "DeliveryPage",
    "DossierPage",
    "DossierReport",
    "FileReport",
    "FindingReport",
    "Original",
    "PlacedFinding",
    "RuleCount",
    "Standing",
    "Version",
    "Wanted",
    "Withdrawn",
    "all_findings",
    "dossiers_taken",
    "each_file",
    "find_batch",
    "find_dossier",
    "find_original",
    "lacking_facts",
    "list_batches",
    "list_deliveries",
    "list_findings",
    "readable_facilities",
    "report",
    "report_as_json",
    "rule_counts",
    "totals",
]
