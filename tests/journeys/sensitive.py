"""Dossiers for tests of what is hidden: a plain visit and one that tells of HIV, of one person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from hoaban.connect import claims as format_
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.shared.claims import api as claims
from hoaban.shared.claims.tests import builders
from tests import cast

PLAIN, SENSITIVE = "I10", "B20"


def dossier(ma_lk: str, icd10: str, **head: str) -> format_.Dossier:
    """A visit of the retired teacher with a diagnosis."""
    common = {"MA_LK": ma_lk}
    drugs = [builders.drug(1, **common)]
    services = [
        builders.examination(1, MA_BENH=icd10, **common),
        builders.service(2, MA_BENH=icd10, **common),
    ]
    summary = builders.summary(drugs, services, MA_BENH_CHINH=icd10, MA_BENH_KT="", **common, **head)
    return builders.dossier(XML1=[summary], XML2=drugs, XML3=services, XML4=[builders.result(1, **common)])


def file(*dossiers: format_.Dossier) -> bytes:
    """A claim file with these dossiers."""
    outgoing = [format_.Outgoing(one.tables, one.level) for one in dossiers]
    return format_.write_envelope(outgoing, facility_code=cast.PROVINCIAL)


def dossiers_in(content: bytes) -> list[format_.Dossier]:
    """What an original holds."""
    return [one for one in format_.read(io.BytesIO(content)) if isinstance(one, format_.Dossier)]


def send(folder: Path, *files: bytes, actor: Actor | None = None) -> UUID:
    """Send files through the door of the claims; returns their batch."""
    sender = actor or cast.integration()
    place = folder / str(len(list(folder.iterdir())))
    place.mkdir()
    for number, content in enumerate(files):
        (place / f"{number}.xml").write_bytes(content)
    batch = claims.open_batch(actor=sender, source="cli", paths=[place], now=clock.now())
    claims.run_batch(batch, actor=sender, clock=clock.now)
    return batch


def officer(*labels: str, scope: Scope | None = None, name: str = "bhyt") -> Actor:
    """An insurance officer, of the provincial hospital unless another scope is named."""
    reach = scope or Scope("facility", cast.PROVINCIAL)
    acts: Sequence[str] = ("claims.submit", "claims.read", "record.read:HPAYMT")
    rights = [(f"label.{label}", cast.ALL) for label in labels]
    return cast.staff(name, *((act, reach) for act in acts), *rights)


def inspector(*labels: str) -> Actor:
    """Reads the dossiers and batches of every facility."""
    return officer(*labels, scope=cast.ALL, name="giamdinh")
