"""The trail by every criterion, alone and together, against the same question asked in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from hoaban.foundation.audit import api
from hoaban.foundation.audit.queries.entries import statement
from hoaban.foundation.audit.tests.trail import NOON
from hoaban.kernel.actor import Actor, ActorKind

pytestmark = pytest.mark.django_db

PERSONS = [UUID(int=number) for number in range(6)]
ACTORS = ["account:a", "account:b", "system:x"]
ACTS = ["record.read", "record.write", "emergency.open"]


def _written(count: int) -> None:
    rng = Random(7)  # noqa: S311 (nothing secret)
    for number in range(count):
        who = rng.choice(ACTORS)
        kind = ActorKind.SYSTEM if who.startswith("system") else ActorKind.PERSON
        actor = Actor(who, kind, "", request_id=rng.choice(["", "r1", "r2"]))
        resources = [f"Observation/{rng.choice(PERSONS)}/{number}"]
        with transaction.atomic():
            api.write(
                actor=actor, act=rng.choice(ACTS), purpose=rng.choice(["TREAT", "BTG", ""]),
                outcome=rng.choice(["allowed", "allowed", "refused"]),
                persons=rng.sample(PERSONS, rng.randint(0, 2)),
                detail={"resources": resources, "outcomes": rng.choice([{"created": 1}, {"updated": 2, "created": 1}, {}])},
                now=NOON + timedelta(minutes=rng.randint(0, 600)),
            )  # fmt: skip


def _fits(one: api.TrailEntry, sought: api.TrailFilter) -> bool:
    stays = sought.stays
    return (
        (not sought.actor_id or one.actor_id == sought.actor_id)
        and (not sought.act or one.act == sought.act)
        and (not sought.purpose or one.purpose == sought.purpose)
        and (not sought.outcome or one.outcome == sought.outcome)
        and (not sought.request_id or one.request_id == sought.request_id)
        and (sought.since is None or one.at >= sought.since)
        and (sought.until is None or one.at < sought.until)
        and (not sought.persons or bool(set(sought.persons) & set(one.persons)))
        and (not sought.acts or any(_is_one_of(one, acts) for acts in sought.acts))
        and (not sought.resource or one.detail["resources"][0].startswith(f"{sought.resource}/"))
        and (
            stays is None
            or any(
                s.actor_id == one.actor_id
                and s.since <= one.at < (s.until or datetime.max.replace(tzinfo=one.at.tzinfo))
                for s in stays
            )
        )
    )


def _is_one_of(one: api.TrailEntry, acts: api.Acts) -> bool:
    done = list(one.detail["outcomes"])
    named = (one.act not in acts.names) if acts.others else (one.act in acts.names)
    if not acts.only:
        return named
    return named and (len(done) != 1 if acts.only == api.SEVERAL else done == [acts.only])


def _asked(rng: Random) -> api.TrailFilter:
    """A question of a few criteria."""
    wanted = {
        "actor_id": rng.choice(ACTORS),
        "act": rng.choice(ACTS),
        "purpose": rng.choice(["TREAT", "BTG"]),
        "outcome": rng.choice(["allowed", "refused"]),
        "request_id": rng.choice(["r1", "r2"]),
        "since": NOON + timedelta(minutes=rng.randint(0, 600)),
        "until": NOON + timedelta(minutes=rng.randint(0, 600)),
        "persons": tuple(rng.sample(PERSONS, 2)),
        "stays": tuple(
            api.Stay(
                one,
                NOON + timedelta(minutes=rng.randint(0, 300)),
                rng.choice([None, NOON + timedelta(minutes=400)]),
            )
            for one in rng.sample(ACTORS, 2)
        ),
        "acts": (
            api.Acts((rng.choice(ACTS),), others=rng.choice([True, False])),
            api.Acts(("record.write",), only=rng.choice(["created", api.SEVERAL])),
        ),
        "resource": f"Observation/{rng.choice(PERSONS)}",
    }
    chosen = rng.sample(sorted(wanted), rng.randint(0, 3))
    return replace(api.TrailFilter(), **{name: wanted[name] for name in chosen})


def test_every_mixture_of_criteria_finds_what_python_finds_page_by_page() -> None:
    _written(120)
    every = api.list_entries(limit=500)
    assert every == sorted(every, key=lambda one: (one.at, one.id), reverse=True)
    rng = Random(11)  # noqa: S311
    for _ in range(80):
        sought = _asked(rng)
        expected = [one.id for one in every if _fits(one, sought)]
        found: list[int] = []
        before = None
        while page := api.list_entries(sought=sought, before=before, limit=7):
            found += [one.id for one in page]
            before = page[-1].id
        assert found == expected, sought
        if sought.stays is None:
            assert [one.id for one in every if api.matches(one.id, sought)] == expected


SINGLE = {
    "nothing": api.TrailFilter(),
    "actor": api.TrailFilter(actor_id="account:n7"),
    "an actor who did nothing": api.TrailFilter(actor_id="account:nobody"),
    "act": api.TrailFilter(act="emergency.open"),
    "purpose": api.TrailFilter(purpose="BTG"),
    "refused": api.TrailFilter(outcome="refused"),
    "request": api.TrailFilter(request_id="q77"),
    "days": api.TrailFilter(since=NOON + timedelta(minutes=150), until=NOON + timedelta(minutes=250)),
    "person": api.TrailFilter(persons=(UUID(int=77),)),
    "a person nobody looked at": api.TrailFilter(persons=(UUID(int=10**9),)),
    "person and act": api.TrailFilter(persons=(UUID(int=77),), act="record.read"),
    "actor and days": api.TrailFilter(actor_id="account:n7", since=NOON + timedelta(minutes=150)),
    "unit": api.TrailFilter(stays=tuple(api.Stay(f"account:n{n}", NOON, None) for n in range(20))),
    "unit and refused": api.TrailFilter(
        stays=tuple(api.Stay(f"account:n{n}", NOON, None) for n in range(20)), outcome="refused"
    ),
}
_FILL = """
insert into audit_entry (at, actor_id, actor_kind, act, purpose, outcome, persons, detail, request_id, digest)
select %s + n * interval '1 second', 'account:n' || n %% 100, 'person',
       case when n %% 997 = 0 then 'emergency.open' else 'record.read' end,
       case when n %% 997 = 0 then 'BTG' else 'TREAT' end,
       case when n %% 31 = 0 then 'refused' else 'allowed' end,
       array[lpad(to_hex(n %% 5000), 32, '0')::uuid], '{}', 'q' || n / 2, '\\x00'
