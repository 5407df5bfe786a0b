"""One installation: where its data lie, where it listens, in which mode it runs. Read from the environment.

Known without Django, so that the supervisor needs no settings and the settings may ask here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hoaban.kernel.errors import Invalid
from hoaban.ops.runtime.postgres import Cluster
from hoaban.ops.runtime.tuning import archive_settings, memory, server_settings

ROOT = Path(__file__).resolve().parents[3]
SECRETS = ("HOABAN_SECRET_KEY", "HOABAN_AUDIT_KEY", "HOABAN_SEALING_KEY")
MODES = ("demo", "production", "test")


@dataclass(frozen=True, slots=True)
class Installation:
    """``database_url`` is empty when we run PostgreSQL ourselves."""

    var: Path
    host: str
    port: int
    mode: str
    database_url: str
    backup_folder: Path
    backups_kept: int
    tls: tuple[Path, Path] | None
    trusted_proxy: str

    @property
    def embedded(self) -> bool:
        return not self.database_url

    @property
    def archive(self) -> Path:
        """Where finished pieces of the write-ahead log are kept."""
        return self.backup_folder / "wal"

    @property
    def cluster(self) -> Cluster:
        settings = server_settings(memory(), os.cpu_count() or 1) | archive_settings(self.archive)
        return Cluster(self.var, tuple(settings.items()))

    @property
    def state_file(self) -> Path:
        return self.var / "state.json"

    @property
    def metrics_folder(self) -> Path:
        return self.var / "metrics"

    @property
    def secrets_folder(self) -> Path:
        return self.var / "secrets"

    @property
    def address(self) -> str:
        """What a person types into the browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 (compared, not bound)
        return f"{'https' if self.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the processes of this installation are started with."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "HOABAN_VAR": str(self.var),
            "HOABAN_MODE": self.mode,
            "PORT": str(self.port),
            "DATABASE_URL": self.database_url or self.cluster.url,
            "HOABAN_EMBEDDED": "1" if self.embedded else "0",
            "PROMETHEUS_MULTIPROC_DIR": str(self.metrics_folder),
            "PYTHONUNBUFFERED": "1",
        }


def from_environment(environ: Mapping[str, str] | None = None) -> Installation:
    """The installation that the environment describes.

    :raises Invalid: a setting cannot be understood.
    """
    env = os.environ if environ is None else environ
    var = Path(env.get("HOABAN_VAR") or ROOT / ".hoaban").expanduser().absolute()
    certificate, key = env.get("HOABAN_TLS_CERT"), env.get("HOABAN_TLS_KEY")
    # a child of our supervisor is given the address of the embedded database too
    external = "" if env.get("HOABAN_EMBEDDED") == "1" else env.get("DATABASE_URL", "")
    return Installation(
        var=var,
        host=env.get("HOABAN_HOST") or "127.0.0.1",
        port=_number(env, "PORT", 8000, 1, 65535),
        mode=_mode(env),
        database_url=external,
        backup_folder=Path(env.get("HOABAN_BACKUP") or var / "backup").expanduser().absolute(),
        backups_kept=_number(env, "HOABAN_BACKUPS_KEPT", 7, 1, 1000),
        tls=(Path(certificate), Path(key)) if certificate and key else None,
        trusted_proxy=env.get("HOABAN_TRUSTED_PROXY", ""),
    )


def _mode(env: Mapping[str, str]) -> str:
    mode = env.get("HOABAN_MODE") or "demo"
    if mode not in MODES:
        raise Invalid(
            f"HOABAN_MODE là “{mode}”; chỉ có demo hoặc production.",
            f"HOABAN_MODE is “{mode}”; it must be demo or production.",
            place="HOABAN_MODE",
        )
    return mode


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise Invalid(
            f"{name} là “{text}”; phải là số từ {least} đến {most}.",
            f"{name} is “{text}”; it must be a number from {least} to {most}.",
            place=name,
        )
    return int(text)


def make_secrets(folder: Path) -> list[str]:
    """Make the secrets that are not there yet, readable by us alone; returns the names of the new ones."""
    for each in (
        folder.parent,
        folder,
    ):  # a missing data folder is made here, and nobody else may look into it
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in SECRETS:
        path = folder / name.lower()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        made.append(name)
    return made


def missing_secrets(installation: Installation) -> list[str]:
    """Secrets that neither the environment nor the secrets folder holds."""
    folder = installation.secrets_folder
    return [name for name in SECRETS if not os.environ.get(name) and not (folder / name.lower()).is_file()]
