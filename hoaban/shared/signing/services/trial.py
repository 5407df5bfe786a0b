"""The test authority of demonstrations: made at first use under VAR, and not at all in production."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from hoaban.connect import signatures
from hoaban.connect.signatures import authority
from hoaban.kernel import sealing
from hoaban.kernel.errors import NotAllowed
from hoaban.shared.signing import queries

_YEAR = timedelta(days=365)
_AUTHORITY, _CLOCK = "authority.p12", "time.p12"


def issue_trial_key(*, name: str, number: str, key: str, passphrase: str, now: datetime) -> bytes:
    """A new key for somebody invented, kept under the name ``key``; returns its certificate (PEM).

    :raises NotAllowed: this is a production system.
    """
    home = _authority(now)
    made = home.issue(name, number=number, since=now - timedelta(days=1), until=now + _YEAR)
    _keep(queries.trial_key(key), authority.pack(made, passphrase))
    return made.certificate.public_bytes(Encoding.PEM)


def trial_times(*, now: datetime) -> signatures.FileSigner:
    """Who stamps times in a demonstration.

    :raises NotAllowed: this is a production system.
    """
    home = _authority(now)
    path = queries.trial_folder() / _CLOCK
    if not path.is_file():
        made = home.issue(
            "Hoa Ban Test Time", since=now - timedelta(days=1), until=now + 10 * _YEAR, stamps_time=True
        )
        _keep(path, authority.pack(made, _own_passphrase()))
    return signatures.open_file(path, _own_passphrase())


def _authority(now: datetime) -> authority.TestAuthority:
    if not settings.DEMO:
        raise NotAllowed(
            "Hệ thống thật không có nơi cấp chứng thư thử.", "A production system has no test authority."
        )
    path = queries.trial_folder() / _AUTHORITY
    if not path.is_file():
        home = authority.found(now=now)
        root = signatures.FileSigner(home.key, home.root, ())
        _keep(path, authority.pack(root, _own_passphrase()))
        _keep(path.with_suffix(".pem"), home.root.public_bytes(Encoding.PEM))
    return authority.reopen(signatures.open_file(path, _own_passphrase()))


def _own_passphrase() -> str:
    return sealing.keyed_digest("authority", about="signing-trial").hex()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # whole or not at all: a process that ends here leaves no half of a key
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)
