"""Who a page is about: the same head on every page of a record and of a visit, in the language of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.shared.chart import fhir
from hoaban.shared.chart.queries.record import Heading, heading, one_look
from hoaban.shared.people import api as people
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, parts
from hoaban.ui.language import language

_OPENS = f"record.read:{Purpose.TREATMENT}"
_NUMBERS = {
    "personal_number": "Số định danh cá nhân",
    "insurance_card": "Thẻ BHYT",
    "old_card": "Chứng minh nhân dân",
    "passport": "Hộ chiếu",
    "facility_number": "Mã người bệnh",
}


def see_banner(*, actor: Actor, visit: UUID | visits.Visit, now: datetime) -> parts.Banner:
    """Who a visit is about: name, birth, sex, age, the number of the visit, masked numbers, known allergies, and who else in
    the house may be taken for them. A look at the person, told once with what else the page reads. ``visit``: its id, or the
    visit itself where this actor has just read it.

    Who may open the record gets the head of the record; a desk that opens none gets what the register says, without a word
    on allergies.

    :raises NotFound: there is no such visit, or it is none of the actor's.
    """
    found = visit if isinstance(visit, visits.Visit) else visits.get_visit(actor=actor, visit=visit)
    person = found.arrival.person
    number = parts.Pair(_("Số lượt khám"), found.number)
    opens = actor.may(_OPENS)
    look = (
        one_look(actor=actor, person=person)
        if opens
        else audit.as_one(actor=actor, act="visits.see", persons=[person], now=now)
    )
    with look:
        shown = banner_of(heading(actor=actor, person=person)) if opens else _of_the_register(person, now)
        beside = _beside(actor, found, person)
    return replace(shown, numbers=(number, *shown.numbers), beside=beside)


def banner_of(heading: Heading) -> parts.Banner:
    """Who it is, from the newest source that says it: one of who came without a name does not."""
    patient = next((one for one in heading.patients if one.name), heading.patients[0])
    birth = max((one.birth for one in heading.patients), key=len)
    numbers = {
        (kind, value) for one in heading.patients for kind, value in one.numbers if kind != "facility_number"
    }
    allergies = tuple(
        f"{one.substance} ({one.reaction})" if one.reaction else one.substance
        for one in heading.allergies
        if one.active and not one.is_none
    )
    was_asked = any(one.active and one.is_none for one in heading.allergies)
    return parts.Banner(
        name=patient.name or _("Chưa rõ danh tính"),
        sex=sex_word(patient.sex),
        birth=formats.partial_date(birth) if birth else "",
        age=_age(birth, clock.now()),
        commune=_commune(patient),
        numbers=tuple(
            dict.fromkeys(  # the short and the long number of a card end alike
                parts.Pair(_(_NUMBERS[kind]), formats.masked(value))
                for kind, value in sorted(numbers, reverse=True)
            )
        ),
        allergies=allergies or (() if was_asked else None),
        badges=(parts.Badge(_("dân tộc %s") % patient.ethnic_group),) if patient.ethnic_group else (),
        deceased=_("Đã tử vong") if any(one.deceased for one in heading.patients) else "",
    )


def sex_word(sex: str) -> str:
    """The word for FHIR's administrative gender; empty when unknown."""
    return {"male": pgettext("sex", "Nam"), "female": pgettext("sex", "Nữ"), "other": _("Khác")}.get(sex, "")


def _of_the_register(person: UUID, now: datetime) -> parts.Banner:
    known = people.describe([person]).get(person)
    if known is None:
        raise NotFound("Không tìm thấy người này.", "There is no such person.", place="person")
    commune = places.commune_on(known.commune_code, clock.vietnam_day(now)) if known.commune_code else None
    return parts.Banner(
        name=known.name or _("Chưa rõ danh tính"),
        sex=sex_word(known.sex),
        birth=formats.partial_date(known.birth) if known.birth else "",
        age=_age(known.birth, now),
        commune=commune.full_name if commune else "",
        deceased=_("Đã tử vong") if known.deceased else "",
        tells_allergies=False,
    )


def _beside(actor: Actor, found: visits.Visit, person: UUID) -> tuple[str, ...]:
    """Those with an open visit at the same facility who may be taken for this person, each with what tells them apart."""
    here = visits.persons_in_house(actor=actor, facility_code=found.arrival.facility_code)
    alike = people.taken_for(person, among=(one for one in here if one != person))
    if alike:
        audit.look(actor=actor, act="visits.see", persons=[one.id for one in alike])
    return tuple(
        ", ".join(
            filter(None, (one.name, sex_word(one.sex), formats.partial_date(one.birth) if one.birth else ""))
        )
        for one in alike[:3]
    )


def _age(birth: str, now: datetime) -> str:
    return formats.age(birth, clock.vietnam_day(now), language()) if birth else ""


def _commune(patient: fhir.Patient) -> str:
    """The commune today; the former name beside it where the source wrote a code of before 1 July 2025."""
    now = clock.vietnam_day(clock.now())
    since = _day(patient.commune_since)
    written = places.commune_on(patient.commune_code, since) if since else None
    today = places.today_of(patient.commune_code, since) if since else patient.commune_code
    unit = places.commune_on(today, now) if today else None
    if unit is None:
        return patient.address
    if written and written.name != unit.name:
        return _("%(now)s (trước đây: %(before)s)") % {"now": unit.full_name, "before": written.full_name}
    return unit.full_name


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
