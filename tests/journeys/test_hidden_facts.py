"""A sensitive dossier of a person who also has a plain one: for who has no right to it, it does not exist anywhere."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from hoaban.connect import claims as format_
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.rest import bundle
from hoaban.shared.claims import api as claims
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = pytest.mark.django_db

TYPES = (
    "Encounter", "Condition", "Claim", "Provenance", "DocumentReference", "MedicationRequest", "MedicationDispense",
    "Observation", "DiagnosticReport", "ServiceRequest",
)  # fmt: skip


def dossier(ma_lk: str, icd10: str) -> format_.Dossier:
    common = {"MA_LK": ma_lk}
    drugs = [builders.drug(1, **common)]
    services = [
        builders.examination(1, MA_BENH=icd10, **common),
        builders.service(2, MA_BENH=icd10, **common),
    ]
    head = builders.summary(drugs, services, MA_BENH_CHINH=icd10, MA_BENH_KT="", **common)
    return builders.dossier(XML1=[head], XML2=drugs, XML3=services, XML4=[builders.result(1, **common)])


@pytest.fixture
def doors(tmp_path: Path) -> tuple[record.Door, record.Door]:
    """The door of a doctor without the right, and of one with it, after both dossiers came in."""
    outgoing = [
        format_.Outgoing(one.tables, one.level) for one in (dossier("PLAIN", "I10"), dossier("HIDDEN", "B20"))
    ]
    (tmp_path / "in.xml").write_bytes(format_.write_envelope(outgoing, facility_code=cast.PROVINCIAL))
    actor, now = cast.integration(), clock.now()
    batch = claims.open_batch(actor=actor, source="cli", paths=[tmp_path], now=now)
    claims.run_batch(batch, actor=actor, clock=clock.now)
    assert claims.report(actor=actor, batch_id=batch).totals["stored"] == 2
    without, having = cast.doctor(), cast.doctor(cast.PROVINCIAL, "hiv")
    return record.open(without, purpose=Purpose.TREATMENT), record.open(having, purpose=Purpose.TREATMENT)


def found(door: record.Door, kind: str) -> set[str]:
    return {one.id for one in door.search(kind, [("_count", "100")]).entries}


def hidden(doors: tuple[record.Door, record.Door], kind: str) -> set[str]:
    return found(doors[1], kind) - found(doors[0], kind)


@pytest.mark.parametrize("kind", TYPES)
def test_absent_from_searches_totals_and_paging(doors: tuple[record.Door, record.Door], kind: str) -> None:
    without, having = doors
    whole = found(having, kind)
    seen = found(without, kind)
    total = without.search(kind, [("_count", "1"), ("_total", "accurate")])
    paged, token = [*total.entries], total.next
    while token:
        page = without.search(kind, [("_count", "1"), ("_total", "accurate"), ("_page", token)])
        paged, token = [*paged, *page.entries], page.next

    assert seen < whole, "the plain dossier is seen, the hidden one is not"
    assert total.total == len(seen)
    assert {one.id for one in paged} == seen
    assert b'"total":%d' % len(seen) in bundle.searchset(total, base_url="", links=[])


@pytest.mark.parametrize("kind", TYPES)
def test_absent_from_reading_and_history(doors: tuple[record.Door, record.Door], kind: str) -> None:
    for fhir_id in hidden(doors, kind):
        with pytest.raises(NotFound):
            doors[0].read(kind, fhir_id)
        with pytest.raises(NotFound):
            doors[0].history(kind, fhir_id)
        assert doors[0].read_many(kind, [fhir_id]) == []


def test_no_visible_resource_points_at_a_hidden_one(doors: tuple[record.Door, record.Door]) -> None:
    gone = {fhir_id for kind in TYPES for fhir_id in hidden(doors, kind)}
    visible = [
        one.body.decode()
        for kind in (*TYPES, "Patient", "Coverage", "Person")
        for one in doors[0].search(kind, [("_count", "100")]).entries
    ]

    assert gone
    assert not [body[:80] for body in visible for fhir_id in gone if fhir_id in body]


def test_the_original_of_a_hidden_dossier_cannot_be_reached(doors: tuple[record.Door, record.Door]) -> None:
    originals = hidden(doors, "DocumentReference")

    assert originals
    assert all(UUID(one) for one in originals)
    assert all("B20" not in entry.body.decode() for entry in doors[0].search("Claim", []).entries)
