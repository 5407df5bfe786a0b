"""What every test needs: append-only tables that can be emptied, and the trail's own connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations

from hoaban.foundation.audit.services import writing

_OPEN = """
do $$ declare one record; begin
    for one in select tgrelid::regclass as name, tgname from pg_trigger where tgname like '%%\\_append\\_only'
    loop execute format('alter table %%s {} trigger %%I', one.name, one.tgname); end loop;
end $$;
""".replace("%%", "%")
_flush_as_django_does = DatabaseOperations.sql_flush


def _flush(self: DatabaseOperations, *arguments: Any, **options: Any) -> list[str]:
    """Tables guarded by a trigger named ``..._append_only`` are emptied after a test that commits, too."""
    statements = _flush_as_django_does(self, *arguments, **options)
    return [_OPEN.format("disable"), *statements, _OPEN.format("enable")] if statements else []


def pytest_configure() -> None:
    """What the product does otherwise: folders, cost of passwords, append-only tables emptied between tests."""
    # how long one example takes says nothing while two workers and their servers share the processors
    hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
    hypothesis.settings.load_profile("unhurried")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # or the static files' middleware warns
    # passwords of tests are nobody's: hashing them need not cost a tenth of a second each
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 1024
    DatabaseOperations.sql_flush = _flush  # type: ignore[method-assign,assignment]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits also reaches the trail's own connection, as the product does."""
    for item in items:
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                cast(dict[str, Any], mark.kwargs).setdefault("databases", ["default", "trail"])


@pytest.fixture(autouse=True)
def _trail(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """In a test that is rolled back, refusals are written into the same transaction and vanish with it."""
    mark = request.node.get_closest_marker("django_db")
    commits = bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if not commits:
        settings.AUDIT_TRAIL_DATABASE = "default"
    settings.TOKEN_CACHE_SECONDS = 0  # a token of one test must not be believed in the next
    yield
    if commits:
        trail: Any = connections["trail"]
        trail.close()
        trail.close_pool()


@pytest.fixture(autouse=True)
def _acts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction of a test is nobody's act: an entry of the trail needs one that the product opened."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue(
            "_django_db_helper"
        )  # it has opened the test's transaction, if there is to be one
    of_the_test = len(connections["default"].atomic_blocks)
    monkeypatch.setattr(
        writing, "is_within_an_act", lambda: len(connections["default"].atomic_blocks) > of_the_test
    )


@pytest.fixture
def database_of_the_test(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Other processes read the address of the database from the environment."""
    ours = connections["default"].settings_dict
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{ours['USER']}@/{ours['NAME']}?host={ours['HOST']}")