from generate_series(1, 20000) n
"""


@pytest.fixture(scope="module")
def _filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [NOON])
            cursor.execute("analyze audit_entry")
        yield
        transaction.set_rollback(True)


@pytest.mark.xdist_group("long trail")
@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("page", ["first", "later"])
def test_a_page_reads_an_index_and_little_of_it(name: str, page: str) -> None:
    before = None
    if page == "later":
        before = (api.list_entries(sought=SINGLE[name], limit=3) or api.list_entries(limit=3))[-1].id
    sql, values = statement(SINGLE[name], before, 51)
    with connection.cursor() as cursor:
        cursor.execute("explain (analyze, format json) " + sql, values)
        (plan,) = cursor.fetchone()[0]  # type: ignore[index]

    nodes = list(_nodes(plan["Plan"]))
    assert "Seq Scan" not in {
        node["Node Type"] for node in nodes if node.get("Relation Name") == "audit_entry"
    }
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
        if node.get("Relation Name") == "audit_entry"
    )
    # PostgreSQL 15 sorts all entries of each of a unit's twenty people instead of reading the newest of each
    oldest = connection.connection.info.server_version < 16_00_00
    assert read <= (201 * 20 if oldest and name == "unit" else 60 * 20), plan


def _nodes(node: dict[str, object]) -> list[dict[str, object]]:
    return [node, *(one for child in node.get("Plans", []) for one in _nodes(child))]  # type: ignore[attr-defined]
