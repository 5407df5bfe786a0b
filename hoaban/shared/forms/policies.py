"""Who keeps the forms of the province."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed

MANAGE = "forms.manage"
FILL = "visits.work"
"""Who works visits fills in their forms; what may be read and written the record decides."""


def must(actor: Actor, act: str) -> None:
    """See that the actor keeps forms before they do an act.

    :raises NotAllowed: they do not; the trail says so.
    """
    if not actor.may(MANAGE):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không giữ danh mục biểu mẫu.", "You do not keep the forms.", place=MANAGE)
