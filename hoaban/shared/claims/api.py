"""Claim dossiers, for what stands above: deliver files, follow a batch, report it."""

from __future__ import annotations

from hoaban.shared.claims.fhir import Lacking
from hoaban.shared.claims.queries import (
    BatchReport,
    DossierReport,
    FileReport,
    FindingReport,
    dossiers_taken,
    each_file,
    lacking_facts,
    report,
    report_as_json,
    totals,
)
from hoaban.shared.claims.services import BatchBusy, NothingToRead, Taken, open_batch, run_batch

__all__ = [
    "BatchBusy",
    "BatchReport",
    "DossierReport",
    "FileReport",
    "FindingReport",
    "Lacking",
    "NothingToRead",
    "Taken",
    "dossiers_taken",
    "each_file",
    "lacking_facts",
    "open_batch",
    "report",
    "report_as_json",
    "run_batch",
    "totals",
]
