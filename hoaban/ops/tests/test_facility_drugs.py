"""The demo's drug lists come in by the importer, whole, and once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hoaban.foundation.workforce.tests import staff
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.ops.cli import main
from hoaban.ops.demo import facility_drugs
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.shared.prescribing import api as prescribing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
OFFICER = Actor(
    "system:operator", ActorKind.SYSTEM, "operator",
    frozenset(Grant(act, Scope("all")) for act in ("system.manage", "prescribing.lists")),
)  # fmt: skip


def test_lists_are_whole_and_loaded_once() -> None:
    register_demo_facilities(actor=OFFICER, now=NOW)

    assert facility_drugs.load_demo_drugs(actor=OFFICER, now=NOW) == 3
    assert facility_drugs.load_demo_drugs(actor=OFFICER, now=NOW) == 0
    assert prescribing.has_drugs(facility_code="12981", on=NOW.date())


def test_the_operator_sees_faults_first_and_then_applies(tmp_path: Path) -> None:
    staff.open_places()
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(facility_drugs.list_content())
    bad.write_bytes(b"no workbook")
    order = ["drugs", "import", str(good), "--facility", staff.HOSPITAL, "--from", "2026-01-01"]

    looked = CliRunner().invoke(main, order)
    assert looked.exit_code == 0, looked.output
    assert not prescribing.has_drugs(facility_code=staff.HOSPITAL, on=NOW.date())
    assert CliRunner().invoke(main, [*order, "--load"]).exit_code == 0
    assert prescribing.has_drugs(facility_code=staff.HOSPITAL, on=NOW.date())
    assert (
        CliRunner().invoke(main, ["drugs", "import", str(bad), "--facility", staff.HOSPITAL]).exit_code == 2
    )
