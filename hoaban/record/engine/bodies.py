"""Bodies at rest: the text less what its row says anyway (type, id, version and time), compressed.

Every text begins with its type and id, and has version and time side by side in ``meta``. Those digits are different in
each resource and would be a sixth of what is stored. A text in which they stand otherwise is kept whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hoaban.record.engine import codec

_STAMP = b"\x01"  # never part of JSON, which escapes it


class Head(NamedTuple):
    """What a row says of its body. ``id`` is the FHIR id."""

    type_name: str
    id: str
    version: int
    at: datetime


def pack(body: bytes, head: Head) -> bytes:
    """A body as its row keeps it, with the newest dictionary."""
    opening = _opening(head)
    if body.startswith(opening):
        body = body[len(opening) :].replace(stamp(head.version, head.at), _STAMP, 1)
    return codec.pack(body)


def unpack(packed: bytes, dictionary: int, head: Head) -> bytes:
    """The body as it was; an empty body (a deletion) stays empty."""
    kept = codec.unpack(packed, dictionary)
    if not kept or kept.startswith(b"{"):
        return kept
    return _opening(head) + kept.replace(_STAMP, stamp(head.version, head.at), 1)


def stamp(version: int, at: datetime) -> bytes:
    """Version and time of a resource as they stand in its ``meta``."""
    return f'"versionId":"{version}","lastUpdated":"{at.isoformat(timespec="milliseconds")[:23]}Z"'.encode()


def _opening(head: Head) -> bytes:
    return f'{{"resourceType":"{head.type_name}","id":"{head.id}"'.encode()
