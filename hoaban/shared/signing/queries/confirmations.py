"""What was confirmed otherwise than by a signature, and whether the evidence is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from hoaban.foundation.files import api as files
from hoaban.shared.signing import rules
from hoaban.shared.signing.models import SigningConfirmation, SigningDocument
from hoaban.shared.signing.rules import Capacity, Way


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One confirmation of a paper (its SHA-256). ``holds``: the row is as it was written, it follows the one before, and its
    picture is whole."""

    id: UUID
    paper: str
    title: str
    about: str
    way: Way
    capacity: Capacity
    name: str
    account: str
    witness: str
    words: str
    picture: str
    facility_code: str
    at: datetime
    holds: bool


def confirmations_of(paper: str) -> list[Confirmation]:
    """Every confirmation of a paper by its digest, in order; of a signed file also those of what was signed."""
    originals = SigningDocument.objects.filter(signed=paper).values_list("original", flat=True)
    found: list[Confirmation] = []
    for digest in dict.fromkeys((*originals, paper)):
        found += _chain(list(SigningConfirmation.objects.filter(paper=digest).order_by("place")))
    return found


def confirmations_about(about: str) -> list[Confirmation]:
    """The same of every paper about something."""
    papers = SigningConfirmation.objects.filter(about=about).order_by("at").values_list("paper", flat=True)
    return [one for paper in dict.fromkeys(papers) for one in confirmations_of(paper)]


def evidence_of(row: SigningConfirmation) -> dict[str, str]:
    """The facts over which a confirmation's digest goes."""
    return {
        "id": str(row.pk), "paper": row.paper, "place": str(row.place), "about": row.about, "title": row.title,
        "person": str(row.person or ""), "method": row.method, "capacity": row.capacity, "name": row.name,
        "account": row.account, "witness": row.witness, "words": row.words, "picture": row.picture,
        "facility": row.facility_code, "at": row.at.astimezone(UTC).isoformat(), "previous": row.previous,
    }  # fmt: skip


def _chain(rows: list[SigningConfirmation]) -> list[Confirmation]:
    found, before = [], ""
    for place, row in enumerate(rows, 1):
        whole = row.digest == rules.evidence_digest(evidence_of(row)) and row.previous == before
        found.append(_shaped(row, holds=whole and row.place == place and _is_there(row.picture)))
        before = row.digest
    return found


def _is_there(picture: str) -> bool:
    if not picture:
        return True
    try:
        files.get(picture)  # a damaged one raises
    except (files.UnknownOriginal, files.DamagedOriginal, files.Erased):
        return False
    return True


def _shaped(row: SigningConfirmation, *, holds: bool) -> Confirmation:
    return Confirmation(
        id=row.pk, paper=row.paper, title=row.title, about=row.about, way=Way(row.method),
        capacity=Capacity(row.capacity), name=row.name, account=row.account, witness=row.witness, words=row.words,
        picture=row.picture, facility_code=row.facility_code, at=row.at, holds=holds,
    )  # fmt: skip
