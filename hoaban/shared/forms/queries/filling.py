"""A form filled in for a visit: which there are, one to show, its older versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import ids
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.chart import api as chart
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import responding
from hoaban.shared.forms.queries import answers, attached, papers, versions
from hoaban.shared.forms.queries.answers import Opened
from hoaban.shared.forms.rules import State, Version
from hoaban.shared.visits import api as visits
from hoaban.ui import parts

MOST = 20
"""So often one form can be filled in at one visit: sheets go on within themselves."""
_BY_NAME = f"record.read:{Purpose.TREATMENT}"


@dataclass(frozen=True, slots=True)
class AtVisit:
    """One form at a visit. ``response``: the id that it has or will have; ``opened.version`` 0: nothing was written yet."""

    visit: visits.Visit
    url: str
    number: int
    response: str
    opened: Opened
    banner: parts.Banner | None = None
    offered: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """What its references may name, by link id."""

    @property
    def patient(self) -> str:
        return f"Patient/{self.visit.patient}"


@dataclass(frozen=True, slots=True)
class Filled:
    """A response of the visit, for a list."""

    version: Version
    form: fhir.Form
    number: int
    status: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FormsAtVisit:
    """``offered``: what could be begun, by use; a form that was begun once stands in ``filled``."""

    visit: visits.Visit
    banner: parts.Banner | None
    filled: tuple[Filled, ...]
    offered: tuple[tuple[Version, fhir.Form], ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a response: who wrote it when, and how far it was."""

    version: int
    at: datetime
    status: str


def response_id(visit: UUID, url: str, number: int = 1) -> str:
    """The id of the answers of a visit to a form: sent twice, they are the same."""
    return str(ids.uuid8_timeless("form-at-visit", str(visit), url, str(number)))


def see_form(
    *, actor: Actor, visit: UUID, form: str, number: int = 1, version: int | None = None, now: datetime
) -> AtVisit:
    """A form at a visit with its head, as it was written or, where it was not, with what is known. A look at the person.

    :raises NotFound: no such visit or form for this actor. :raises NotInForce: it was not begun and is in force no more.
    """
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        banner = chart.see_banner(actor=actor, visit=visit, now=now)
        found = at_visit(actor=actor, visit=visit, form=form, number=number, version=version, now=now)
        offered = attached.offered(actor=actor, form=found.opened.sheet.form, patient=found.patient)
    return replace(found, banner=banner, offered=offered)


def at_visit(
    *, actor: Actor, visit: UUID, form: str, number: int = 1, version: int | None = None, now: datetime
) -> AtVisit:
    """The same without its head, for an act. ``version`` 0: as if nothing had been written."""
    if not 1 <= number <= MOST:
        raise NotFound("Không có phiếu này.", "There is no such sheet.", place="form")
    here, url = visits.get_visit(actor=actor, visit=visit), versions.url_of(form)
    response, opened = response_id(visit, url, number), None
    if version != 0:
        with suppress(NotFound):
            opened = answers.open_answers(actor=actor, response=response, version=version, now=now)
    if opened is None and version:
        raise NotFound("Không có bản này.", "There is no such version.", place="version")
    opened = opened or answers.begin_answers(
        actor=actor, url=url, patient=f"Patient/{here.patient}", encounter=f"Encounter/{visit}", now=now
    )
    return AtVisit(here, url, number, response, opened)


def forms_at_visit(*, actor: Actor, visit: UUID, with_banner: bool = True, now: datetime) -> FormsAtVisit:
    """The forms that were filled in at a visit, and those that could be, with its head where that is asked for. A look at the
    person.

    :raises NotFound: no such visit for this actor.
    """
    here = visits.get_visit(actor=actor, visit=visit)
    persons = [here.arrival.person]
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, persons=persons, now=now):
        banner = chart.see_banner(actor=actor, visit=here, now=now) if with_banner else None
        filled = _filled(actor, visit, now)
    begun = {one.version.url for one in filled}
    offered = [
        (one, versions.read_version(one.canonical)) for one in versions.forms_for(on=vietnam_day(now))
        if one.url not in begun
    ]  # fmt: skip
    return FormsAtVisit(here, banner, filled, tuple(offered))


def _filled(actor: Actor, visit: UUID, now: datetime) -> tuple[Filled, ...]:
    """What was answered to forms at the visit; answers of other origin are none of these pages."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    asked = [("encounter", f"Encounter/{visit}"), ("_count", "100")]
    found = []
    for stored in door.search(responding.TYPE, asked).entries:
        json = stored.json()
        head = fhir.read_head(json)
        url = head.canonical.partition("|")[0]
        numbers = (one for one in range(1, MOST + 1) if response_id(visit, url, one) == json["id"])
        with suppress(NotFound):
            version = versions.get_version(*head.canonical.split("|", 1))
            at = datetime.fromisoformat(head.at) if head.at else None
            form = versions.read_version(head.canonical)
            found.append(Filled(version, form, next(numbers, 0), head.status, at))
    return tuple(sorted(found, key=lambda one: (one.version.title_vi, one.number)))


def editions_of(*, actor: Actor, response: str, now: datetime) -> tuple[Edition, ...]:
    """Every version of a response, newest first. :raises NotFound: none for this actor."""
    door = record.open(actor, purpose=Purpose.TREATMENT, now=now)
    history = door.history(responding.TYPE, response)
    return tuple(
        Edition(one.version, one.updated_at, fhir.read_head(one.json()).status)
        for one in sorted(history, key=lambda one: -one.version)
    )


def author_of(actor: Actor, facility_code: str) -> str:
    """The Practitioner behind an account where the facility knows them by name; empty where it does not."""
    for scope in actor.scopes(_BY_NAME):
        facility, _, number = scope.code.partition("/")
        if scope.kind == "practitioner" and facility == facility_code:
            return f"Practitioner/{workforce.practitioner_id(facility, number)}"
    return ""


def is_in_force(version: Version, now: datetime) -> bool:
    return version.state(vietnam_day(now)) is State.ACTIVE


@dataclass(frozen=True, slots=True)
class History:
    """One version of a form at a visit, and all that there are."""

    at: AtVisit
    editions: tuple[Edition, ...]


def see_history(
    *, actor: Actor, visit: UUID, form: str, number: int = 1, version: int | None = None, now: datetime
) -> History:
    """The versions of a form at a visit, one of them open: the newest, or an older one. A look at the person.

    :raises NotFound: nothing was written, or not for this actor.
    """
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        at = see_form(actor=actor, visit=visit, form=form, number=number, version=version, now=now)
        return History(at, editions_of(actor=actor, response=at.response, now=now))


def see_paper(
    *, actor: Actor, visit: UUID, form: str, number: int = 1, language: str = papers.VIETNAMESE, now: datetime
) -> bytes:
    """A form at a visit as PDF. :raises NotFound: nothing was written, or not for this actor."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        visits.get_visit(actor=actor, visit=visit)
        response = response_id(visit, versions.url_of(form), number)
        content = papers.read_paper(actor=actor, response=response, now=now, language=language)
    return papers.set_paper(content)


def see_file(
    *, actor: Actor, visit: UUID, form: str, digest: str, number: int = 1, now: datetime
) -> tuple[bytes, str, str]:
    """A file that a form at a visit names: content, media type, title. :raises NotFound: it names none such."""
    with audit.as_one(actor=actor, act="record.read", purpose=Purpose.TREATMENT, now=now):
        found = at_visit(actor=actor, visit=visit, form=form, number=number, now=now)
        return attached.file_of(found.opened.sheet, digest)
