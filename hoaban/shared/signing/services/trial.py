"""The test authority of demonstrations: made at first use under VAR, and not at all in production."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from hoaban.connect import signatures
from hoaban.connect.signatures import authority
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.shared.signing import queries
from hoaban.shared.signing.models import SigningCertificate
from hoaban.shared.signing.services import stamps

_YEAR = timedelta(days=365)
_BOX = (-1, 36, 36, 360, 66)
_PASSPHRASE = "trial"  # noqa: S105 - the file's mode keeps it, and what it signs is worth nothing
_AUTHORITY, _CLOCK, _LIST = "authority.p12", "time.p12", "authority.crl"


def issue_trial_key(*, name: str, number: str, key: str, passphrase: str, now: datetime) -> bytes:
    """A new key for somebody invented, kept under the name ``key``; returns its certificate (PEM).

    :raises NotAllowed: this is a production system.
    """
    home = _authority(now)
    made = home.issue(name, number=number, since=now - timedelta(days=1), until=now + _YEAR)
    _keep(queries.trial_key(key), authority.pack(made, passphrase))
    return made.certificate.public_bytes(Encoding.PEM)


def sign_for_trial(*, content: bytes, now: datetime) -> bytes:
    """A PDF or XML file signed by somebody invented, to try verification on; a PDF shows the signature on its last page.

    :raises NotAllowed: this is a production system. :raises Invalid: the file cannot take a signature.
    """
    signer = _authority(now).issue("Người ký thử", since=now - timedelta(days=1), until=now + _YEAR)
    times = signatures.own_times(trial_times(now=now), fixed_dt=now)
    try:
        if content.startswith(b"%PDF-"):
            wish = signatures.Wish(stamp=stamps.stamp(signer.certificate, _BOX, now=now))
            return signatures.sign_pdf(content, signer, now=now, times=times, wish=wish)
        return signatures.sign_xml(content, signer, now=now, times=times)
    except signatures.NotSignable:
        raise Invalid("Tệp này không ký được.", "This file cannot take a signature.", place="file") from None


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
        _keep(path, authority.pack(made, _PASSPHRASE), once=True)
    return signatures.open_file(path, _PASSPHRASE)


def refresh_list(*, now: datetime) -> None:
    """Write down anew what the test authority took back, as somebody noted it here. Nothing happens where it never spoke.

    :raises NotAllowed: this is a production system.
    """
    if not (queries.trial_folder() / _AUTHORITY).is_file():
        return
    home = _authority(now)
    noted = SigningCertificate.objects.filter(
        revoked_at__isnull=False, issuer=queries.name_text(home.root.subject)
    )
    for serial, at in noted.values_list("serial", "revoked_at"):
        home.revoke_serial(int(serial, 16), at=at or now)
    _keep(queries.trial_folder() / _LIST, home.revocations(now=now))


def _authority(now: datetime) -> authority.TestAuthority:
    if not settings.DEMO:
        raise NotAllowed(
            "Hệ thống thật không có nơi cấp chứng thư thử.", "A production system has no test authority."
        )
    path = queries.trial_folder() / _AUTHORITY
    if not path.is_file():
        home = authority.found(now=now)
        root = signatures.FileSigner(home.key, home.root, ())
        _keep(path, authority.pack(root, _PASSPHRASE), once=True)
    found = authority.reopen(signatures.open_file(path, _PASSPHRASE))
    believed = path.with_suffix(".pem")
    if not believed.is_file():
        _keep(believed, found.root.public_bytes(Encoding.PEM))
    return found


def _keep(path: Path, content: bytes, *, once: bool = False) -> None:
    """Write a file whole or not at all: a process that ends here leaves no half of a key. ``once``: the first one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as fresh:  # of mode 0600
        fresh.write(content)
        fresh.flush()
        if not once:
            path.unlink(missing_ok=True)
        with suppress(FileExistsError):
            path.hardlink_to(fresh.name)
