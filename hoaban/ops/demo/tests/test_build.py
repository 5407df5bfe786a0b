"""A build that was killed goes on where it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hoaban.kernel.actor import system_actor
from hoaban.ops.demo import build
from hoaban.ops.demo.loading import Loading

PLAN = build.Plan(people=240, years=0.2, seed=5, until=date(2026, 11, 22))
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Killed(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the slices that were handed to the importer."""
    handed: list[str] = []
    started: list[subprocess.Popen[bytes]] = []

    def take(files: Path) -> subprocess.Popen[bytes]:
        handed.append(files.name)
        assert list(files.glob("*.xml"))
        started.append(subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE))
        return started[-1]

    monkeypatch.setattr(build, "SLICE", 20)
    monkeypatch.setattr(build, "_import", take)
    monkeypatch.setattr(build, "_post_bundles", lambda *_: 1)
    monkeypatch.setattr(build, "_post_stations", lambda *_: None)
    monkeypatch.setattr(build.accounts, "issue_token", lambda **_: "token")
    yield handed
    for one in started:
        if one.stdout and not one.stdout.closed:
            one.communicate()


def run(folder: Path, *, die_at: int = 0, plan: build.Plan = PLAN) -> build.Built:
    steps = 0

    def progress(_state: Loading) -> None:
        nonlocal steps
        steps += 1
        if steps == die_at:
            raise Killed

    officer = system_actor("test", "accounts.manage")
    return build.build(
        plan, officer=officer, folder=folder, keep=False, now=NOW, progress=progress, meanwhile=lambda: None
    )


def test_after_a_kill_only_what_was_not_loaded_is_loaded(tmp_path: Path, imported: list[str]) -> None:
    with pytest.raises(Killed):
        run(tmp_path, die_at=2)
    first = list(imported)
    run(tmp_path)
    again = imported[len(first) :]
    whole = sorted({*first, *again})

    assert first[0] not in again, "that slice was loaded and noted"
    assert first[-1] in again, "that one was on its way"
    assert whole == [f"slice-{number + 1:05d}" for number in range(len(whole))]
    assert len(whole) > 2


def test_a_finished_build_loads_nothing_again_and_leaves_no_files(
    tmp_path: Path, imported: list[str]
) -> None:
    run(tmp_path)
    done = len(imported)
    built = run(tmp_path)

    assert len(imported) == done
    assert built.people == PLAN.people
    assert [path.name for path in tmp_path.iterdir()] == ["done.json"]


def test_another_plan_begins_anew(tmp_path: Path, imported: list[str]) -> None:
    run(tmp_path)
    done = len(imported)
    run(tmp_path, plan=build.Plan(people=240, years=0.2, seed=6, until=PLAN.until))

    assert len(imported) >= done + 3
