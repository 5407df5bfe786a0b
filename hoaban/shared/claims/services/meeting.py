"""What two processes must not take at the same moment: dossiers of one visit, and of one patient."""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.connect import claims as format_
from hoaban.shared.claims.services.intake import Incoming


def marks(group: Sequence[Incoming]) -> set[str]:
    """The visits and patients of a group."""
    found = set()
    for one in group:
        dossier = one.dossier
        found.add(f"visit\x1f{dossier.facility_code}\x1f{dossier.ma_lk}")
        patient = _patient_number(dossier)
        if patient:
            found.add(f"patient\x1f{dossier.facility_code}\x1f{patient}")
    return found


def _patient_number(dossier: format_.Dossier) -> str:
    """The number under which the facility knows the patient."""
    rows = dossier.tables.get("XML1") or dossier.tables.get("XML0")
    return rows[0].values.get("MA_BN", "") if rows else ""
