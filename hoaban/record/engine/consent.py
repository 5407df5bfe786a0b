"""What a person's refusals take away from a place: read out of a Consent, and as a part of the access rule.

A refusal narrows, it never shuts out: whoever reaches somebody by a place that was refused sees the visits of that
place, with everything written under them, and the Patient they are about. A facility is refused with its departments, each
of which sees its own visits. A refusal of everybody is one of every place that is no commune, whatever lets it in; a commune
is refused by its station's name. Who sees by name (the person, an
emergency) and who sees everything is not narrowed. Reasons: docs/decisions/0027-consent.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hoaban.foundation.places import api as registered
from hoaban.record.engine import db
from hoaban.record.engine.addresses import targets
from hoaban.record.engine.relations import HOLDS, communes, present_at
from hoaban.record.shapes import Json

_PRIVACY, _CARE, _OPT_OUT = "patient-privacy", "TREAT", frozenset({"OPTOUT", "OPTOUTE"})

_REACHED = f"select 1 from record_reach h where h.person = r.person and h.place = any(%s::uuid[]) and {HOLDS}"
_REFUSED = "x.place = h.place or x.place = h.part_of or (x.place is null and h.place <> all(%s::uuid[]))"
_OPEN = f"""exists ({_REACHED} and not exists
 (select 1 from record_refusal x where x.person = h.person and ({_REFUSED})))"""
# Few have refused anything: the planner is told that nearly every row passes. What is asked of the others stands in a
# function, or every statement would be planned with it.
_NARROWED = """(case when exists (select 1 from record_refusal x where x.person = {}.person)
 then record_is_open(r.person, r.type, r.uid, r.dossier, %s::uuid[], %s::uuid[], %s::date)::int else 1 end) <> 0"""
_ONLY_BY_REFUSED = f"""
select exists ({_REACHED}) and not {_OPEN}
from (select %s::uuid as person) r
"""

_REFUSED_PLACES = f"""
select distinct h.place from record_reach h join record_refusal x on x.person = h.person and ({_REFUSED})
where h.person = %s and {HOLDS}
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """``place`` sees no more than the visits at ``own``. No place: all that are no commune, each but its own."""

    place: UUID | None
    own: UUID | None


EVERYBODY = Refusal(None, None)


def refusals(resource: Json) -> tuple[Refusal, ...]:
    """What a validated resource refuses: nothing unless it is a Consent in force about the use of a record for care.

    Read are the base policy and who is denied. Narrower conditions of a denial (kinds of data, a period) are not, so
    that it holds for everything until it is withdrawn; a denial of somebody who is no place is not enforced.
    """
    if resource["resourceType"] != "Consent" or resource.get("status") != "active":
        return ()
    provision = resource.get("provision", {})
    if _PRIVACY not in _codes(resource.get("scope")) or not _about_care(provision):
        return ()
    found = [EVERYBODY] if _OPT_OUT.intersection(_codes(resource.get("policyRule"))) else []
    denied = [each for each in _rules(provision) if each.get("type") == "deny" and _about_care(each)]
    found += [one for each in denied for one in _denied(each)]
    return tuple(dict.fromkeys(found))


def _rules(provision: Json) -> Iterator[Json]:
    yield provision
    for each in provision.get("provision", ()):
        yield from _rules(each)


def _denied(provision: Json) -> Iterator[Refusal]:
    if not provision.get("actor"):
        yield EVERYBODY
    for actor in provision.get("actor", ()):
        for kind, place in targets(actor, ("reference",)):
            if kind == "Organization":
                yield Refusal(place, place)
                yield Refusal(present_at(place), present_at(place))
                yield from (Refusal(commune, place) for commune in communes([actor]))


def _about_care(provision: Json) -> bool:
    """No purpose named means every purpose."""
    named = [coding.get("code") for coding in provision.get("purpose", ())]
    return not named or _CARE in named


def _codes(concept: Any) -> set[str]:
    return {str(coding.get("code")) for coding in (concept or {}).get("coding", ())}


def narrowed(
    places: Sequence[UUID], in_communes: Sequence[UUID], on: date, *, by: str
) -> tuple[str, list[Any]]:
    """Over ``r``, about somebody whom one of the places reaches that day: it is not refused to them, or it is their own.

    ``by``: whose ``person`` is looked up, ``r`` or the row of ``record_reach`` by which it is reached.
    """
    return _NARROWED.format(by), [list(places), list(in_communes), on]


def refused_places(person: UUID, on: date) -> frozenset[UUID]:
    """The places by which somebody is reached that day and which they refused. For explaining access."""
    lived_in = [registered.commune_id(one.code) for one in registered.communes(on)]
    return frozenset(row[0] for row in db.query(_REFUSED_PLACES, [lived_in, person, on, on]))


def is_narrowed(person: UUID, places: Sequence[UUID], in_communes: Sequence[UUID], on: date) -> bool:
    """Whether every place by which somebody is reached that day has been refused."""
    here = [list(places), on, on]
    rows = db.query(_ONLY_BY_REFUSED, [*here, *here, list(in_communes), person])
    return bool(rows[0][0])
