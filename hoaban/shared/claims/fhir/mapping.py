"""The whole mapping of one dossier, in the order in which its resources may be written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hoaban.shared.claims.fhir import (
    diagnoses,
    medicines,
    notes,
    origin,
    papers,
    patient,
    payment,
    pieces,
    referrals,
    results,
    services,
    staff,
    stay,
    visit,
    vitals,
)

if TYPE_CHECKING:
    from hoaban.connect.claims import Dossier


def map_dossier(
    dossier: Dossier,
    *,
    level: str,
    original_sha256: str,
    original_size: int,
    received_at: datetime,
    lookups: visit.Lookups,
    anchor: datetime | None = None,
) -> list[pieces.Resource]:
    """The FHIR resources of a dossier: a resource comes after those it rests on, Provenance last.

    The same rows give the same ids. ``anchor`` is the NGAY_VAO under which this MA_LK was first stored: give
    it for a correction, so that a changed arrival does not change each id. ``level`` is the decision the file
    follows (130, 4750, 3176, 1931). Numbers are Decimals, as written. Organizations and practitioners are not
    among the resources: see :func:`organizations` and :func:`practitioners`.

    :raises visit.NotMappable: neither XML1 nor XML0 has a row.
    """
    frame = visit.frame(dossier, level=level, lookups=lookups, anchor=anchor)
    found = _build_finished(frame) if frame.is_finished else _build_check_in(frame)
    original = origin.build_original(
        frame, sha256=original_sha256, size=original_size, received_at=received_at
    )
    provenance = origin.build_provenance(frame, original=original, resources=found, received_at=received_at)
    return [*found, original, provenance]


def _build_check_in(frame: visit.Visit) -> list[pieces.Resource]:
    return [
        patient.build_patient(frame),
        *patient.build_coverages(frame),
        stay.build_encounter(frame, []),
    ]


def _build_finished(frame: visit.Visit) -> list[pieces.Resource]:
    diagnosed = diagnoses.build_diagnoses(frame)
    main = diagnoses.main_reference(diagnosed)
    return [
        patient.build_patient(frame),
        *patient.build_coverages(frame),
        stay.build_encounter(frame, diagnosed),
        *(one.condition for one in diagnosed),
        *vitals.build_arrival_measurements(frame),
        *medicines.build_medicines(frame, main),
        *services.build_services(frame, main),
        *results.build_results(frame),
        *notes.build_progress(frame),
        *notes.build_visit_note(frame),
        *papers.build_papers(frame),
        *referrals.build_referrals(frame, main),
        *referrals.build_follow_ups(frame, main),
        payment.build_claim(frame, diagnosed),
    ]


def organizations(dossier: Dossier, *, level: str, lookups: visit.Lookups) -> list[pieces.Resource]:
    """The facilities that a dossier refers to, for a record that does not know them yet."""
    return staff.build_organizations(visit.frame(dossier, level=level, lookups=lookups))


def practitioners(dossier: Dossier, *, level: str, lookups: visit.Lookups) -> list[pieces.Resource]:
    """The staff whom a dossier refers to by number, for a record that does not know them yet."""
    return staff.build_practitioners(visit.frame(dossier, level=level, lookups=lookups))
