"""What every test needs: append-only tables that can be emptied, and the trail's own connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations

_OPEN = """
do $$ declare one record; begin
    for one in select tgrelid::regclass as name, tgname from pg_trigger where tgname like '%%\\_append\\_only'
    loop execute format('alter table %%s {} trigger %%I', one.name, one.tgname); end loop;
end $$;
""".replace("%%", "%")
_flush_as_django_does = DatabaseOperations.sql_flush


def _flush(self: DatabaseOperations, *arguments: Any, **options: Any) -> list[str]:
    statements = _flush_as_django_does(self, *arguments, **options)
    return [_OPEN.format("disable"), *statements, _OPEN.format("enable")] if statements else []


def pytest_configure() -> None:
    """Tables guarded by a trigger named ``..._append_only`` are emptied after a test that commits."""
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
