"""Clinical sign-off: whoever signs by writing may practise that act there that day, as the register of staff says.

Asked of people only. A machine brings what was signed in another system, and a program of ours what a source told: both say
who signed, and neither signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import tables
from hoaban.kernel.actor import Actor, ActorKind, Purpose
from hoaban.record.engine.draft import Draft
from hoaban.record.engine.refusals import MayNotSign
from hoaban.record.shapes import Json

_BY_NAME = f"record.read:{Purpose.TREATMENT}"
"""Under it the accounts say by which staff number somebody is known, and where."""
_UNKNOWN = (
    "Tài khoản chưa gắn với hồ sơ nhân lực tại cơ sở nên không ký được.",
    "The account has no staff file at a facility, so nothing can be signed with it.",
)


@dataclass(frozen=True, slots=True)
class _Signed:
    """When a resource of a type is a signature, and for which act."""

    statuses: frozenset[str]
    intents: frozenset[str]
    kinds: frozenset[str]
    act: str

    def fits(self, resource: Json) -> bool:
        return (
            resource.get("status") in self.statuses
            and (not self.intents or resource.get("intent") in self.intents)
            and (not self.kinds or not self.kinds.isdisjoint(_kinds(resource)))
        )


@cache
def _signed() -> dict[str, list[_Signed]]:
    found: dict[str, list[_Signed]] = {}
    for row in tables.read_table("hoaban.record", "signed_acts.csv"):
        status, intent, kinds = (frozenset(row[name].split()) for name in ("status", "intent", "kinds"))
        found.setdefault(row["type"], []).append(_Signed(status, intent, kinds, row["act"]))
    return found


def demand(drafts: Sequence[Draft], actor: Actor, on: date) -> None:
    """:raises MayNotSign: one of the drafts is a signature that this person may not give; says which."""
    if actor.kind is not ActorKind.PERSON:
        return
    answers: dict[str, tuple[str, str] | None] = {}
    for number, draft in enumerate(drafts):
        for act in _acts_of(draft):
            if act not in answers:
                answers[act] = _why_not(actor, act, on)
            if (why := answers[act]) is not None:
                failure = MayNotSign(why, act, draft.person)
                failure.entry = number
                raise failure


def _acts_of(draft: Draft) -> list[str]:
    resource = draft.resource
    if resource is None:
        return []
    return [one.act for one in _signed().get(draft.type_name, ()) if one.fits(resource)]


def _why_not(actor: Actor, act: str, on: date) -> tuple[str, str] | None:
    """None where somebody may do it at one of the places where they are known by name."""
    why = _UNKNOWN
    for scope in actor.scopes(_BY_NAME):
        if scope.kind != "practitioner":
            continue
        facility, _, number = scope.code.partition("/")
        member = workforce.find_member_by_number(facility_code=facility, number=number, on=on)
        if member is None:
            continue
        answer = workforce.may_practise(member, act=act, facility=facility, on=on)
        if answer.allowed:
            return None
        why = (answer.reason.text_vi, answer.reason.text_en)
    return why


def _kinds(resource: Json) -> Iterator[str]:
    categories = resource.get("category", [])
    for concept in [
        *(categories if isinstance(categories, list) else [categories]),
        resource.get("type", {}),
    ]:
        for coding in concept.get("coding", ()) if isinstance(concept, dict) else ():
            yield f"{coding.get('system', '')}|{coding.get('code', '')}"
