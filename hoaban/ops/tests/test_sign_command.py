"""`hoaban sign verify` says to persons and programs whether a file's signatures hold."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding

from hoaban.connect import signatures
from hoaban.connect.signatures.tests import making
from hoaban.kernel import clock
from hoaban.ops.cli import main


@pytest.fixture(autouse=True)
def trusting(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that believes the authority of the tests."""
    settings.VAR = tmp_path
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots/test.pem").write_bytes(making.world().home.root.public_bytes(Encoding.PEM))
    (tmp_path / "signing.toml").write_text(f'roots = "{tmp_path}/roots"\n')
    settings.SIGNING = str(tmp_path / "signing.toml")
    monkeypatch.setattr(clock, "now", lambda: making.NOW + timedelta(days=1))


def verify(tmp_path: Path, content: bytes, *options: str) -> Result:
    file = tmp_path / "paper"
    file.write_bytes(content)
    return CliRunner().invoke(main, ["sign", "verify", str(file), *options])


def signed() -> bytes:
    world = making.world()
    return signatures.sign_pdf(making.pdf(), world.minh, now=making.NOW, times=world.times())


def test_a_signed_paper_is_told_with_signer_time_and_what_is_not_known(tmp_path: Path) -> None:
    told = verify(tmp_path, signed())

    assert told.exit_code == 0
    assert "HỢP LỆ / VALID: Bùi Văn Minh" in told.output
    assert "2026-11-30T14:30:00+07:00 (có dấu thời gian / time-stamped)" in told.output
    assert "whether it was revoked is not known" in told.output
    assert "without legal value" in told.output


def test_a_changed_paper_and_an_unsigned_one_end_with_status_1(tmp_path: Path) -> None:
    changed = verify(tmp_path, signed().replace(b"[0 0 595 842]", b"[0 0 595 841]"))
    plain = verify(tmp_path, making.pdf())

    assert (changed.exit_code, plain.exit_code) == (1, 1)
    assert "the content was changed after signing" in changed.output
    assert "The file is not signed" in plain.output


def test_programs_read_json(tmp_path: Path) -> None:
    told = json.loads(verify(tmp_path, signed(), "--json").output)

    assert (told["valid"], told["kind"], told["signatures"][0]["faults"]) == (True, "pdf", [])


def test_a_wrong_configuration_is_told_and_nothing_verified(tmp_path: Path, settings: Any) -> None:
    Path(settings.SIGNING).write_text('[[key]]\nkey = "a"\nkind = "paper"\n')
    told = verify(tmp_path, signed())

    assert told.exit_code == 2
    assert "HOABAN_SIGNING" in told.output
