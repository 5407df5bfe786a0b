"""Digests, packing and limits of originals."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import zstandard

from hoaban.kernel.errors import Invalid, NotFound

LARGEST = 64 * 1024 * 1024
"""Most bytes of one original. A claim file is cut into dossiers before it is kept."""
_LEVEL = 3
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Digest:
    """Names a content: SHA-256 as 64 lower-case hexadecimal digits, size in bytes before packing.

    ``erased``: the content was erased by law, and was not taken in again.
    """

    sha256: str
    size: int
    erased: bool = False


class TooLarge(Invalid):
    """An original beyond :data:`LARGEST`."""


class Erased(NotFound):
    """The content was erased; only its digest is left."""


class UnknownOriginal(NotFound):
    """No content of that digest was ever kept."""


class DamagedOriginal(RuntimeError):
    """What is stored does not have the digest it is stored under: the store was changed or is failing."""


def digest_of(content: bytes) -> Digest:
    """The digest of a content.

    :raises TooLarge: beyond the limit.
    """
    if len(content) > LARGEST:
        raise TooLarge(
            f"Tệp gốc quá lớn: tối đa {LARGEST // 1024 // 1024} MB.",
            f"The original is too large: {LARGEST // 1024 // 1024} MB at most.",
        )
    return Digest(hashlib.sha256(content).hexdigest(), len(content))


def key_of(sha256: str) -> bytes:
    """The 32 bytes behind a hexadecimal digest.

    :raises UnknownOriginal: when it is no digest at all.
    """
    if not _HEX.fullmatch(sha256):
        raise unknown()
    return bytes.fromhex(sha256)


def unknown() -> UnknownOriginal:
    """The failure for a digest that is not kept."""
    return UnknownOriginal("Không có tệp gốc này.", "There is no such original.")


def pack(content: bytes) -> bytes:
    """Compressed for keeping; the size stands in the frame."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


def unpack(packed: bytes, digest: Digest) -> bytes:
    """The content as it came in.

    :raises DamagedOriginal: when it is not what the digest says.
    """
    try:
        content = zstandard.ZstdDecompressor().decompress(packed, max_output_size=max(digest.size, 1))
    except zstandard.ZstdError as error:
        raise DamagedOriginal(digest.sha256) from error
    if hashlib.sha256(content).hexdigest() != digest.sha256:
        raise DamagedOriginal(digest.sha256)
    return content
