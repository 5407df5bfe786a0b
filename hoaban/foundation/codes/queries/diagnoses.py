"""Find diagnoses by code or words in the table that holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Length

from hoaban.foundation.codes import models
from hoaban.foundation.codes.rules import diagnoses, icd10
from hoaban.foundation.codes.rules.diagnoses import FLAGS, Diagnosis
from hoaban.kernel import vietnamese

_LOOKED_AT = 400
"""So many matches are ranked; whoever typed so little that more match types on."""
_MEANT = {letter: flag for flag, letter in FLAGS.items()}


@dataclass(frozen=True, slots=True)
class Release:
    """A table of codes. ``count``: its codes."""

    id: int
    valid_from: date
    legal_basis: str
    source: str
    is_official: bool
    count: int


def release_on(day: date) -> int | None:
    """The table that holds on a day (for a visit the day of its end): the latest official one that has begun, else what came
    with the product."""
    rows = models.DiagnosisRelease.objects.filter(Q(valid_from__lte=day) | Q(is_official=False))
    newest = rows.order_by("-is_official", "-valid_from", "-id").values_list("id", flat=True).first()
    return newest


def list_releases() -> list[Release]:
    """Every table that was loaded, newest first."""
    rows = models.DiagnosisRelease.objects.order_by("-is_official", "-valid_from", "-id")
    return [
        Release(
            row.pk, row.valid_from, row.legal_basis, row.source, row.is_official,
            models.Diagnosis.objects.filter(release=row).count(),
        )
        for row in rows
    ]  # fmt: skip


def find_diagnosis(code: str, on: date) -> Diagnosis | None:
    """A code as the table in force knows it, with or without dot; None when it does not."""
    row = models.Diagnosis.objects.filter(release=release_on(on), code=icd10.dotted(code)).first()
    return _shaped(row) if row is not None else None


def find_diagnoses(codes: Iterable[str], on: date) -> dict[str, Diagnosis]:
    """Several codes at once, by the code as it is written."""
    wanted = {icd10.dotted(code) for code in codes}
    rows = models.Diagnosis.objects.filter(release=release_on(on), code__in=wanted)
    return {row.code: _shaped(row) for row in rows}


def search_diagnoses(text: str, on: date, *, most: int = 20) -> list[Diagnosis]:
    """Diagnoses by the beginning of a code, or by words of a name, with marks or without, begun or whole.

    Nothing is found by less than two letters.
    """
    rows = models.Diagnosis.objects.filter(release=release_on(on))
    if diagnoses.is_code_begun(text):
        found = rows.filter(words__startswith=f" {icd10.compact(text).lower()}").order_by("code")[:_LOOKED_AT]
        return sorted((_shaped(row) for row in found), key=lambda one: (len(one.code), one.code))[:most]
    words = vietnamese.fold(text).split()
    if len("".join(words)) < 2:
        return []
    for word in words:
        rows = rows.filter(words__contains=f" {word}")
    found = rows.order_by(Length("words"), "code")[:_LOOKED_AT]
    return diagnoses.ranked((_shaped(row) for row in found), text)[:most]


def _shaped(row: models.Diagnosis) -> Diagnosis:
    return Diagnosis(row.code, row.vi, row.en, frozenset(_MEANT[letter] for letter in row.flags))
