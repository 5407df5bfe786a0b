"""Signatures of the demo: a key for each account whose role signs, and one for each facility where somebody seals.

The test authority issues them; all open with the password that the demo accounts share, and none has legal value.
"""

from __future__ import annotations

from datetime import datetime

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.ops.demo.accounts import DemoAccount, read_accounts
from hoaban.shared.signing import api as signing

SIGN, SEAL = "signing.sign", "signing.seal"


def issue_demo_keys(*, actor: Actor, passphrase: str, now: datetime) -> int:
    """Issue and register what is missing; returns how many. ``actor`` holds ``accounts.manage``.

    :raises NotAllowed: this is a production system.
    """
    made = 0
    for one in read_accounts():
        if _may(one, SIGN) and not signing.certificates_of(one.username, now=now):
            content = _issue(one.display_name, one.username, passphrase, now)
            signing.register_certificate(
                actor=actor, username=one.username, key=one.username, content=content, now=now
            )
            made += 1
    for code in sorted({one.scope.facility for one in read_accounts() if _may(one, SEAL)} - {""}):
        if not signing.seals_of(code, now=now):
            name, key = places.facility_names(vietnam_day(now))[code], f"seal.{code}"
            content = _issue(name, key, passphrase, now)
            signing.register_seal(actor=actor, facility=code, key=key, content=content, now=now)
            made += 1
    return made


def _issue(name: str, key: str, passphrase: str, now: datetime) -> bytes:
    return signing.issue_trial_key(name=name, number="", key=key, passphrase=passphrase, now=now)


def _may(one: DemoAccount, act: str) -> bool:
    return (act, one.scope.kind) in accounts.roles()[one.role].acts
