"""Originals for every app above: kept unaltered, found by digest."""

from hoaban.foundation.files.queries import get, media_type
from hoaban.foundation.files.rules import LARGEST, DamagedOriginal, Digest, Erased, TooLarge, UnknownOriginal
from hoaban.foundation.files.services import erase, put, put_many

__all__ = [
    "LARGEST",
    "DamagedOriginal",
    "Digest",
    "Erased",
    "TooLarge",
    "UnknownOriginal",
    "erase",
    "get",
    "media_type",
    "put",
    "put_many",
]
