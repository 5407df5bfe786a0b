"""The doctor's page in ready text: what stands in each field, what is wrong, what else is on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import HoaBanError
from hoaban.modules.hospital.fhir import consultation
from hoaban.modules.hospital.fhir.consultation import (
    MOST,
    NAMES,
    ROLES,
    TEXTS,
    Consultation,
    consultation_of,
)
from hoaban.modules.hospital.forms import consulting as forms
from hoaban.modules.hospital.queries import consulting as queries
from hoaban.modules.hospital.queries.blocks import blocks_of
from hoaban.modules.hospital.queries.consulting import Desk, FoundCode
from hoaban.modules.hospital.rules.finishing import Lack
from hoaban.modules.hospital.services.consulting import SavedMeanwhile
from hoaban.shared.visits.api import STATES
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_ANY = UUID(int=0)
_ROWS = {"complaint": 2, "illness": 4, "past": 2, "exam": 5, "treatment": 2, "advice": 2}
PANES = (
    ("history", "hospital/visits/{}/history/", gettext_noop("Bệnh sử qua các cơ sở")),
    ("vitals", "hospital/visits/{}/vitals/", gettext_noop("Sinh hiệu")),
    ("orders", "hospital/visits/{}/orders/", gettext_noop("Chỉ định và kết quả")),
    ("prescriptions", "prescribing/visits/{}/", gettext_noop("Đơn thuốc")),
    ("forms", "forms/visits/{}/", gettext_noop("Phiếu và mẫu khám")),
    ("papers", "papers/visits/{}/", gettext_noop("Giấy tờ, hẹn khám")),
    ("claim", "hospital/visits/{}/claim/", gettext_noop("Hồ sơ BHYT còn thiếu")),
    ("record", "records/visits/{}/", gettext_noop("Bệnh án và ký")),
)
"""Parts of the page that have an address of their own; those that this installation or person has not are left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page that was sent comes back with. ``said``: as it was typed; ``do``: what was wanted; ``seen``: its version."""

    said: Consultation
    seen: int | None = None
    looks_for: str = ""
    offered: SavedMeanwhile | None = None
    lacks: Sequence[Lack] = ()
    failures: Sequence[HoaBanError] = ()
    do: str = ""


@dataclass(frozen=True, slots=True)
class TextField:
    """One text of the note. ``key``: the letter that, with Alt, leads there."""

    place: str
    label: str
    text: str
    rows: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One diagnosis of the list."""

    number: int
    role: str
    code: str
    name: str
    warnings: tuple[str, ...] = ()
    disposition: str = ""
    result: str = ""
    """What is proposed with it; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Pane:
    name: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A place at which two people wrote different things."""

    place: str
    label: str
    mine: str
    theirs: str
    both_changed: bool
    proposed: str
    joinable: bool


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool = field(default=False)


def values(actor: Actor, opened: Desk, told: Told | None, now: datetime) -> dict[str, object]:
    """What the template of the page takes."""
    shown = told.said if told else _shown(opened)
    seen = told.seen if told and told.seen is not None else opened.mine.base_version
    version = told.offered.version if told and told.offered else seen
    errors = {one.place: said(one.message_vi, one.message_en) for one in told.failures} if told else {}
    return {
        "visit": opened.visit, "banner": opened.banner, "crumbs": _crumbs(opened), "is_open": opened.visit.is_open,
        "state": said(*STATES[opened.visit.state]), "arrived": formats.day_time(opened.visit.arrived_at),
        "texts": _texts(shown, errors), "most": MOST, "errors": list(errors.values()),
        "rows": rows_of(shown, opened.sex, now), "roles": [(code, said(*words)) for code, words in ROLES.items()],
        "lacks": _lacks(told.lacks) if told else [], "may_insist": bool(told and told.lacks and not _refuses(told.lacks)),
        "do": told.do if told else "", "offers": _offers(told.offered) if told and told.offered else [],
        "seen": version, "number": opened.mine.number, "others": others_of(opened.others),
        "typed_at": formats.day_time(opened.mine.changed_at) if opened.mine.typed and opened.mine.changed_at else "",
        "dispositions": _choices("MA_LOAI_RV", shown.disposition, now), "results": _choices("KET_QUA_DTRI", shown.result, now),
        "facilities": _destinations(opened, shown, now),
        "panes": panes(actor, opened.visit.id, insured=bool(opened.visit.arrival.coverage_class)),
        "found": codes_for(actor, told.looks_for, opened.sex, has_main=shown.main is not None, now=now)
        if told and told.looks_for else (),
        "looks_for": told.looks_for if told else "", "asked": bool(told and told.looks_for),
        "is_typed": told is not None, "owner": actor.id, "sex": opened.sex,
        "blocks": blocks_of(actor=actor) if opened.visit.is_open else (),
    }  # fmt: skip


