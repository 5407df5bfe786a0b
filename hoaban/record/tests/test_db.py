from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg import pq

from hoaban.record.engine import db, wire
from hoaban.record.engine.batch import Batch

AT = datetime(2026, 11, 13, 8, 55, 0, 123456, tzinfo=UTC)
ONE = UUID("018f2f7e-0000-7000-8000-000000000001")


@pytest.mark.django_db
class TestValues:
    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("smallint", -7), ("int", 2_000_000_000), ("bigint", -(1 << 63)), ("bool", True), ("bool", False),
            ("uuid", ONE), ("timestamptz", AT), ("text", 'Lò Văn "Inh" \\ {a,b}'), ("text", ""), ("bytea", b"\x00\xff"),
            ("float8", 0.1), ("int", None), ("bigint[]", [1, -2]), ("uuid[]", [ONE]), ("timestamptz[]", [AT]),
            ("text[]", ['a"b', "c\\d", "", "{,}", "null", "Giàng"]), ("smallint[]", []), ("bytea[]", [b"\x01", None]),
            ("text[]", ["x", None]),
        ],
    )  # fmt: skip
    def test_what_is_sent_comes_back(self, kind: str, value: Any) -> None:
        assert db.query(f"select %s::{kind}", [value]) == [(value,)]
        assert db.query(f"select %s::{kind}", [value], prepare=False) == [(value,)]

    def test_a_decimal_is_sent_to_the_last_digit(self) -> None:
        exact = Decimal("5.40000000000000000001")
        assert db.query("select (%s::numeric = 5.40000000000000000001)", [exact]) == [(True,)]

    def test_a_per_cent_sign_is_written_twice(self) -> None:
        assert db.query("select 7 %% 4, %s::int", [1]) == [(3, 1)]

    def test_a_nul_is_refused_before_it_reaches_the_server(self) -> None:
        with pytest.raises(ValueError, match="NUL"):
            db.query("select %s::text", ["a\x00b"])

    def test_a_value_of_a_type_that_the_record_does_not_have_is_a_fault_of_ours(self) -> None:
        with pytest.raises(TypeError):
            wire.encode([object()])


@pytest.mark.django_db
@given(st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"])))
def test_any_text_survives_alone_and_in_an_array(text: str) -> None:
    assert db.query("select %s::text, %s::text[]", [text, [text, text]]) == [(text, [text, text])]


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_a_first_statement_begins_the_callers_transaction(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table place (name text)")
        with transaction.atomic():
            db.query("insert into place values ('Dào San')")
            transaction.set_rollback(True)
        assert db.query("select count(*) from place") == [(0,)]

    def test_a_batch_does_all_or_nothing_and_names_the_first_failure(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table bed (number int unique)")
        twice = Batch()
        for number in (1, 1, 2):
            twice.send("insert into bed values (%s)", [number])
        with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
            twice.run()
        assert db.query("select count(*) from bed") == [(0,)]

        once = Batch()
        for number in (3, 4):
            once.send("insert into bed values (%s)", [number])
        with transaction.atomic():
            once.run()
        assert db.query("select array_agg(number order by number) from bed") == [([3, 4],)]

    def test_a_batch_larger_than_any_buffer_is_sent_whole(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table letter (body text)")
        large = Batch()
        for _ in range(40):
            large.send("insert into letter values (%s)", ["x" * 500_000])
        with transaction.atomic():
            large.run()
        assert db.query("select count(*), sum(length(body))::int from letter") == [(40, 20_000_000)]

    def test_answers_come_in_the_round_trip_of_the_first_that_is_looked_at(self) -> None:
        asking = Batch()
        first, second = asking.ask("select %s::int", [1]), asking.ask("select %s::text", ["hai"])

        assert second.rows == [("hai",)]

        with connection.cursor() as cursor:
            cursor.execute("select 1")  # the batch is done: nothing of it stands in the way
        assert first.rows == [(1,)]

    def test_the_last_batch_may_end_the_transaction_if_nobody_else_opened_it(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table bed (number int unique)")
        last = Batch()
        last.send("insert into bed values (%s)", [1])

        with transaction.atomic():
            assert db.is_outermost()
            last.run(commit=True)
            assert db.connect().pgconn.transaction_status == pq.TransactionStatus.IDLE
            with transaction.atomic():
                assert not db.is_outermost()

        assert db.query("select number from bed") == [(1,)]

    def test_a_failed_batch_does_not_end_the_transaction(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table bed (number int unique)")
        last = Batch()
        for _ in range(2):
            last.send("insert into bed values (1)")

        with pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
            last.run(commit=True)

        assert db.query("select count(*) from bed") == [(0,)]

    def test_a_connection_that_the_server_ended_is_replaced_without_a_failure(self) -> None:
        (victim,) = db.query("select pg_backend_pid()")[0]
        other = psycopg.connect(
            **{
                k: v
                for k, v in connection.get_connection_params().items()
                if k in {"host", "port", "user", "password", "dbname"}
            }
        )
        with other:
            other.execute("select pg_terminate_backend(%s, 5000)", [victim])

        db.drop_dead_connection()

        assert db.query("select pg_backend_pid()")[0][0] != victim

    def test_many_different_statements_do_not_fill_the_server(self) -> None:
        for number in range(600):
            assert db.query(f"select {number} + %s::int", [1]) == [(number + 1,)]
        held = db.query("select count(*) from pg_prepared_statements", prepare=False)
        assert held[0][0] <= 500
