"""A doctor with a key of the test authority, in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoaban.kernel.actor import Actor
from hoaban.shared.signing import api
from hoaban.shared.signing.tests.jobs import NOW, OFFICER, PASSPHRASE, account


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Path:
    """Keys of a test lie in its own folder."""
    settings.VAR = tmp_path
    settings.SIGNING = ""
    return tmp_path


@pytest.fixture
def minh() -> Actor:
    return account("bs.minh", "Bùi Văn Minh")


@pytest.fixture
def certificate(minh: Actor) -> int:
    pem = api.issue_trial_key(
        name="Bùi Văn Minh", number="CCCD:011090000001", key="minh", passphrase=PASSPHRASE, now=NOW
    )
    return api.register_certificate(actor=OFFICER, username="bs.minh", key="minh", content=pem, now=NOW)
