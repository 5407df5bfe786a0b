"""Many clients at once: one winner, clear conflicts, nothing twice and nothing half."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from hoaban.record.tests.fhir_client import Answer, Call, a_patient, bundle, entry

pytestmark = pytest.mark.django_db(transaction=True)

Together = Callable[[Callable[[int], Answer]], list[Answer]]
CLIENTS = 8
CARD = {"identifier": [{"system": "urn:card", "value": "7"}]}
BY_CARD = "identifier=urn:card|7"


@pytest.fixture
def together() -> Together:
    """Does something on many threads that start at one moment, each with a connection of its own."""
    start = threading.Barrier(CLIENTS)

    def do(work: Callable[[int], Answer]) -> list[Answer]:
        def alone(number: int) -> Answer:
            try:
                start.wait(timeout=30)
                return work(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(alone, range(CLIENTS)))

    return do


def counted(answers: list[Answer]) -> Counter[int]:
    return Counter(each.status for each in answers)


def test_conditional_creates_at_once_make_one(call: Call, together: Together) -> None:
    answers = together(lambda _: call("POST", "/Patient", a_patient(**CARD), if_none_exist=BY_CARD))

    assert counted(answers) == {201: 1, 200: CLIENTS - 1}
    assert len({each.id for each in answers}) == 1
    assert len(call("GET", f"/Patient?{BY_CARD}").json["entry"]) == 1


def test_conditional_updates_at_once_make_one_and_then_change_it(call: Call, together: Together) -> None:
    answers = together(
        lambda number: call("PUT", f"/Patient?{BY_CARD}", a_patient(**CARD, birthDate=f"20{number:02d}"))
    )

    assert counted(answers) == {201: 1, 200: CLIENTS - 1}
    assert sorted(each.headers["ETag"] for each in answers) == [f'W/"{each + 1}"' for each in range(CLIENTS)]


def test_creates_under_one_id_at_once_all_go_through_one_after_the_other(
    call: Call, together: Together
) -> None:
    answers = together(
        lambda number: call("PUT", "/Patient/p1", a_patient(id="p1", birthDate=f"20{number:02d}"))
    )

    assert counted(answers) == {201: 1, 200: CLIENTS - 1}
    lives = [each["resource"]["meta"] for each in call("GET", "/Patient/p1/_history").json["entry"]]
    assert [int(each["versionId"]) for each in lives] == list(range(CLIENTS, 0, -1))
    assert len({each["lastUpdated"] for each in lives}) == CLIENTS


def test_of_updates_that_name_one_version_one_wins(call: Call, together: Together) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))

    answers = together(
        lambda number: call(
            "PUT", "/Patient/p1", a_patient(id="p1", birthDate=f"20{number:02d}"), if_match='W/"1"'
        )
    )

    assert counted(answers) == {200: 1, 412: CLIENTS - 1}
    assert len(call("GET", "/Patient/p1/_history").json["entry"]) == 2


def test_patches_at_once_are_all_kept(call: Call, together: Together) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1", telecom=[{"system": "other", "value": "0"}]))

    answers = together(
        lambda number: call(
            "PATCH", "/Patient/p1", [{"op": "add", "path": "/telecom/-", "value": {"system": "other", "value": f"n{number}"}}],
            content_type="application/json-patch+json",
        )
    )  # fmt: skip

    assert counted(answers) == {200: CLIENTS}
    assert len(call("GET", "/Patient/p1").json["telecom"]) == CLIENTS + 1


def test_transactions_over_the_same_resources_in_any_order_end_without_deadlock(
    call: Call, together: Together
) -> None:
    names = ["p1", "p2", "p3"]

    def work(number: int) -> Answer:
        order = names[number % 3 :] + names[: number % 3]
        writes = [
            entry("PUT", f"Patient/{each}", a_patient(id=each, birthDate=f"20{number:02d}")) for each in order
        ]
        found = [
            entry("PUT", f"Patient?identifier=urn:card|{each}",
                  a_patient(identifier=[{"system": "urn:card", "value": each}]))
            for each in order
        ]  # fmt: skip
        return call("POST", "", bundle("transaction", *writes, *found, entry("GET", "Patient/p1")))

    assert counted(together(work)) == {200: CLIENTS}
    assert len({call("GET", f"/Patient/{each}").json["birthDate"] for each in names}) == 1
    assert len(call("GET", "/Patient?identifier=urn:card|").json["entry"]) == 3


def test_whoever_refers_and_whoever_deletes_never_both_win(call: Call, together: Together) -> None:
    call("PUT", "/Patient/p1", a_patient(id="p1"))
    about = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

    def work(number: int) -> Answer:
        if number % 2:
            return call("DELETE", "/Patient/p1")
        return call("POST", "/Observation", {**about, "subject": {"reference": "Patient/p1"}})

    answers = together(work)

    referred = [each for each in answers if each.status == 201]
    gone = call("GET", "/Patient/p1").status == 410
    assert {each.status for each in answers} <= {201, 204, 409, 422}
    assert bool(referred) != gone
