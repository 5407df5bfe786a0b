"""Who keeps certificates, and who signs: everybody with the own certificate and nobody with another's."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import NotAllowed

KEEP = "accounts.manage"
"""Who opens accounts says whose certificate is whose."""


def must_keep(actor: Actor, act: str) -> None:
    """:raises NotAllowed: the actor keeps no accounts; the trail says so."""
    if not actor.may(KEEP):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không được giữ chứng thư.", "You may not keep certificates.")


def must_sign_as(actor: Actor, username: str, act: str) -> None:
    """:raises NotAllowed: it is the certificate of somebody else, or no person asks."""
    if actor.kind is not ActorKind.PERSON or actor.id != f"account:{username}":
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Chỉ ký bằng chứng thư của mình.", "One signs with the own certificate only.")
