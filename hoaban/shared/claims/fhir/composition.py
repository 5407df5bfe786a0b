"""Written papers as Compositions: a heading, an author, and sections with the words as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hoaban.record import systems
from hoaban.shared.claims.fhir import pieces
from hoaban.shared.claims.fhir.visit import Visit


def section(
    field: str, title: str, text: str, entries: Sequence[dict[str, Any]] = ()
) -> dict[str, Any] | None:
    """A section for one claim field, None when it says nothing; ``entries`` refer to what it tells of."""
    if not text and not entries:
        return None
    return pieces.kept(
        {
            "title": title,
            "code": pieces.concept(pieces.coding(systems.CLAIM_FIELD, field)),
            "text": pieces.narrative(text) if text else None,
            "entry": list(entries),
        }
    )


def build_composition(
    visit: Visit,
    *,
    uid: str,
    kind: tuple[str, str],
    title: str,
    written_at: str,
    authors: list[dict[str, Any]],
    sections: Sequence[dict[str, Any] | None],
    more: dict[str, Any] | None = None,
) -> pieces.Resource:
    """A final Composition of the visit.

    ``kind`` is a LOINC document code and its English name. Without an author the facility stands as author,
    without a readable date the day of the visit: R4 wants both.
    """
    fields = {
        "status": "final",
        "type": pieces.concept(pieces.coding(systems.LOINC, *kind), text=title),
        "subject": visit.subject,
        "encounter": visit.encounter,
        "date": pieces.when(written_at) or visit.on.isoformat(),
        "author": authors or [visit.provider],
        "title": title,
        "custodian": visit.provider,
        **(more or {}),
        "section": pieces.present(sections),
    }
    return pieces.resource("Composition", uid, fields)
