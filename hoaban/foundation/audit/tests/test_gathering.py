"""One answer, one entry: what is read inside is told once, refusals by themselves, and failures tell of nothing shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from hoaban.foundation.audit import api
from hoaban.foundation.audit.tests.trail import NURSE
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

OTHER = Actor("system:x", ActorKind.SYSTEM, "")


def read(who: Actor, persons: list[UUID], **detail: Any) -> None:
    """As the record tells of a call of its door."""
    if not api.gather(who, persons, detail):
        with transaction.atomic():
            api.write(actor=who, act="record.read", persons=persons, detail=detail)


def told() -> list[api.TrailEntry]:
    return api.list_entries()


def test_several_calls_are_one_entry_that_names_everybody_and_everything() -> None:
    with api.as_one(
        actor=NURSE, act="page", purpose="TREAT", persons=[UUID(int=9)], detail={"delivery": "d-1"}
    ):
        read(NURSE, [UUID(int=1)], way="read", resources=["Patient/1/1"])
        read(NURSE, [UUID(int=2), UUID(int=1)], way="person", resources=["Observation/2/1"])

    (one,) = told()
    assert (one.act, one.purpose, one.persons) == ("page", "TREAT", (UUID(int=1), UUID(int=2), UUID(int=9)))
    assert one.detail == {
        "delivery": "d-1", "calls": 2, "ways": ["person", "read"], "resources": ["Patient/1/1", "Observation/2/1"],
    }  # fmt: skip


def test_many_resources_are_counted_and_told_by_a_digest() -> None:
    with api.as_one(actor=NURSE, act="page"):
        read(NURSE, [], way="read", resources=[f"Patient/{n}/1" for n in range(15)])
        read(NURSE, [], way="person", count=40, digest="ab")

    (one,) = told()
    assert one.detail["count"] == 55
    assert len(one.detail["digest"]) == 64
    assert "resources" not in one.detail


def test_what_another_actor_reads_meanwhile_is_told_by_itself() -> None:
    with api.as_one(actor=NURSE, act="page"):
        read(OTHER, [UUID(int=1)], way="read")

    assert sorted((one.actor_id, one.act) for one in told()) == [
        ("account:dd.tyt", "page"),
        ("system:x", "record.read"),
    ]


def test_one_inside_another_is_part_of_it() -> None:
    with api.as_one(actor=NURSE, act="page"), api.as_one(actor=NURSE, act="list"):
        read(NURSE, [UUID(int=1)], way="read")

    (one,) = told()
    assert (one.act, one.persons) == ("page", (UUID(int=1),))


def _refused_page() -> None:
    with api.as_one(actor=NURSE, act="page"):
        read(NURSE, [UUID(int=1)], way="read")
        api.write_refusal(actor=NURSE, act="record.read", persons=[UUID(int=2)])
        raise NotFound("Không có.", "There is none.")


def test_a_refusal_stays_and_nothing_is_told_as_shown() -> None:
    with pytest.raises(NotFound):
        _refused_page()

    (one,) = told()
    assert (one.outcome, one.persons) == ("refused", (UUID(int=2),))


@pytest.mark.parametrize("failure", [None, NotFound("Không có.", "There is none."), RuntimeError("broken")])
def test_what_comes_after_is_told_by_itself_again(failure: Exception | None) -> None:
    try:
        with api.as_one(actor=NURSE, act="page"):
            if failure:
                raise failure
    except (NotFound, RuntimeError):
        pass

    read(NURSE, [UUID(int=1)], way="read")

    assert [one.act for one in told()] == ["record.read"] + ([] if failure else ["page"])


def test_what_a_page_shows_in_several_ways_is_one_entry_that_names_everybody() -> None:
    with api.as_one(actor=NURSE, act="people.circle"):
        api.look(actor=NURSE, act="people.circle", persons=[UUID(int=1)])
        api.look(actor=NURSE, act="people.find", persons=[UUID(int=2), UUID(int=3)])

    (one,) = told()
    assert one.persons == (UUID(int=1), UUID(int=2), UUID(int=3))
    assert one.detail == {"calls": 2, "ways": ["people.circle", "people.find"], "count": 3}


def test_a_look_by_itself_is_an_entry_of_its_own_act() -> None:
    with transaction.atomic():
        api.look(actor=NURSE, act="people.find", persons=[UUID(int=1)], detail={"by": "name"})

    (one,) = told()
    assert (one.act, one.detail) == ("people.find", {"by": "name"})
