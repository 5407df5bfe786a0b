"""The words of households, relations and registrations; what may be chosen from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor
from hoaban.shared.people import policies, queries, services
from hoaban.shared.people.rules.circle import HEAD, KINDS, RELATIONS_TO_HEAD, kind_words
from hoaban.shared.people.views import words
from hoaban.ui import formats
from hoaban.ui.forms import Pairs, said

TO_HEAD = {
    "head": lazy("Chủ hộ"), "spouse": lazy("Vợ, chồng"), "child": pgettext_lazy("relation", "Con"),
    "child_in_law": lazy("Con dâu, con rể"), "parent": lazy("Cha, mẹ"), "grandchild": lazy("Cháu"),
    "grandparent": lazy("Ông, bà"), "sibling": lazy("Anh, chị, em"), "other": pgettext_lazy("relation", "Quan hệ khác"),
}  # fmt: skip
REGISTERED = {
    "station": lazy("Nơi đăng ký"),
    "doctor": lazy("Bác sĩ riêng"),
    "entrusted": lazy("Được giao chăm sóc"),
}


def relation_to_head(code: str) -> str:
    """How somebody is related to the head."""
    return str(TO_HEAD[code]) if code else _("Chưa rõ quan hệ")


def related_as(one: queries.Related) -> str:
    """What the other one is to the person of the page."""
    return said(*kind_words(one.kind, reverse=one.reverse))


def days(since: date | None, until: date | None) -> str:
    """From when until when."""
    if since and until:
        return _("%(since)s đến %(until)s") % {"since": formats.day(since), "until": formats.day(until)}
    if until:
        return _("đến %s") % formats.day(until)
    return _("từ %s") % formats.day(since) if since else ""


def who(one: queries.Found | None) -> str:
    """Name, birth and sex, as far as known."""
    if one is None:
        return _("(không còn trong danh bạ)")
    return _joined(one.name or _("Chưa rõ tên"), *_birth_and_sex(one))


def facts(one: queries.Found) -> str:
    """What stands under the name: birth, sex, residence."""
    return _joined(*_birth_and_sex(one), words.communes().get(one.commune_code, ""))


def _birth_and_sex(one: queries.Found) -> tuple[str, str]:
    return formats.partial_date(one.birth) if one.birth else "", words.sex(one.sex)


def _joined(*told: str) -> str:
    return " · ".join(part for part in told if part)


def seekers(found: Iterable[queries.Found]) -> Pairs:
    """People to choose from: name, birth, sex, commune."""
    names = words.communes()
    return [
        (str(one.id), _joined(who(one), names.get(one.commune_code, ""))) for one in found if not one.deceased
    ]


def kept_communes(actor: Actor) -> Pairs:
    """The communes whose households the actor keeps."""
    kept = policies.communes_kept(actor)
    return [(code, name) for code, name in words.communes().items() if kept is None or code in kept]


def to_head(*, headless: bool) -> Pairs:
    """Relations to choose from; the head only where there is none."""
    return [(code, str(TO_HEAD[code])) for code in RELATIONS_TO_HEAD if headless or code != HEAD]


def kinds() -> Pairs:
    """What one may be to another."""
    return [(code, said(*kind_words(code, reverse=False))) for code in KINDS]


def stations(on: date) -> Pairs:
    """Places where one may be registered, stations first."""
    found = [(one.kind, one.code, one.name) for one in places.facilities(on) if one.kind in services.PLACES]
    return [
        (code, name) for _kind, code, name in sorted(found, key=lambda one: services.PLACES.index(one[0]))
    ]


def doctors(facility_code: str, on: date) -> Pairs:
    """The doctors of a place."""
    return [(one.number, f"{one.name} · {one.post}") for one in workforce.list_doctors(facility_code, on)]


def registered(one: queries.Registered) -> str:
    """The station; or the doctor with the place."""
    here = places.facility(one.facility_code, one.since)
    place = here.name if here else one.facility_code
    if one.kind != "doctor":
        return place
    known = workforce.find_practitioner(one.number, one.since, facility_code=one.facility_code)
    return f"{known.name if known else one.number} · {place}"
