"""Who may decide who is one human being, who may write the Patients of this register, and who keeps households."""

from __future__ import annotations

from collections.abc import Iterable

from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed, NotFound

STEWARD = "people.steward"
REGISTER = "people.register"
HOUSEHOLDS = "people.households"
"""Households, relations, the registered station and the own doctor."""
ENTRUST = "accounts.grant"
"""Saying to whom a person's care is entrusted goes with giving the role; where, the accounts decide."""
_NEEDED = frozenset(
    {
        Grant(f"record.write:{Purpose.OPERATIONS}", Scope("all")),
        Grant(f"record.read:{Purpose.OPERATIONS}", Scope("all")),
    }
)


class OutOfReach(NotFound):
    """There is no such person or household, or it belongs to another commune's station."""


def must(actor: Actor, act: str) -> None:
    """See that an actor may do an act. :raises NotAllowed: it may not."""
    if not actor.may(act):
        raise NotAllowed(
            "Bạn không có quyền làm việc này với danh bạ người dân.",
            "You have no leave for this act on the register of people.",
            place=act,
        )


def communes_kept(actor: Actor) -> frozenset[str] | None:
    """The communes whose households an actor keeps; None: all. A desk that registers whoever stands there keeps all.

    :raises NotAllowed: it keeps none at all.
    """
    must(actor, HOUSEHOLDS)
    scopes = actor.scopes(HOUSEHOLDS)
    if any(scope.kind in ("all", "facility") for scope in scopes):
        return None
    return frozenset(scope.code for scope in scopes if scope.kind == "commune")


def must_keep(actor: Actor, communes: Iterable[str]) -> None:
    """See that an actor keeps households of one of these communes.

    :raises NotAllowed: it keeps none at all. :raises OutOfReach: none of these.
    """
    kept = communes_kept(actor)
    if kept is not None and kept.isdisjoint(communes):
        raise OutOfReach(
            "Không tìm thấy trong phạm vi của bạn.", "Not found within your reach.", place="person"
        )


def at_the_door(actor: Actor) -> Actor:
    """The same actor as the record's door meets it during one act of this register, and for nothing else.

    The acts above give no leave to write the record at large; the services here write Persons, households, relations,
    registrations and the register's own Patients, under the actor's own name in the trail.
    """
    return Actor(actor.id, actor.kind, actor.label, _NEEDED, actor.request_id)
