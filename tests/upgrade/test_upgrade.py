"""The newest kept release is taken over by this version: nothing lost, nothing changed, everything still proved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hoaban.ops.runtime.postgres import Cluster
from hoaban.ops.tests.serving import Served, serving
from tests.upgrade import installed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]

FOLDER = Path(__file__).parent
DERIVED = ("centre_", "record_string", "record_reference", "record_date")
"""Tables that a version may fill differently: they are built again from what is compared."""


@dataclass(frozen=True)
class Upgraded:
    kept: dict[str, Any]
    facts: dict[str, Any]
    served: Served


def newest() -> Path:
    return max(FOLDER.glob("*.json"), key=lambda path: json.loads(path.read_text())["made_at"])


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    kept = json.loads(newest().read_text())
    var = tmp_path_factory.mktemp("upgrade") / "var"
    installed.write_secrets(var, kept["secrets"])
    with Cluster(var).running() as cluster:
        installed.restore(cluster, newest().with_suffix(".dump"))
        installed.run(cluster, var, "manage.py", "migrate", "--no-input", "--verbosity", "0")
        facts = json.loads(installed.run(cluster, var, "-m", "tests.upgrade.facts"))
    with serving(var) as served:
        yield Upgraded(kept, facts, served)


def test_no_row_is_lost(upgraded: Upgraded) -> None:
    before, after = upgraded.kept["facts"]["rows"], upgraded.facts["rows"]
    lost = {
        table: (count, after[table])
        for table, count in before.items()
        if table in after and not table.startswith(DERIVED) and after[table] < count
    }

    assert not lost


def test_every_record_reads_the_same(upgraded: Upgraded) -> None:
    before = upgraded.kept["facts"]["records"]

    assert before
    assert upgraded.facts["records"] == before
    assert upgraded.facts["originals"] == upgraded.kept["facts"]["originals"] > 0


def test_the_same_people_are_found(upgraded: Upgraded) -> None:
    before = upgraded.kept["facts"]["people"]

    assert all(before.values())
    assert upgraded.facts["people"] == before


def test_roles_and_decisions_stand(upgraded: Upgraded) -> None:
    before = upgraded.kept["facts"]

    for what in ("roles", "decisions"):  # not asked of releases before issue 4
        assert upgraded.facts[what] == before.get(what, upgraded.facts[what])
        assert upgraded.facts[what] or what not in before


def test_figures_are_the_same_and_build_again_to_the_same(upgraded: Upgraded) -> None:
    assert upgraded.facts["figures"] == upgraded.kept["facts"]["figures"]
    rebuilt = upgraded.served.command("figures", "rebuild", "--json")
    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr


def test_doctor_finds_nothing_broken(upgraded: Upgraded) -> None:
    examined = upgraded.served.command("doctor", "--json")

    assert examined.returncode == 0, examined.stdout
    assert json.loads(examined.stdout)["ok"]


def test_the_trail_is_proved_over_both_versions(upgraded: Upgraded) -> None:
    proved = upgraded.served.command("audit", "verify", "--json")
    verdict = json.loads(proved.stdout)

    assert proved.returncode == 0, proved.stdout
    assert verdict["first_break"] is None
    # what was written since the upgrade is in it too
    assert verdict["entries"] > upgraded.kept["facts"]["rows"]["audit_entry"]
