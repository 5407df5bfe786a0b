"""``hoaban sign``: whether a file's signatures hold, said to persons and programs; certificates kept by the operator."""

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
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.ops.cli import main
from hoaban.shared.signing import api as signing


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

    [one] = told["signatures"]
    assert (told["valid"], told["kind"], one["valid"], one["faults"]) == (True, "pdf", True, [])


def test_a_wrong_configuration_is_told_and_nothing_verified(tmp_path: Path, settings: Any) -> None:
    Path(settings.SIGNING).write_text('[[key]]\nkey = "a"\nkind = "paper"\n')
    told = verify(tmp_path, signed())

    assert told.exit_code == 2
    assert "HOABAN_SIGNING" in told.output


@pytest.mark.parametrize("content", [making.pdf(), making.XML])
def test_a_file_signed_for_trial_verifies_here_and_is_not_made_in_production(
    tmp_path: Path, settings: Any, content: bytes
) -> None:
    (tmp_path / "paper").write_bytes(content)
    signing_it = ["sign", "trial", str(tmp_path / "paper"), str(tmp_path / "signed")]

    done = CliRunner().invoke(main, signing_it)
    told = CliRunner().invoke(main, ["sign", "verify", str(tmp_path / "signed")])
    settings.DEMO = False
    refused = CliRunner().invoke(main, signing_it)

    assert (done.exit_code, told.exit_code, refused.exit_code) == (0, 0, 2)
    assert "VALID: Người ký thử" in told.output
    assert "has no test authority" in refused.output


def test_a_file_that_cannot_be_signed_for_trial_is_told(tmp_path: Path) -> None:
    (tmp_path / "paper").write_bytes(b"no paper")

    told = CliRunner().invoke(main, ["sign", "trial", str(tmp_path / "paper"), str(tmp_path / "signed")])

    assert told.exit_code == 2
    assert "cannot take a signature" in told.output
    assert not (tmp_path / "signed").exists()


@pytest.mark.django_db
def test_the_operator_registers_a_certificate_and_notes_its_revocation(tmp_path: Path) -> None:
    run, now = CliRunner().invoke, clock.now()
    newcomer = accounts.Newcomer("bs.minh", "Bùi Văn Minh", "Bác sĩ", "Doctor", "Only-For-Tests-2026")
    accounts.register_account(actor=system_actor("officer", "accounts.manage"), newcomer=newcomer, now=now)
    pem = signing.issue_trial_key(name="Bùi Văn Minh", number="", key="minh", passphrase="x", now=now)
    (tmp_path / "minh.pem").write_bytes(pem)
    registering = ["sign", "register", "bs.minh", "minh", str(tmp_path / "minh.pem")]

    first, again = run(main, registering), run(main, registering)
    [held] = json.loads(run(main, ["sign", "certificates", "bs.minh", "--json"]).output)
    run(main, ["sign", "revoke", str(held["id"]), "Mất khóa"])
    listed = run(main, ["sign", "certificates", "bs.minh"])

    assert (first.exit_code, again.exit_code) == (0, 2)
    assert "registered already" in again.output
    assert (held["username"], held["standing"]) == ("bs.minh", "good")
    assert "đã thu hồi / revoked" in listed.output
    assert run(main, ["sign", "revoke", "0", "x"]).exit_code == 2
