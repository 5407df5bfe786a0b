"""``hoaban import claims``, killed at any moment, twice at once, or left by its database: nothing lost or half-stored."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from tests.journeys import killing
from tests.journeys.killing import Ground, Left

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("killed imports")]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with killing.ground(tmp_path_factory.mktemp("killing") / "ground", dossiers=90) as made:
        yield made


@pytest.fixture(scope="module")
def undisturbed(here: Ground) -> tuple[Left, float]:
    database = here.fresh("undisturbed")
    seconds = killing.timed_import(here, database)
    return here.left(database), seconds


def test_the_files_hold_what_the_comparison_is_about(undisturbed: tuple[Left, float]) -> None:
    left, _ = undisturbed
    outcomes = Counter(row[5] for row in left["submissions"].elements())

    assert set(outcomes) == {"stored", "corrected", "unchanged", "refused"}
    assert left["versions"]
    assert len(left["findings"]) > 5


def test_killed_at_random_moments_and_resumed_it_finds_the_same(
    here: Ground, undisturbed: tuple[Left, float]
) -> None:
    left, seconds = undisturbed
    database = here.fresh("killed")

    killed = killing.import_with_kills(here, database, kills=2, rng=Random(20261122), whole=seconds)  # noqa: S311

    assert killed
    assert here.left(database) == left


def test_two_imports_of_the_same_files_at_once_store_everything_once(
    here: Ground, undisturbed: tuple[Left, float]
) -> None:
    left, _ = undisturbed
    database = here.fresh("twice")
    both = [here.start(database, str(here.corpus)) for _ in range(2)]
    said = [process.communicate(timeout=300)[1] for process in both]

    found = here.left(database)
    assert [process.returncode for process in both] == [1, 1], said
    assert {name: rows for name, rows in found.items() if name == "originals"} == {
        "originals": left["originals"]
    }
    for name in ("resources", "people"):
        assert {row[:2] for row in found[name]} == {row[:2] for row in left[name]}, name
    stored = Counter(row[2] for row in found["submissions"].elements() if row[5] == "stored")
    assert set(stored.values()) == {1}, "each dossier is stored once, by one of the two"
    assert set(found["files"].values()) == {2}


def test_killing_the_database_in_mid_import_loses_nothing_that_was_committed(
    here: Ground, undisturbed: tuple[Left, float]
) -> None:
    left, _ = undisturbed
    database = here.fresh("powercut")
    process = here.start(database, str(here.corpus))
    while not (committed := here.done(database)):
        assert process.poll() is None
        time.sleep(0.02)
    here.kill_the_database()
    _, said = process.communicate(timeout=120)
    here.start_the_database()

    assert process.returncode == 2, said
    assert "--resume" in said
    assert here.done(database) >= committed
    batch = here.batch(database)
    assert batch
    assert here.import_all(database, "--resume", batch) == 1
    assert here.left(database) == left
