"""Somebody who signs, with a key of the test authority."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from hoaban.connect.signatures.tests import making
from hoaban.foundation.accounts.tests.people import account
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope, system_actor
from hoaban.shared.signing import api

OFFICER = system_actor("test-officer", "accounts.manage")
PASSPHRASE = "mật khẩu của khóa"
FACILITY = "12981"
HERE = Scope("facility", FACILITY)


def signer(name: str, role: str = "doctor", scope: Scope = HERE, *, has_key: bool = True) -> None:
    """An account with a role and a certificate."""
    account(name, role, scope)
    if has_key:
        now = clock.now()
        pem = api.issue_trial_key(name=name, number="", key=name, passphrase=PASSPHRASE, now=now)
        api.register_certificate(actor=OFFICER, username=name, key=name, content=pem, now=now)


def sealed_facility(facility: str = FACILITY) -> int:
    """A facility with a certificate of its own."""
    now = clock.now() - timedelta(seconds=1)
    pem = api.issue_trial_key(name="Bệnh viện thử", number="", key="seal", passphrase=PASSPHRASE, now=now)
    return api.register_seal(actor=OFFICER, facility=facility, key="seal", content=pem, now=now)


def paper(
    about: str = "visit:1", *, title: str = "Hồ sơ lượt khám", person: UUID | None = None
) -> api.ToSign:
    """A small paper."""
    return api.ToSign(
        title, about, "pdf", making.pdf(), person, reason="Khám bệnh", box=(-1, 300, 100, 560, 160)
    )


def offered(actor: Actor, who: str, about: str = "visit:1", **more: Any) -> UUID:
    """A paper that waits for somebody."""
    kind, then = more.pop("kind", "visit_record"), more.pop("then", None)
    return api.offer(
        actor=actor,
        paper=paper(about, **more),
        signer=who,
        kind=kind,
        facility=FACILITY,
        then=then,
        now=clock.now(),
    )


def hand() -> bytes:
    """The picture of a hand: some blue on nothing."""
    picture = Image.new("RGBA", (240, 90), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 70), (80, 20), (120, 80), (230, 30)], fill=(20, 40, 160, 255), width=5)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
