"""Everybody of the demo whose role signs has a key, and each facility where somebody seals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.kernel.errors import NotAllowed
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.signatures import issue_demo_keys
from hoaban.shared.signing import api as signing
from hoaban.shared.signing import tasks
from hoaban.shared.signing.tests.staff import paper

pytestmark = pytest.mark.django_db
PASSWORD = "Hoa-ban-no-trang-7"


def test_who_signs_in_the_demo_has_a_key_that_opens_with_the_shared_password(
    settings: Any, tmp_path: Path
) -> None:
    settings.VAR, settings.SIGNING, now = tmp_path, "", clock.now()
    officer = system_actor("demo", "accounts.manage", "system.manage")
    register_demo_facilities(actor=officer, now=now)
    register_demo_accounts(actor=officer, password=PASSWORD, now=now)

    made = issue_demo_keys(actor=officer, passphrase=PASSWORD, now=now)
    again = issue_demo_keys(actor=officer, passphrase=PASSWORD, now=now)
    clerk = accounts.actor_of("vanthu.bv")
    [seal] = signing.seals_of("12981", now=now)
    offer = signing.offer(actor=clerk, paper=paper(), signer="", kind="other", facility="12981", now=now)
    job = signing.sign_offers(
        actor=clerk, offers=[offer], certificate=seal.id, passphrase=PASSWORD, once="1", now=now
    )
    tasks.run_job(job=str(job))

    assert made > 8
    assert again == 0
    assert signing.certificates_of("bs.kham", now=now)
    assert not signing.certificates_of("tiepdon", now=now)
    [found] = signing.verify(files.get(signing.find_offer(offer).signed), now=clock.now()).signatures
    assert (found.valid, found.test) == (True, True)
    settings.DEMO = False
    with pytest.raises(NotAllowed):
        signing.issue_trial_key(name="x", number="", key="x", passphrase="x", now=now)
