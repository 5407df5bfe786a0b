"""Who is acting, and what they have been given leave to do.

An :class:`Actor` is made once per request (or job) and handed down by name; nothing below looks up
"the current user". It carries grants, not roles: a role is data that the accounts app turns into grants.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    """What stands behind an act. Everything that acts is one of these; there is no bare "system"."""

    PERSON = "person"
    CLIENT = "client"
    SYSTEM = "system"


class Purpose(StrEnum):
    """Why a record is opened: codes of HL7 v3 PurposeOfUse."""

    TREATMENT = "TREAT"
    PAYMENT = "HPAYMT"
    OPERATIONS = "HOPERAT"
    PUBLIC_HEALTH = "PUBHLTH"
    PATIENT_REQUEST = "PATRQT"
    BREAK_GLASS = "BTG"
    """An emergency without a care relationship; nobody holds it but for one person and some hours."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the province that a grant reaches.

    ``kind`` is ``all`` (everything), ``facility`` (``code`` is the facility code), ``department`` (``code`` is the facility
    code and the department's own, with a point between), ``commune`` (``code`` is the commune code in force today),
    ``practitioner`` (``code`` is facility code and staff number, with a stroke between: those whose own doctor this is),
    ``duty`` (of those who are at the facility ``code`` now, for whoever is on duty), ``entrusted`` (``code`` is facility code
    and the id of one person, with a stroke between: who was entrusted to the holder there), ``self`` (``code`` is the id of the
    actor's own person), ``dependant`` (of a child whom the actor stands for) or ``person`` (of somebody else, to whom an
    emergency gave access).
    """

    kind: str
    code: str = ""

    @property
    def facility(self) -> str:
        """The code of the facility that it is, that a department is a part of, or for which whoever was entrusted with a person
        comes; empty for any other."""
        ends = {"facility": ".", "department": ".", "entrusted": "/"}.get(self.kind)
        return self.code.partition(ends)[0] if ends else ""

    @property
    def around(self) -> frozenset[Scope]:
        """Itself and every scope in which it lies."""
        wider = [Scope("facility", self.facility)] if self.facility else []
        return frozenset((self, *wider, Scope("all")))


@dataclass(frozen=True, slots=True)
class Grant:
    """One act allowed within one scope, such as ``record.read:TREAT`` at facility 12981."""

    act: str
    scope: Scope


@dataclass(frozen=True)
class Actor:
    """Someone or something that acts. Equal ids are the same actor."""

    id: str
    kind: ActorKind
    label: str = field(compare=False)
    """How the trail names the actor to a person who reads it: a post or a programme, never a patient."""
    grants: frozenset[Grant] = field(default=frozenset(), compare=False)
    request_id: str = field(default="", compare=False)
    worked_out: dict[Any, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What follows from the grants for those above, who keep it here; an actor with other grants starts with nothing."""

    @property
    def _scopes_by_act(self) -> dict[str, tuple[Scope, ...]]:
        found: dict[str, tuple[Scope, ...]] | None = self.worked_out.get(Scope)
        if found is None:
            found = self.worked_out[Scope] = self._grouped()
        return found

    def _grouped(self) -> dict[str, tuple[Scope, ...]]:
        scopes: dict[str, list[Scope]] = {}
        for grant in self.grants:
            scopes.setdefault(grant.act, []).append(grant.scope)
        return {act: tuple(sorted(found, key=lambda s: (s.kind, s.code))) for act, found in scopes.items()}

    def in_request(self, request_id: str) -> Actor:
        """The same actor in one request; what was worked out about the grants comes along (``replace`` would drop it)."""
        copy = object.__new__(Actor)
        copy.__dict__.update(self.__dict__, request_id=request_id)
        return copy

    def within(self, scope: Scope) -> Actor:
        """The same actor with nothing but what it holds in one scope."""
        held = frozenset(grant for grant in self.grants if grant.scope == scope)
        return Actor(self.id, self.kind, self.label, held, self.request_id)

    def scopes(self, act: str) -> tuple[Scope, ...]:
        """All scopes in which this actor may do ``act``; empty when the act is not granted at all."""
        return self._scopes_by_act.get(act, ())

    def may(self, act: str, scope: Scope | None = None) -> bool:
        """Whether ``act`` is granted: in ``scope`` (or around it), or anywhere when no scope is named."""
        held = self.scopes(act)
        return bool(held) if scope is None else not scope.around.isdisjoint(held)


def system_actor(name: str, *acts: str) -> Actor:
    """A named program of ours, audited like a person; call sites are counted by a guard test."""
    everything = Scope("all")
    return Actor(
        id=f"system:{name}",
        kind=ActorKind.SYSTEM,
        label=name,
        grants=frozenset(Grant(act, everything) for act in acts),
    )
