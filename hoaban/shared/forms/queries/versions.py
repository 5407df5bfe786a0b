"""Which forms there are, which version holds on a day, what a version says."""

from __future__ import annotations

import hashlib
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.abc import Traversable
from typing import Any

from hoaban.foundation.codes import api as codes
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotFound
from hoaban.record import language
from hoaban.record.shapes import Json
from hoaban.shared.forms import fhir
from hoaban.shared.forms.models import FormVersion
from hoaban.shared.forms.rules import State, Version, periods


def list_forms() -> list[list[Version]]:
    """All forms by title, each with its versions: drafts first, then the newest."""
    by_url: dict[str, list[FormVersion]] = defaultdict(list)
    for row in FormVersion.objects.defer("body"):
        by_url[row.url].append(row)
    forms = [_newest_first(rows) for rows in by_url.values()]
    return sorted(forms, key=lambda versions: versions[0].title_vi)


def versions_of(url: str) -> list[Version]:
    """The versions of one form, drafts first, then the newest. :raises NotFound: there is no such form."""
    found = _newest_first(list(FormVersion.objects.filter(url=url).defer("body")))
    if not found:
        raise _unknown()
    return found


def get_version(url: str, version: str) -> Version:
    """:raises NotFound: there is no such version."""
    found = next((one for one in versions_of(url) if one.version == version), None)
    if found is None:
        raise _unknown()
    return found


def url_of(name: str) -> str:
    """The address of the form whose address ends in a name; of the product's own first. :raises NotFound: there is none."""
    found = FormVersion.objects.filter(url__endswith=f"/{name}").values_list("url", flat=True).distinct()
    urls = sorted(found, key=lambda url: (url != fhir.ADDRESS + name, url))
    if not urls or not name:
        raise _unknown()
    return str(urls[0])


def find_in_force(url: str, on: date) -> Version | None:
    """The version in which a form is filled in on a day; None where it holds none."""
    rows = list(FormVersion.objects.filter(url=url, published_at__isnull=False).defer("body"))
    return next((one for one in _newest_first(rows) if one.state(on) is State.ACTIVE), None)


def forms_for(*, on: date, use: str = "", specialty: str = "") -> list[Version]:
    """The versions in force on a day for a use (``record``, ``examination``, ``sheet``, ``consent``), by title.

    With a specialty: those for it first, then those for everybody; without: all.
    """
    found = [(version, read_version(version.canonical)) for forms in list_forms() for version in forms
             if version.state(on) is State.ACTIVE]  # fmt: skip
    wanted = [
        (specialty not in form.specialties, version.title_vi, version)
        for version, form in found
        if (not use or form.use == use)
        and (not specialty or not form.specialties or specialty in form.specialties)
    ]
    return [version for _, _, version in sorted(wanted, key=lambda one: one[:2])]


def read_version(canonical: str) -> fhir.Form:
    """The form that ``url|version`` names, whatever its state: what was once answered can always be read.

    :raises NotFound: there is no such version.
    """
    return _read(_body(canonical))


@lru_cache(maxsize=256)
def _read(body: bytes) -> fhir.Form:
    """The same text is read once: most answers are given to the same few forms."""
    return fhir.read_form(language.loads(body))


def _body(canonical: str) -> bytes:
    url, _, version = canonical.partition("|")
    row = FormVersion.objects.filter(url=url, version=version).first()
    if row is None:
        raise _unknown()
    return bytes(row.body)


def questionnaire(canonical: str) -> Json:
    """The text of a version, to be changed into another. :raises NotFound: there is no such version."""
    found: Json = language.loads(_body(canonical))
    return found


def digest_of(canonical: str) -> str:
    """The digest of the text of a version: who changes it says which text they saw. :raises NotFound: there is none."""
    return hashlib.sha256(_body(canonical)).hexdigest()


def export_version(canonical: str, *, on: date) -> bytes:
    """A Questionnaire for others, with its state and its validity on a day. :raises NotFound: there is none."""
    version = get_version(*canonical.split("|", 1))
    return language.dumps(
        fhir.exported(language.loads(_body(canonical)), version.period, version.state(on).value)
    )


def compare_versions(old: str, new: str) -> list[fhir.Change]:
    """What changed from one version to another, in the order of the new form. :raises NotFound: there is none."""
    return fhir.compare(read_version(old), read_version(new))


VALUE_SETS = "https://hoaban.example/fhir/ValueSet/"


def lists_on(day: date) -> fhir.Lists:
    """The code lists of the platform as they hold on a day: ``.../ValueSet/ma-loai-kcb`` is list MA_LOAI_KCB."""

    def known(url: str, coding: Json) -> bool | None:
        if not url.startswith(VALUE_SETS):
            return None
        name = url.removeprefix(VALUE_SETS).partition("|")[0].upper().replace("-", "_")
        return codes.is_known(name, coding.get("code", ""), day) if codes.exists(name) else None

    return known


@dataclass(frozen=True, slots=True)
class Shipped:
    """A form that comes with the product, to be brought in; ``certainty``: of its basis (O, S, G)."""

    file: str
    basis: str
    certainty: str
    source_vi: str
    source_en: str
    body: bytes


def shipped_forms() -> list[Shipped]:
    """The forms that come with the product; none of them is in force by itself."""
    folder = resources.files("hoaban.shared.forms") / "data"
    told = tomllib.loads((folder / "shipped.toml").read_text(encoding="utf-8"))
    sections = _outline(folder / "sections.toml")
    return [Shipped(**one, body=_shipped_body(folder / one["file"], sections)) for one in told["forms"]]


def _shipped_body(file: Traversable, sections: dict[str, Any]) -> bytes:
    """A Questionnaire as it stands, or as its outline means it."""
    if file.name.endswith(".json"):
        return file.read_bytes()
    return language.dumps(fhir.written(_outline(file), sections))


def _outline(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


def _newest_first(rows: Iterable[FormVersion]) -> list[Version]:
    rows = sorted(rows, key=lambda row: (row.starts_on or date.max, row.brought_at), reverse=True)
    published = [row for row in rows if row.starts_on is not None]
    lasting = dict(
        zip(
            (row.pk for row in published),
            periods([Period(row.starts_on, row.ends_on) for row in published]),
            strict=True,
        )
    )
    return [
        Version(
            row.url, row.version, row.title_vi, row.title_en, row.legal_basis, lasting.get(row.pk), row.retired_why
        )
        for row in rows
    ]  # fmt: skip


def _unknown() -> NotFound:
    return NotFound("Không có biểu mẫu này.", "There is no such form.", place="form")
