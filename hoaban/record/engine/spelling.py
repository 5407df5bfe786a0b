"""The stored text of a resource: ``meta`` right after the id, filled in when version and time are known.

Everything else is spelled once, when the resource is drafted, whatever becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hoaban.record.engine import parse_json
from hoaban.record.shapes import Json


@dataclass(frozen=True, slots=True)
class Text:
    """A resource as text but for its ``meta``, which goes between ``head`` and ``tail``."""

    head: bytes
    meta: Json
    tail: bytes

    def version(self, number: int, at: datetime) -> bytes:
        """The text as version ``number`` of the resource, made at this time."""
        updated = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
        if not self.meta:
            return b'%b{"versionId":"%d","lastUpdated":"%b"}%b' % (
                self.head,
                number,
                updated.encode(),
                self.tail,
            )
        meta = {**self.meta, "versionId": str(number), "lastUpdated": updated}
        return self.head + parse_json.dumps(meta) + self.tail


def spell(resource: Json) -> Text:
    """The text of a resource that has its type and id."""
    head = parse_json.dumps({"resourceType": resource["resourceType"], "id": resource["id"]})
    rest = {name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")}
    tail = parse_json.dumps(rest)
    return Text(head[:-1] + b',"meta":', resource.get("meta", {}), b"," + tail[1:] if rest else tail[1:])
