"""Nothing waits for ever: not a statement, a lock, an idle transaction, nor a server that hangs."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

LONGEST = {
    "statement_timeout": timedelta(seconds=30),
    "lock_timeout": timedelta(seconds=5),
    "idle_in_transaction_session_timeout": timedelta(seconds=20),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LONGEST)
def test_the_server_ends_what_takes_too_long(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s)::interval", [name])
        (limit,) = cursor.fetchone() or (timedelta(),)
    assert timedelta() < limit <= LONGEST[name]


@pytest.mark.parametrize("alias", list(connections))
def test_a_server_that_takes_calls_and_says_nothing_is_given_up(alias: str, tmp_path: Path) -> None:
    limit = settings.DATABASES[alias]["OPTIONS"]["connect_timeout"]
    assert 0 < limit <= 10
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / ".s.PGSQL.5432"))
        silent.listen()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=str(tmp_path), dbname="x", user="x", connect_timeout=min(limit, 2))
