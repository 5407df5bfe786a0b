"""A response as a paper in the legal layout: who wrote it where about whom, every question, room where nothing was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.record import api as record
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import Line, Whose, Words
from hoaban.shared.forms.queries import attached
from hoaban.shared.forms.queries.answers import Opened, opened_from
from hoaban.ui import formats
from hoaban.ui import paper as papers

VIETNAMESE, ENGLISH = "vi", "en"
Say = Callable[[Words], str]
_SEXES = {"male": ("Nam", "Male"), "female": ("Nữ", "Female"), "other": ("Khác", "Other")}


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as the template shows it. ``pictures``: addresses of pictures within the paper; ``level`` from 2."""

    kind: str
    label: str
    level: int
    long: bool = False
    texts: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    lines: tuple[Printed, ...] = ()


def paper(
    *, actor: Actor, response: str, now: datetime, version: int | None = None, language: str = VIETNAMESE
) -> bytes:
    """A response as PDF/A: the current version, or an older one. A draft says that it is one, across every page.

    ``language``: ``vi``, which is the law's, or ``en`` for whoever reads along. The same response gives the same bytes.

    :raises NotFound: no such response for this actor. :raises NoPaper: the installation cannot set papers.
    """
    return set_paper(read_paper(actor=actor, response=response, version=version, language=language, now=now))


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper shows, read and ready to be set: setting takes longer than a transaction may be open."""

    language: str
    written: datetime
    shown: Mapping[str, object]


def read_paper(
    *, actor: Actor, response: str, now: datetime, version: int | None = None, language: str = VIETNAMESE
) -> Content:
    """Everything that a paper needs of the record. :raises NotFound: no such response for this actor."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    opened = opened_from(door, response, version, now)
    head = fhir.read_head(opened.shown)
    patient = door.read(*head.patient.split("/", 1)).json()
    encounter = door.read(*head.encounter.split("/", 1)).json() if head.encounter else None
    whose = fhir.read_whose(patient, encounter)
    written = datetime.fromisoformat(head.at).astimezone(VIETNAM) if head.at else now
    with translation.override(language):
        return Content(language, written, _shown(opened, whose, written, language))


def set_paper(content: Content) -> bytes:
    """The PDF. :raises NoPaper: the installation cannot set papers."""
    with translation.override(content.language):
        return papers.make("forms/paper.html", dict(content.shown), now=content.written)


def _shown(opened: Opened, whose: Whose, written: datetime, language: str) -> dict[str, object]:
    """What the template is given."""

    def say(words: Words) -> str:
        return words.en if language == ENGLISH else words.vi

    form, day = opened.sheet.form, vietnam_day(written)
    sex = _SEXES.get(whose.sex)
    return {
        "title": say(form.words), "number": form.number, "draft": not opened.is_done,
        "amended": opened.status == "amended", "authority": _authority(whose.facility_code, day),
        "facility": whose.facility, "department": whose.department, "visit": whose.visit,
        "patient_number": whose.number, "name": whose.name, "sex": say(Words(*sex)) if sex else "",
        "birth": formats.partial_date(whose.birth) if whose.birth else "",
        "lines": [_printed(one, 2, say) for one in fhir.lay_out(opened.sheet)],
        "written": written, "signers": [say(one) for one in form.signers],
    }  # fmt: skip


def _authority(facility_code: str, on: date) -> str:
    """What the facility belongs to, as it stands above its name."""
    facility = places.facility(facility_code, on) if facility_code else None
    above = places.facility(facility.parent_code, on) if facility and facility.parent_code else None
    return above.name if above else ""


def _printed(line: Line, level: int, say: Say) -> Printed:
    label = f"{line.prefix} {say(line.words)}".strip()
    pictures = tuple(found for one in line.pictures if (found := attached.picture_of(one)))
    texts = tuple(say(one) for one in line.texts if say(one))
    below = tuple(_printed(one, min(level + 1, 6), say) for one in line.lines)
    return Printed(line.kind, label, level, line.long, texts, pictures, below)
