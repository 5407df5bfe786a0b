"""Resources of an earlier version: refused where a search would miss them, indexed again by itself, then found."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hoaban.ops.runtime.postgres import Cluster
from hoaban.ops.tests.serving import serving
from hoaban.record.engine.search.index import VERSION
from tests.upgrade import installed
from tests.upgrade.test_upgrade import FOLDER

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]

EARLIER = """
update record_resource set index_version = 1;
update record_resource set keys = '{1,2,3}' where type in (select type from record_range);
delete from record_range;
"""
HALFWAY = "select count(*) filter (where index_version = %s), count(*) from record_resource"
LAST = """
select 1 from record_resource where rid = (
    select max(rid) from record_resource group by type order by count(*) desc, type limit 1) for update
"""
"""Holds the last row of the most frequent type."""


def earlier() -> Path:
    """The first kept release: an index of an earlier version than ours wrote it."""
    return min(FOLDER.glob("*.json"), key=lambda path: json.loads(path.read_text())["made_at"])


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """The folder of an installation to come, with the keys of the kept release."""
    folder = tmp_path / "var"
    installed.write_secrets(folder, json.loads(earlier().read_text())["secrets"])
    return folder


def searches(cluster: Cluster, var: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(installed.run(cluster, var, "-m", "tests.upgrade.searches"))
    return told


def killed_halfway(cluster: Cluster, var: Path) -> tuple[int, int]:
    """Let it index until all that is left is held by somebody, and kill it. Rows done, and rows."""
    with psycopg.connect(cluster.url) as holder, psycopg.connect(cluster.url, autocommit=True) as looker:
        holder.execute(LAST)
        program = installed.start(cluster, var, "-m", "hoaban.ops.cli", "record", "reindex", "--json")
        try:
            done, before, until = 0, -1, time.monotonic() + 180
            while not done or done != before:
                assert time.monotonic() < until
                time.sleep(0.5)
                before = done
                done, rows = looker.execute(HALFWAY, [VERSION]).fetchone() or (0, 0)
        finally:
            program.kill()
            program.communicate()
    return done, rows


def test_what_an_earlier_version_stored_is_found_again(var: Path) -> None:
    with Cluster(var).running() as cluster:
        installed.restore(cluster, earlier().with_suffix(".dump"))
        with psycopg.connect(cluster.url) as link:
            link.execute(EARLIER)
        installed.run(cluster, var, "manage.py", "migrate", "--no-input", "--verbosity", "0")
        fresh = searches(cluster, var)
        done, rows = killed_halfway(cluster, var)
        halfway = searches(cluster, var)
    with serving(var) as served:
        served.wait_for("reindexing", lambda: b"\nhoaban_reindex_types 0\n" in served.get("/metrics")[1], 300)
        again = served.command("record", "reindex", "--all", "--json")
        nothing = served.command("record", "reindex", "--json")
        examined = json.loads(served.command("doctor", "--json").stdout)
        with psycopg.connect(f"postgresql://hoaban@/hoaban?host={var / 'run'}") as link:
            versions = link.execute("select distinct index_version from record_resource").fetchall()
    with Cluster(var).running() as cluster:
        after = searches(cluster, var)

    assert (fresh["found"], halfway["found"]) == (None, None)
    assert "value-quantity" in fresh["refused"]
    assert fresh["patients"] == after["patients"] > 0
    assert 0 < done < rows
    assert after["found"] == after["measured"] == fresh["measured"] > 0
    assert versions == [(VERSION,)]
    assert (again.returncode, sum(one["indexed"] for one in json.loads(again.stdout))) == (0, rows)
    assert (nothing.returncode, json.loads(nothing.stdout)) == (0, [])
    assert [one["level"] for one in examined["findings"] if one["check"] == "index"] == ["ok"]


def test_doctor_and_the_figures_tell_how_many_are_left(var: Path) -> None:
    with Cluster(var).running() as cluster:
        installed.restore(cluster, earlier().with_suffix(".dump"))
        installed.run(cluster, var, "manage.py", "migrate", "--no-input", "--verbosity", "0")
        told = installed.start(cluster, var, "-m", "hoaban.ops.cli", "doctor", "--json")
        findings = json.loads(told.communicate()[0])["findings"]
        figures = installed.run(
            cluster, var, "-c",
            "import django; django.setup(); from hoaban.ops.runtime import metrics; print(metrics.exposition().decode())",
        )  # fmt: skip

    (index,) = [one for one in findings if one["check"] == "index"]
    assert index["level"] == "warning"
    assert "hoaban record reindex" in index["message_vi"]
    assert "\nhoaban_reindex_types 0\n" not in figures
