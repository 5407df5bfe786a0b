from datetime import datetime

import pytest
from django.db import connection, transaction

from hoaban.kernel import outbox
from hoaban.kernel.models import FollowerCursor
from hoaban.kernel.tests.sealing import seal_all


@pytest.mark.django_db(transaction=True)
def test_a_follower_reads_what_was_announced_in_dense_order() -> None:
    with transaction.atomic():
        outbox.announce("record", [1])
    with transaction.atomic():
        outbox.announce("record", [2])
    seal_all()

    read = outbox.read_after(0, topics=frozenset({"record"}), limit=10)

    assert [one.changes for one in read] == [[1], [2]]
    assert [one.position for one in read] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_earlier_transaction_that_commits_late_is_not_missed() -> None:
    other = connection.copy()
    try:
        with transaction.atomic():
            outbox.announce("record", ["late"])
            with other.cursor() as cursor:
                cursor.execute(
                    "insert into kernel_announcement (topic, changes) values ('record', '[\"early\"]')"
                )
            outbox_seen = outbox.seal()
            assert outbox_seen == 0, "nothing is sealed while an older transaction still runs"
        seal_all()
    finally:
        other.close()

    read = outbox.read_after(0, topics=frozenset({"record"}), limit=10)

    assert [one.changes for one in read] == [["late"], ["early"]]


@pytest.mark.django_db(transaction=True)
def test_a_cursor_tells_when_it_last_moved() -> None:
    follower = outbox.Follower(name="reader", topics=frozenset({"record"}), handle=lambda _news: None)

    def moved_at() -> datetime:
        return FollowerCursor.objects.get(name="reader").moved_at

    outbox.announce("record", [1])
    seal_all()
    outbox.advance(follower)
    first = moved_at()
    outbox.advance(follower)
    assert moved_at() == first, "there was nothing new"

    outbox.announce("record", [2])
    seal_all()
    outbox.advance(follower)
    assert moved_at() > first
