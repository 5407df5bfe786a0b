"""How many resources a search by keys can find is guessed from the database's statistics, never from what it finds."""

from __future__ import annotations

import pytest
from django.db import connection

from hoaban.record.engine.search import keys, rarity
from hoaban.record.engine.search.criteria import Keys
from hoaban.record.engine.search.rarity import Statistics
from tests.bench import people

STORE = Statistics(1_000_000, {1: 0.5, 2: 0.01, 3: 0.01}, 0.00001)


def test_a_key_that_the_statistics_do_not_name_is_rare() -> None:
    assert STORE.expected([Keys((77,))]) == pytest.approx(10)


def test_alternatives_add_up_and_never_to_more_than_everything() -> None:
    assert STORE.expected([Keys((2, 3))]) == pytest.approx(20_000)
    assert STORE.expected([Keys((1, 1, 1))]) == 1_000_000


def test_keys_that_must_all_be_there_make_it_fewer_but_are_not_trusted_to_be_independent() -> None:
    both = STORE.expected([Keys((2,)), Keys((3,))])
    assert 1_000_000 * 0.01 * 0.01 < both < 1_000_000 * 0.01
    assert STORE.expected([Keys((3,)), Keys((2,))]) == both


@pytest.mark.parametrize(
    ("patients", "having", "few"),
    [(1_000, 100, True), (10_000, 1_000, False), (100_000, 1_000, True), (100_000, 10_000, False)],
)
def test_a_type_is_walked_where_a_page_is_soon_full_of_what_many_have(
    monkeypatch: pytest.MonkeyPatch, patients: int, having: int, few: bool
) -> None:
    resources = patients * 10
    store = Statistics(resources, {1: having / resources}, 0.00001, types={7: 0.1})
    monkeypatch.setattr(rarity, "_statistics", lambda: store)

    assert rarity.are_few([Keys((1,))], walked=[7]) is few
    assert rarity.are_few([Keys((1,))]) is (having <= rarity.FEW)


@pytest.mark.django_db
def test_a_frequent_key_of_the_store_is_known_and_one_that_nobody_has_is_rare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rarity, "FEW", 30)
    people.load(range(40))
    with connection.cursor() as cursor:
        cursor.execute("analyze record_resource")
    rarity.forget()

    everybody = Keys((keys.number(keys.prefix("Observation", "status") + "c.final"),))

    assert not rarity.are_few([everybody])
    assert rarity.are_few([everybody, Keys((keys.number("nobody"),))])
    rarity.forget()
