"""Bodies at rest: JSON text compressed with a trained dictionary.

Dictionaries are trained from demo resources, shipped under data/, numbered, and kept for ever: a body names the one
it was written with (0 = none).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import zstandard

_FOLDER = Path(__file__).parent.parent / "data"
_LEVEL = 3


@cache
def newest_dictionary() -> int:
    """The number of the dictionary that new bodies are written with."""
    return max((int(path.stem.rpartition("-")[2]) for path in _FOLDER.glob("body-*.dict")), default=0)


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    if not number:
        return None
    return zstandard.ZstdCompressionDict((_FOLDER / f"body-{number}.dict").read_bytes())


@cache
def _compressor(number: int) -> zstandard.ZstdCompressor:
    known = _dictionary(number)
    return (
        zstandard.ZstdCompressor(level=_LEVEL, dict_data=known)
        if known
        else zstandard.ZstdCompressor(level=_LEVEL)
    )


@cache
def _decompressor(number: int) -> zstandard.ZstdDecompressor:
    known = _dictionary(number)
    return zstandard.ZstdDecompressor(dict_data=known) if known else zstandard.ZstdDecompressor()


def pack(body: bytes) -> bytes:
    """Compress with the newest dictionary."""
    return _compressor(newest_dictionary()).compress(body)


def unpack(packed: bytes, dictionary: int) -> bytes:
    """The body as it was; an empty body (a deletion) stays empty."""
    return _decompressor(dictionary).decompress(packed) if packed else b""