def rows_of(shown: Consultation, sex: str, now: datetime) -> list[Row]:
    """The diagnoses, each with what the table says against it."""
    told = queries.objections_to(shown.diagnoses, sex=sex, on=vietnam_day(now))
    return [
        Row(
            number, one.role, one.code, one.name,
            tuple(said(each.vi, each.en) for other, each in told if other is one),
        )
        for number, one in enumerate(shown.diagnoses)
    ]  # fmt: skip


def added_row(actor: Actor, said_before: Consultation, code: str, name: str, sex: str, now: datetime) -> Row:
    """A diagnosis that was just chosen, with how this doctor's last visit with it ended."""
    made = forms.added(said_before, code, name or name_of(code, now)).diagnoses[-1]
    row = rows_of(Consultation(diagnoses=(made,)), sex, now)[0]
    disposition, result = queries.habit_of(actor=actor, code=code) if made.role == "main" else ("", "")
    return replace(row, disposition=disposition, result=result)


def codes_for(actor: Actor, text: str, sex: str, *, has_main: bool, now: datetime) -> tuple[FoundCode, ...]:
    """What a search for a diagnosis found; of no word, what this doctor uses most."""
    return tuple(
        queries.find_codes(actor=actor, text=text, sex=sex, is_main=not has_main, on=vietnam_day(now))
    )


def name_of(code: str, now: datetime) -> str:
    """What a code is called today."""
    return queries.name_of_code(code, vietnam_day(now))


def others_of(others: Sequence[queries.Other]) -> list[str]:
    """Who else is there, each as a sentence."""
    return [
        (_("%s đang ghi ở lượt khám này.") if one.is_writing else _("%s đang mở lượt khám này.")) % one.name
        for one in others
    ]


def panes(actor: Actor, visit: UUID, *, insured: bool) -> list[Pane]:
    """The parts of the page that there are for this person; who pays alone has no claim."""
    found = []
    for name, pattern, label in PANES:
        if name == "claim" and not insured:
            continue
        needed = _needed(pattern)
        if needed is not None and actor.may(needed):
            found.append(Pane(name, "/" + pattern.format(visit), _(label)))
    return found


@cache
def _needed(pattern: str) -> str | None:
    """The leave that a part asks for; None where this installation has no such part."""
    try:
        return getattr(resolve("/" + pattern.format(_ANY)).func, "needs", "")
    except Resolver404:
        return None


def _shown(opened: Desk) -> Consultation:
    """What was typed and not saved; else what is saved; where nothing is, the reason that the desk took down."""
    if opened.mine.typed:
        return consultation_of(opened.mine.typed)
    if opened.saved.version or not opened.visit.arrival.reason:
        return opened.saved.said
    return Consultation({"complaint": opened.visit.arrival.reason})


def _texts(shown: Consultation, errors: dict[str, str]) -> list[TextField]:
    return [
        TextField(place, said(*words), shown.texts.get(place, ""), _ROWS[place], errors.get(place, ""))
        for place, words in TEXTS.items()
    ]


def _crumbs(opened: Desk) -> tuple[parts.Crumb, ...]:
    return (
        parts.Crumb(_("Khám bệnh"), reverse("hospital:my-list")),
        parts.Crumb(_("Lượt khám %s") % opened.visit.number),
    )


def _choices(field_id: str, chosen: str, now: datetime) -> list[Choice]:
    listed = queries.list_of(field_id, vietnam_day(now))
    return [Choice("", "—"), *(Choice(code, said(vi, en), code == chosen) for code, vi, en in listed)]


def _destinations(opened: Desk, shown: Consultation, now: datetime) -> list[Choice]:
    listed = queries.destinations(but=opened.visit.arrival.facility_code, on=vietnam_day(now))
    return [Choice("", "—"), *(Choice(code, name, code == shown.to_facility) for code, name in listed)]


def _lacks(lacks: Sequence[Lack]) -> list[tuple[str, str, bool]]:
    return [(one.place, said(one.vi, one.en), one.refuses) for one in lacks]


def _refuses(lacks: Sequence[Lack]) -> bool:
    return any(one.refuses for one in lacks)


def _offers(offered: SavedMeanwhile) -> list[Offer]:
    return [
        Offer(
            one.place, said(*NAMES[one.place]), consultation.words_of(one.place, one.mine),
            consultation.words_of(one.place, one.theirs), one.both_changed, one.proposed, one.place in TEXTS,
        )
        for one in offered.differences
    ]  # fmt: skip
