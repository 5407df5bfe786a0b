"""Who keeps certificates, and who signs: everybody with the own certificate and nobody with another's."""

from __future__ import annotations

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind, Scope
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.signing.rules import SEAL, SIGN

__all__ = ["KEEP", "SEAL", "SIGN", "is_signer", "may_seal", "must_keep", "must_sign_as"]

KEEP = "accounts.manage"
"""Who opens accounts says whose certificate is whose."""


def must_keep(actor: Actor, act: str) -> None:
    """:raises NotAllowed: the actor keeps no accounts; the trail says so."""
    if not actor.may(KEEP):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Bạn không được giữ chứng thư.", "You may not keep certificates.")


def is_signer(actor: Actor, username: str) -> bool:
    """Whether the actor is the person of an account, and no program."""
    return actor.kind is ActorKind.PERSON and bool(username) and actor.id == f"account:{username}"


def may_seal(actor: Actor, facility_code: str) -> bool:
    """Whether the actor signs for a facility."""
    return actor.kind is ActorKind.PERSON and actor.may(SEAL, Scope("facility", facility_code))


def must_sign_as(actor: Actor, username: str, act: str, *, facility_code: str = "") -> None:
    """:raises NotAllowed: it is somebody else's certificate, or of a facility for which the actor does not sign; or no
    person asks."""
    if not (may_seal(actor, facility_code) if facility_code else is_signer(actor, username)):
        audit.write_refusal(actor=actor, act=act)
        raise NotAllowed("Chỉ ký bằng chứng thư của mình.", "One signs with the own certificate only.")
