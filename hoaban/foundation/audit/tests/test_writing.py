from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction

from hoaban.foundation.audit import api
from hoaban.foundation.audit.tests.trail import LAN, NOON, NURSE, ids, write


@pytest.mark.django_db
def test_an_entry_says_who_did_what_for_which_purpose_to_whom() -> None:
    write(3)

    (entry,) = api.list_entries()
    assert entry.actor_id == "account:dd.tyt"
    assert entry.actor_kind == "person"
    assert (entry.act, entry.purpose, entry.outcome) == ("record.read", "TREAT", "allowed")
    assert entry.persons == (LAN,)
    assert entry.detail == {"type": "Observation", "count": 3}
    assert entry.request_id == "r1"


@pytest.mark.django_db
def test_writing_an_entry_is_one_statement(django_assert_num_queries) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        api.write(actor=NURSE, act="record.read")


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_would_stand_apart_from_its_act_is_refused() -> None:
    with pytest.raises(api.NoTransaction, match=r"record\.read"):
        api.write(actor=NURSE, act="record.read")

    assert ids() == []


@pytest.mark.django_db
def test_the_entry_can_ride_along_with_the_callers_own_statement() -> None:
    sql, arguments = api.insert_statement(actor=NURSE, act="record.read", persons=[LAN], now=NOON)

    with connection.cursor() as cursor:
        cursor.execute(f"with audited as ({sql}) select count(*), min(id) from audited", arguments)
        count, entry_id = cursor.fetchone()

    assert count == 1
    assert ids() == [entry_id]


@pytest.mark.django_db(transaction=True)
def test_an_entry_stands_or_falls_with_its_act() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)

    assert ids() == []


@pytest.mark.django_db(transaction=True)
def test_a_refusal_survives_the_rollback_of_what_was_refused() -> None:
    with transaction.atomic():
        write(1)
        api.write_refusal(actor=NURSE, act="record.read", purpose="TREAT", persons=[LAN])
        transaction.set_rollback(True)

    (entry,) = api.list_entries()
    assert entry.outcome == "refused"


@pytest.mark.django_db(transaction=True)
def test_refusals_leave_no_connection_behind() -> None:
    for _ in range(20):
        api.write_refusal(actor=NURSE, act="record.read")

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        assert cursor.fetchone()[0] <= 3
    assert len(ids()) == 20


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "update audit_entry set act = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "delete from audit_entry where false",
        "update audit_block set entries = 0",
        "delete from audit_block",
        "truncate audit_anchor",
    ],
)
def test_the_application_can_neither_change_nor_delete_nor_empty_the_trail(sql: str) -> None:
    write(1)

    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert len(ids()) == 1


def test_an_outcome_is_allowed_or_refused() -> None:
    with pytest.raises(ValueError, match="outcome"):
        api.insert_statement(actor=NURSE, act="record.read", outcome="perhaps")


def test_a_value_is_refused_before_anything_is_written() -> None:
    with pytest.raises(api.ValueInDetail):
        api.insert_statement(actor=NURSE, act="people.find", detail={"query": "Giàng Thị Mỷ"})


def test_without_a_key_nothing_can_be_done_that_must_be_audited(settings) -> None:
    settings.AUDIT_KEY = ""

    with pytest.raises(ImproperlyConfigured, match="AUDIT_KEY"):
        api.insert_statement(actor=NURSE, act="record.read")


@pytest.mark.django_db
def test_the_trail_is_read_newest_first_page_by_page_and_by_what_is_sought() -> None:
    write(1, 2, 3)
    with transaction.atomic():
        api.write(actor=NURSE, act="people.find", outcome="refused", now=NOON + timedelta(minutes=1))

    newest = api.list_entries(limit=2)
    older = api.list_entries(limit=2, before=newest[-1].id)

    assert [entry.act for entry in newest] == ["people.find", "record.read"]
    assert [entry.detail["count"] for entry in older] == [2, 1]
    refused = api.list_entries(sought=api.TrailFilter(outcome="refused", act="people.find", since=NOON))
    assert len(refused) == 1
    assert api.list_entries(sought=api.TrailFilter(until=NOON)) == []
    assert api.list_entries(sought=api.TrailFilter(actor_id="account:other")) == []
