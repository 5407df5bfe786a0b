"""What became of batches and dossiers."""

from hoaban.shared.claims.queries.reports import (
    BatchReport,
    DossierReport,
    FileReport,
    FindingReport,
    report,
)

__all__ = ["BatchReport", "DossierReport", "FileReport", "FindingReport", "report"]
