"""What became of batches and dossiers."""

from hoaban.shared.claims.queries.reports import (
    BatchLine,
    BatchReport,
    DossierReport,
    FileReport,
    FindingReport,
    RuleCount,
    dossiers_taken,
    find_batch,
    list_batches,
    list_findings,
    report,
    rule_counts,
)

__all__ = [
    "BatchLine",
    "BatchReport",
    "DossierReport",
    "FileReport",
    "FindingReport",
    "RuleCount",
    "dossiers_taken",
    "find_batch",
    "list_batches",
    "list_findings",
    "report",
    "rule_counts",
]
