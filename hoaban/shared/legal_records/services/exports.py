"""One record leaves the platform: XML and JSON in the shape of CV 365, with the signed files beside, in a ZIP."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as package_files
from uuid import UUID

from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.shared.legal_records.queries import contents, reading, standing
from hoaban.shared.legal_records.rules import exporting

_SCHEMAS = ("ho-so-benh-an.xsd", "ho-so-benh-an.schema.json")


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand over. ``cut``: values that were longer than their field may be."""

    name: str
    media: str
    content: bytes
    cut: tuple[exporting.TooLong, ...]


def export_record(*, actor: Actor, visit: UUID, kind: str, now: datetime) -> Export:
    """One record as ``xml``, ``json`` or ``zip`` (both, their schemas, and the signed files of every version), as far as the
    actor may read it; in the trail.

    :raises NotFound: not for this actor, no record, or no such kind. :raises SayWhy: archived, and nobody said what for.
    """
    if kind not in ("xml", "json", "zip"):
        raise NotFound("Không có dạng này.", "There is no such form.", place="kind")
    with audit.as_one(actor=actor, act="records.export", detail={"visit": str(visit), "kind": kind}, now=now):
        reading.demand_look(actor=actor, visit=visit, now=now)
        found = standing.state_of(actor=actor, visit=visit)
        content = contents.groups_of(contents.read_content(actor=actor, visit=visit, now=now))
        made = {"xml": exporting.build_xml(content), "json": exporting.build_json(content)}
        cut = tuple(exporting.too_long(content))
        name = f"ho-so-benh-an-{found.number}"
        if kind != "zip":
            return Export(f"{name}.{kind}", f"application/{kind}", made[kind], cut)
        signed = reading.readable_files(actor, found)
    return Export(f"{name}.zip", "application/zip", _zip(name, made, signed, cut, now), cut)


def _zip(
    name: str,
    made: dict[str, bytes],
    signed: list[tuple[str, str]],
    cut: tuple[exporting.TooLong, ...],
    now: datetime,
) -> bytes:
    """The same content gives the same bytes but for the moment."""
    at = now.astimezone(clock.VIETNAM).timetuple()[:6]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:

        def put(file: str, content: bytes) -> None:
            packed.writestr(zipfile.ZipInfo(file, at), content, zipfile.ZIP_DEFLATED)

        for kind, content in made.items():
            put(f"{name}.{kind}", content)
        for schema in _SCHEMAS:
            put(schema, package_files("hoaban.shared.legal_records").joinpath("data", schema).read_bytes())
        for file, digest in signed:
            put(f"da-ky/{file}", files.get(digest))
        if cut:
            lines = [f"{one.group}.{one.field}: {one.length} > {one.longest}" for one in cut]
            put("gia-tri-bi-cat.txt", "\n".join(lines).encode())
    return held.getvalue()
