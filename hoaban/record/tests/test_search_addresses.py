"""Chains, reverse chains and includes along canonical addresses."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from tests import cast

pytestmark = pytest.mark.django_db

BASE = "http://hoaban.example"


def definition(kind: str, name: str, version: str = "", **more: Any) -> Entry:
    """A definition with its address, ``status`` and perhaps a version."""
    resource = {
        "resourceType": kind,
        "id": name,
        "status": "active",
        "url": f"{BASE}/{name.partition('.')[0]}",
        **more,
    }
    return Entry("PUT", kind, name, {**resource, "version": version} if version else resource)


@pytest.fixture
def door() -> record.Door:
    """Two versions of a library, one that nobody uses, a measure and a plan that use them; a report of the measure."""
    opened = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    composed = [{"type": "composed-of", "resource": f"{BASE}/tinh-tuoi|1"}]
    opened.transact([
        definition("Library", "tinh-tuoi.1", "1", title="Cũ", type={"coding": [{"code": "logic-library"}]}),
        definition("Library", "tinh-tuoi.2", "2", title="Mới", type={"coding": [{"code": "logic-library"}]}),
        definition("Library", "khac", title="Khác", type={"coding": [{"code": "logic-library"}]}),
        definition("Measure", "do-dung", library=[f"{BASE}/tinh-tuoi|2"], title="Đo"),
        definition("Measure", "do-bat-ky", library=[f"{BASE}/tinh-tuoi"], title="Đo bất kỳ"),
        definition("PlanDefinition", "ke-hoach", relatedArtifact=composed),
        Entry("PUT", "MeasureReport", "bao-cao", {
            "resourceType": "MeasureReport", "id": "bao-cao", "status": "complete", "type": "summary",
            "measure": f"{BASE}/do-dung", "period": {"start": "2026"},
        }),
    ])  # fmt: skip
    return opened


AGAIN = ("_revinclude:iterate", "Measure:depends-on"), ("_revinclude:iterate", "MeasureReport:measure")


def names(page: record.Page | Any) -> list[str]:
    return sorted(one.id for one in page.entries)


@pytest.mark.parametrize(
    ("kind", "name", "value", "found"),
    [
        ("Measure", "depends-on:Library.title", "Mới", ["do-bat-ky", "do-dung"]),
        ("Measure", "depends-on:Library.title", "Cũ", ["do-bat-ky"]),
        ("Measure", "depends-on:Library.title", "Khác", []),
        ("PlanDefinition", "composed-of:Library.version", "1", ["ke-hoach"]),
        ("PlanDefinition", "composed-of:Library.version", "2", []),
        ("MeasureReport", "measure.title", "đo", ["bao-cao"]),
        ("MeasureReport", "measure.depends-on:Library.version", "2", ["bao-cao"]),
        ("Library", "_has:Measure:depends-on:title", "bất", ["tinh-tuoi.1", "tinh-tuoi.2"]),
        ("Library", "_has:Measure:depends-on:_has:MeasureReport:measure:status", "complete", ["tinh-tuoi.2"]),
        ("Measure", "_filter", 'depends-on:Library.title eq "cu"', ["do-bat-ky"]),
    ],
)
def test_an_address_leads_to_the_definitions_that_have_it(
    door: record.Door, kind: str, name: str, value: str, found: list[str]
) -> None:
    assert names(door.search(kind, [(name, value)])) == found


@pytest.mark.parametrize(
    ("kind", "params", "along"),
    [
        ("Measure", [("_id", "do-dung"), ("_include", "Measure:depends-on")], ["tinh-tuoi.2"]),
        ("Measure", [("_id", "do-bat-ky"), ("_include", "Measure:depends-on:Library")], ["tinh-tuoi.1", "tinh-tuoi.2"]),
        ("Measure", [("_id", "do-dung"), ("_include", "*")], ["tinh-tuoi.2"]),
        ("Library", [("_id", "tinh-tuoi.1"), ("_revinclude", "Measure:depends-on")], ["do-bat-ky"]),
        ("Library", [("_id", "tinh-tuoi.1"), ("_revinclude", "*")], ["do-bat-ky", "ke-hoach"]),
        ("Library", [("_id", "tinh-tuoi.2"), *AGAIN], ["bao-cao", "do-bat-ky", "do-dung"]),
        ("Measure", [("_id", "do-dung"), ("_include", "Measure:depends-on:Measure")], []),
    ],
)  # fmt: skip
def test_what_an_address_names_comes_along(
    door: record.Door, kind: str, params: list[tuple[str, str]], along: list[str]
) -> None:
    assert sorted(one.id for one in door.search(kind, params).included) == along


def test_an_address_that_another_definition_takes_over_leads_there(door: record.Door) -> None:
    door.update("Library", "khac", {**door.read("Library", "khac").json(), "url": f"{BASE}/tinh-tuoi"})

    found = door.search("Library", [("_has:Measure:depends-on:_id", "do-bat-ky")])

    assert names(found) == ["khac", "tinh-tuoi.1", "tinh-tuoi.2"]
