"""A sensitive dossier of a person who also has a plain one: for who has no right to it, it does not exist anywhere."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.record.rest import bundle
from hoaban.shared.chart import api as chart
from hoaban.shared.chart import queries as charts
from hoaban.shared.claims import api as claims
from tests import cast
from tests.journeys.sensitive import PLAIN, SENSITIVE, dossier, dossiers_in, file, send

pytestmark = pytest.mark.django_db

WITHOUT, HAVING = cast.doctor(), cast.doctor(cast.PROVINCIAL, "hiv")
TYPES = (
    "Encounter", "Condition", "Claim", "Provenance", "DocumentReference", "MedicationRequest", "MedicationDispense",
    "Observation", "DiagnosticReport", "ServiceRequest",
)  # fmt: skip


@pytest.fixture
def doors(tmp_path: Path) -> tuple[record.Door, record.Door]:
    """The door of a doctor without the right, and of one with it, after both dossiers came in."""
    batch = send(tmp_path, file(dossier("PLAIN", PLAIN), dossier("HIDDEN", SENSITIVE)))
    assert claims.report(actor=cast.integration(), batch_id=batch).totals["stored"] == 2
    without, having = WITHOUT, HAVING
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


def person_of(door: record.Door) -> UUID:
    person = door.search("Encounter", []).entries[0].person
    assert person is not None
    return person


def test_the_original_of_a_hidden_dossier_cannot_be_reached(doors: tuple[record.Door, record.Door]) -> None:
    originals = hidden(doors, "DocumentReference")

    assert len(originals) == 1
    for one in originals:
        with pytest.raises(NotFound):
            charts.find_original(actor=WITHOUT, document=one)
        content = charts.find_original(actor=HAVING, document=one).content
        assert [each.ma_lk for each in dossiers_in(content)] == ["HIDDEN"]
    assert all("B20" not in entry.body.decode() for entry in doors[0].search("Claim", []).entries)


def test_provenance_of_a_hidden_dossier_cannot_be_reached(doors: tuple[record.Door, record.Door]) -> None:
    gone = hidden(doors, "Provenance")

    assert len(gone) == 1
    for visit in hidden(doors, "Encounter"):
        asked = [("target", f"Encounter/{visit}")]
        assert doors[0].search("Provenance", asked).entries == ()
        assert {one.id for one in doors[1].search("Provenance", asked).entries} == gone


def test_absent_from_the_timeline_and_every_panel(doors: tuple[record.Door, record.Door]) -> None:
    person = person_of(doors[0])
    seen, whole = charts.story(actor=WITHOUT, person=person), charts.story(actor=HAVING, person=person)

    for panel in ("visits", "diagnoses", "medicines", "results", "orders", "documents"):
        assert 0 < len(getattr(seen, panel)) < len(getattr(whole, panel)), panel
    assert "B20" not in repr(seen)
    assert "B20" in repr(whole)


def test_versions_of_a_hidden_visit_are_not_found(doors: tuple[record.Door, record.Door]) -> None:
    person = person_of(doors[0])
    for visit in hidden(doors, "Encounter"):
        with pytest.raises(NotFound):
            charts.history_of(actor=WITHOUT, person=person, visit=visit)
        with pytest.raises(NotFound):
            doors[0].vread("Encounter", visit, 1)
        assert charts.history_of(actor=HAVING, person=person, visit=visit)


def test_absent_from_the_list_behind_a_number(doors: tuple[record.Door, record.Door]) -> None:
    visits = [UUID(one) for one in found(doors[1], "Encounter")]
    seen = chart.list_behind(actor=WITHOUT, encounter_ids=visits)

    assert len(visits) == 2
    assert len(seen.visits) == 1
    assert not seen.more
    assert len(chart.list_behind(actor=HAVING, encounter_ids=visits).visits) == 2
