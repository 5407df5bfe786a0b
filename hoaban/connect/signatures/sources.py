"""Where keys, trusted roots and the time come from: configuration of one installation, without a secret in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509

from hoaban.connect.signatures.keys import Signer, open_file
from hoaban.connect.signatures.remote import Service, open_remote

_KEY = re.compile(r"[a-z][a-z0-9.-]{1,39}")


class Misconfigured(ValueError):
    """What is wrong with the configuration, for the operator."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A PKCS #12 file."""

    path: Path


@dataclass(frozen=True, slots=True)
class Token:
    """A key in a token: the maker's library, the token's label and the key's label in it."""

    library: str
    token: str
    key: str


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """A key of a signing service, by its name there."""

    service: Service
    credential: str


Source = FileSource | Token | RemoteSource


@dataclass(frozen=True, slots=True)
class Configured:
    """One installation's configuration."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    roots: Path | None = None
    """Folder of trusted certificates (``*.pem``)."""
    revocations: Path | None = None
    """Folder of lists of revoked certificates (``*.crl``, DER), kept fresh by the operator."""
    time: str = ""
    """Address of a time-stamping service."""
    status: str = "off"
    """Whether issuers are asked (OCSP) before signing: ``off``, ``try`` (sign without when they do not answer), ``must``."""
    confirmations: tuple[str, ...] | None = None
    """Which electronic confirmations are taken besides signatures; None: all that are built."""


def read_configuration(text: str, *, secrets: Mapping[str, str]) -> Configured:
    """The configuration of a TOML file; what a service knows us by comes from ``secrets`` under the key's name.

    :raises Misconfigured: saying what is missing or wrong, and where.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise Misconfigured(str(broken)) from None
    sources: dict[str, Source] = {}
    for row in told.get("key", []):
        name = str(row.get("key", ""))
        if not _KEY.fullmatch(name) or name in sources:
            raise Misconfigured(
                f"a key's name is small letters, digits, points and dashes, and its own: {name!r}"
            )
        sources[name] = _source(name, row, secrets)
    status = str(told.get("status", "off"))
    if status not in {"off", "try", "must"}:
        raise Misconfigured(f"status is off, try or must, not {status!r}")
    ways = told.get("confirmations")
    folders = {one: Path(told[one]) if told.get(one) else None for one in ("roots", "revocations")}
    confirmations = None if ways is None else tuple(map(str, ways))
    return Configured(
        sources, folders["roots"], folders["revocations"], str(told.get("time", "")), status, confirmations
    )


def _source(name: str, row: Mapping[str, Any], secrets: Mapping[str, str]) -> Source:
    try:
        kind = row["kind"]
        if kind == "file":
            return FileSource(Path(row["file"]))
        if kind == "token":
            return Token(row["library"], row["token"], row["label"])
        if kind == "service":
            if not row["address"].startswith(("https://", "http://127.0.0.1:")):
                raise Misconfigured(f"key {name}: the address must begin with https://")
            if not secrets.get(name):
                raise Misconfigured(f"key {name}: there is no bearer for its service")
            return RemoteSource(Service(row["address"].rstrip("/"), secrets[name]), row["credential"])
    except (KeyError, AttributeError) as missing:
        raise Misconfigured(f"key {name}: {missing}") from None
    raise Misconfigured(f"key {name}: kind is file, token or service, not {kind!r}")


@contextmanager
def opened(source: Source, passphrase: str) -> Iterator[Signer]:
    """The key of a source, open while the block runs.

    :raises KeyFailure: it does not open.
    """
    if isinstance(source, FileSource):
        yield open_file(source.path, passphrase)
    elif isinstance(source, Token):
        from hoaban.connect.signatures.tokens import (
            open_token,
        )  # loads PKCS #11, which few installations need

        with open_token(source, passphrase) as signer:
            yield signer
    else:
        yield open_remote(source.service.ask, source.credential, passphrase)


def read_roots(folder: Path | None) -> tuple[x509.Certificate, ...]:
    """The trusted certificates of a folder.

    :raises Misconfigured: one cannot be read.
    """
    found: list[x509.Certificate] = []
    for path in sorted(folder.glob("*.pem")) if folder is not None else ():
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError):
            raise Misconfigured(f"no certificate: {path.name}") from None
    return tuple(found)


def read_revocations(folder: Path | None) -> tuple[bytes, ...]:
    """The lists of a folder, DER.

    :raises Misconfigured: one cannot be read.
    """
    found: list[bytes] = []
    for path in sorted(folder.glob("*.crl")) if folder is not None else ():
        try:
            found.append(path.read_bytes())
            x509.load_der_x509_crl(found[-1])
        except (OSError, ValueError):
            raise Misconfigured(f"no list of revoked certificates: {path.name}") from None
    return tuple(found)
