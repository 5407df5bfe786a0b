"""The demo's drug lists come in by the importer, whole, and once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.ops.demo import facility_drugs
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.shared.prescribing import api as prescribing

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
OFFICER = Actor(
    "system:operator", ActorKind.SYSTEM, "operator",
    frozenset(Grant(act, Scope("all")) for act in ("system.manage", "prescribing.lists")),
)  # fmt: skip


@pytest.mark.django_db
def test_lists_are_whole_and_loaded_once() -> None:
    register_demo_facilities(actor=OFFICER, now=NOW)

    assert facility_drugs.load_demo_drugs(actor=OFFICER, now=NOW) == 3
    assert facility_drugs.load_demo_drugs(actor=OFFICER, now=NOW) == 0
    assert prescribing.has_drugs(facility_code="12981", on=NOW.date())
