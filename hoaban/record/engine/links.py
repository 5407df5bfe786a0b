"""Where a reference stands: to a resource's own patient and visit in its row, to anything else in ``record_reference``.

A row holds ``patient`` and ``dossier`` already; the first reference to each is kept as the number of its parameter
beside them (``patient_by``, ``dossier_by``). The view ``record_link`` shows all references alike; what has no ``param``
there is none. It is read by (type, rid) or by target, never by rid alone. Canonical addresses and the links of a Person,
who has no patient, are always beside the row: who follows only those reads ``record_reference``.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from hoaban.record.engine import structure
from hoaban.record.engine.search.index import Index

_PATIENT, _ENCOUNTER = structure.type_number("Patient"), structure.type_number("Encounter")


class Links(NamedTuple):
    """The references of one resource by where they stand. ``beside``: (parameter, target type, target uid)."""

    patient_by: int | None
    dossier_by: int | None
    beside: list[tuple[int, int, UUID]]


NONE = Links(None, None, [])


def of(index: Index | None, patient: UUID | None, dossier: UUID | None) -> Links:
    """Divide what extraction found, for a row of this patient and dossier."""
    patient_by = dossier_by = None
    beside = []
    for reference in index.references if index else ():
        number, kind, uid = reference
        if kind == _PATIENT and patient_by is None and uid == patient:
            patient_by = number
        elif kind == _ENCOUNTER and dossier_by is None and uid == dossier:
            dossier_by = number
        else:
            beside.append(reference)
    return Links(patient_by, dossier_by, beside)
