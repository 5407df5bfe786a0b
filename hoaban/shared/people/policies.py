"""Who may decide who is one human being, and who may write the Patients of this register."""

from __future__ import annotations

from hoaban.kernel.actor import Actor, Grant, Purpose, Scope
from hoaban.kernel.errors import NotAllowed

STEWARD = "people.steward"
REGISTER = "people.register"
_NEEDED = frozenset(
    {
        Grant(f"record.write:{Purpose.OPERATIONS}", Scope("all")),
        Grant(f"record.read:{Purpose.OPERATIONS}", Scope("all")),
    }
)


def must(actor: Actor, act: str) -> None:
    """See that an actor may do an act. :raises NotAllowed: it may not."""
    if not actor.may(act):
        raise NotAllowed(
            "Bạn không có quyền làm việc này với danh bạ người dân.",
            "You have no leave for this act on the register of people.",
            place=act,
        )


def at_the_door(actor: Actor) -> Actor:
    """The same actor as the record's door meets it during one act of this register, and for nothing else.

    The acts above give no leave to write the record at large; the services here write Persons and the register's own
    Patients, under the actor's own name in the trail.
    """
    return Actor(actor.id, actor.kind, actor.label, _NEEDED, actor.request_id)
