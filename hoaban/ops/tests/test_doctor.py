"""``hoaban doctor`` names what is wrong and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.ops.cli import main
from hoaban.ops.runtime import backup, doctor, health, installation
from hoaban.ops.runtime.doctor import Finding
from hoaban.ops.runtime.installation import Installation
from hoaban.shared.signing import api as signing

pytestmark = pytest.mark.django_db

PRODUCTION = {"HOABAN_MODE": "production"}


def here(var: Path, **environ: str) -> Installation:
    return installation.from_environment({"HOABAN_VAR": str(var), **environ})


def findings(found: list[Finding]) -> Mapping[str, Finding]:
    return {finding.check: finding for finding in found}


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*installation.SECRETS, "HOABAN_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "var").mkdir(mode=0o700)
    return tmp_path / "var"


def test_production_without_secrets_tls_and_host_names_may_not_start(var: Path) -> None:
    found = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert {name for name, finding in found.items() if finding.level == "failure"} == {
        "secrets",
        "tls",
        "host names",
    }
    assert "hoaban secrets" in found["secrets"].message_vi
    assert "HOABAN_TLS_CERT" in found["tls"].message_en


def test_production_with_all_of_them_may_start(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation.make_secrets(var / "secrets")
    monkeypatch.setenv("HOABAN_HOSTS", "hoaban.example")
    found = doctor.examine(here(var, **PRODUCTION, HOABAN_TRUSTED_PROXY="10.0.0.2"), before_start=True)
    assert [finding for finding in found if finding.level == "failure"] == []


def test_a_certificate_that_cannot_be_read_is_named(var: Path) -> None:
    paths = {"HOABAN_TLS_CERT": "/nowhere/cert.pem", "HOABAN_TLS_KEY": "/nowhere/key.pem"}
    found = findings(doctor.examine(here(var, **PRODUCTION, **paths), before_start=True))
    assert "/nowhere/cert.pem" in found["tls"].message_en


def test_demo_accounts_keep_production_from_starting(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.accounts, "has_demo_accounts", lambda: True)
    found = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert found["demo accounts"].level == "failure"


def test_a_gateway_of_messages_that_is_not_right_keeps_production_from_starting(
    var: Path, settings: Any
) -> None:
    settings.VAR, settings.MESSAGES = var, str(var / "messages.toml")
    missing = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert missing["messages"].level == "failure"

    gateway = '[sms]\nversion = "1"\naddress = "https://gateway.example/"\nsender = "SoYTe"\n'
    for name, text, told in (
        ("a", gateway, "token"), ("b", gateway + "[delivery]\nkeep_days = 0", "keep_days"),
        ("c", "[delivery]\nquiet_from = 9pm", "HOABAN_MESSAGES"), ("d", '[delivery]\nquiet_from = "9pm"', "isoformat"),
        ("e", '[email]\nhost = "mail.example"', "port"),
    ):  # fmt: skip
        (var / name).write_text(text)
        (var / "secrets").mkdir(exist_ok=True)
        if name > "a":
            (var / "secrets" / "sms_token").write_text("s3cret\n")
        settings.MESSAGES = str(var / name)
        wrong = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
        assert told in wrong["messages"].message_en, name

    (var / "good").write_text(gateway + '[delivery]\nquiet_from = "20:00"')
    settings.MESSAGES = str(var / "good")
    assert "messages" not in findings(doctor.examine(here(var, **PRODUCTION), before_start=True))


def test_outside_systems_that_are_not_right_keep_production_from_starting(var: Path, settings: Any) -> None:
    settings.EXCHANGE = str(var / "exchange.toml")
    assert (
        findings(doctor.examine(here(var, **PRODUCTION), before_start=True))["outside systems"].level
        == "failure"
    )

    (var / "good.toml").write_text('[eprescriptions]\naddress = "https://system.example"\n', encoding="utf-8")
    settings.EXCHANGE = str(var / "good.toml")
    assert "outside systems" not in findings(doctor.examine(here(var, **PRODUCTION), before_start=True))


def test_identity_providers_that_are_not_right_keep_production_from_starting(
    var: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.accounts, "has_demo_accounts", lambda: False)
    settings.IDENTITY = str(var / "identity.toml")
    missing = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert missing["identity"].level == "failure"
    settings.IDENTITY = str(var / "other.toml")
    (var / "other.toml").write_text('[[provider]]\nkey = "vneid"\n', encoding="utf-8")
    wrong = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert "vneid" in wrong["identity"].message_en
    settings.IDENTITY = ""
    assert "identity" not in findings(doctor.examine(here(var, **PRODUCTION), before_start=True))


def test_what_signing_needs_and_certificates_that_end_soon_are_named(
    var: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not {"signing", "certificates"} & set(findings(doctor.examine(here(var))))
    settings.SIGNING = str(var / "signing.toml")
    missing = findings(doctor.examine(here(var)))
    settings.SIGNING = ""
    ending = signing.Certificate(
        1, "bs.minh", "minh", "CN=Bùi Văn Minh", "CN=CA", "1f", clock.now(), clock.now(), "account:qltk", None,
        signing.Standing.ENDS_SOON,
    )  # fmt: skip
    monkeypatch.setattr(signing, "ending_certificates", lambda *, now: [ending])

    assert missing["signing"].level == "failure"
    assert "bs.minh" in findings(doctor.examine(here(var)))["certificates"].message_vi


def test_secrets_that_others_can_read_are_a_failure(var: Path) -> None:
    assert installation.make_secrets(var / "secrets") == list(installation.SECRETS)
    assert installation.make_secrets(var / "secrets") == [], "made once"
    assert findings(doctor.examine(here(var)))["secrets"].level == "ok"
    (var / "secrets" / "hoaban_audit_key").chmod(0o644)
    assert findings(doctor.examine(here(var)))["secrets"].level == "failure"


def test_secrets_made_before_the_first_start_lie_in_a_closed_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["secrets"], env={"HOABAN_VAR": str(tmp_path / "new")})
    assert done.exit_code == 0
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "new", tmp_path / "new/secrets")}
    assert modes == {"new": 0, "secrets": 0}


def test_a_reset_deletes_an_installation_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    installation.make_secrets(home / "secrets")
    (home / "thesis.odt").write_text("years of work")

    refused = CliRunner().invoke(main, ["reset", "--yes"], env={"HOABAN_VAR": str(home)})
    assert refused.exit_code == 2
    assert "thesis.odt" in refused.stderr
    assert (home / "secrets" / "hoaban_secret_key").exists()

    (home / "thesis.odt").unlink()
    assert CliRunner().invoke(main, ["reset", "--yes"], env={"HOABAN_VAR": str(home)}).exit_code == 0
    assert not home.exists()
    assert CliRunner().invoke(main, ["reset", "--yes"], env={"HOABAN_VAR": str(home)}).exit_code == 0


def test_without_a_backup_and_with_an_old_one_it_says_which(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no backup yet" in findings(doctor.examine(here(var)))["backup"].message_en
    finished = clock.now() - timedelta(days=3)
    old = backup.Backup(var, finished, finished, 18, "0" * 24, 1)
    monkeypatch.setattr(doctor.backup, "list_backups", lambda _folder: [old])
    found = findings(doctor.examine(here(var)))["backup"]
    assert found.level == "warning"
    assert f"{finished.astimezone(clock.VIETNAM):%Y-%m-%d %H:%M}" in found.message_vi


def test_the_public_half_of_a_key_may_be_read_by_others(var: Path) -> None:
    installation.make_secrets(var / "secrets")
    (var / "secrets" / "audit_signing.pub").write_text("ab" * 32)
    (var / "secrets" / "audit_signing.pub").chmod(0o644)
    assert findings(doctor.examine(here(var)))["secrets"].level == "ok"


def test_production_whose_database_does_not_run_is_told_so(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unanswered() -> bool:
        raise OperationalError

    monkeypatch.setattr(doctor.accounts, "has_demo_accounts", unanswered)
    found = findings(doctor.examine(here(var, **PRODUCTION), before_start=True))
    assert found["demo accounts"].level == "failure"
    assert "hoaban serve" in found["demo accounts"].message_vi


def test_a_data_folder_that_others_can_enter_is_a_warning(var: Path) -> None:
    var.chmod(0o755)
    assert findings(doctor.examine(here(var)))["data folder"].level == "warning"


def test_a_missing_migration_is_found(var: Path) -> None:
    assert {answer.name: answer.well for answer in health.ask_all(var)}["migrations"]
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'ops'")
    answers = {answer.name: answer for answer in health.ask_all(var)}
    assert not answers["migrations"].well
    assert "not applied" in answers["migrations"].detail


def test_every_line_is_said_in_vietnamese_and_in_english(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 60)
    for finding in doctor.examine(here(var)):
        if finding.check != "postgresql":  # a name and a number
            assert finding.message_vi != finding.message_en, finding
            assert not finding.message_vi.isascii(), finding


def test_a_full_disk_is_found(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 60)
    assert not health.ask_disk(var).well


def test_the_command_s_exit_status_and_json_tell_the_same(var: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--json"], env={"HOABAN_VAR": str(var)})
    told = json.loads(done.stdout)
    assert told["ok"] is False, "nothing runs in this folder"
    assert done.exit_code == 1
    assert CliRunner().invoke(main, ["doctor"], env={"HOABAN_VAR": str(var)}).exit_code == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "８０"),
        ("HOABAN_MODE", "real"),
        ("HOABAN_BACKUPS_KEPT", "-1"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_named(var: Path, name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        here(var, **{name: value})
    assert refused.value.place == name
