"""The command for a facility's drug list: looked at first, then applied."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hoaban.kernel.actor import system_actor
from hoaban.ops.cli import main
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.ops.demo.facility_drugs import list_content
from hoaban.shared.prescribing import api as prescribing

HOSPITAL = "12981"
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_operator_sees_faults_first_and_then_applies(tmp_path: Path) -> None:
    register_demo_facilities(actor=system_actor("register-test", "system.manage"), now=NOW)
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(list_content())
    bad.write_bytes(b"no workbook")
    order = ["drugs", "import", str(good), "--facility", HOSPITAL, "--from", "2026-01-01"]

    looked = CliRunner().invoke(main, order)
    assert looked.exit_code == 0, looked.output
    assert not prescribing.has_drugs(facility_code=HOSPITAL, on=NOW.date())
    assert CliRunner().invoke(main, [*order, "--load"]).exit_code == 0
    assert prescribing.has_drugs(facility_code=HOSPITAL, on=NOW.date())
    assert CliRunner().invoke(main, ["drugs", "import", str(bad), "--facility", HOSPITAL]).exit_code == 2
