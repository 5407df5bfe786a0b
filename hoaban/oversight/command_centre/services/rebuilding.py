"""Build facts and figures again from the feed, beside the ones in use; compare; put them in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from hoaban.kernel import outbox
from hoaban.kernel.models import FollowerCursor
from hoaban.oversight.command_centre.services.following import TOPICS, follow

NAME = "command_centre"
_TABLES = (
    "centre_resident", "centre_diagnosis", "centre_amount", "centre_visit", "centre_cell", "centre_diagnosis_cell",
    "centre_facility_heard",
)  # fmt: skip
_COMPARED = ("centre_visit", "centre_cell", "centre_diagnosis_cell")
_STEP = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table that stood only before, or only after."""

    table: str
    only_before: int
    only_after: int


def rebuild(progress: Callable[[int, int], None] | None = None) -> list[Difference]:
    """Read the whole feed into fresh tables up to where the follower stands; returns what differs from before.

    The follower waits meanwhile; pages go on showing the old figures until the new ones stand, all at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0")
        FollowerCursor.objects.get_or_create(name=NAME)
        held = FollowerCursor.objects.select_for_update().get(name=NAME)
        for table in _TABLES:
            cursor.execute(f"create temporary table before_{table} on commit drop as table {table}")
            cursor.execute(f"delete from {table}")  # noqa: S608  (names from the list above)
        position = 0
        while position < held.position:
            limit = min(_STEP, held.position - position)
            news = [
                one
                for one in outbox.read_after(position, topics=TOPICS, limit=limit)
                if one.position <= held.position
            ]
            if not news:
                break
            follow(news)
            position = news[-1].position
            if progress:
                progress(position, held.position)
        return [_difference(cursor, table) for table in _COMPARED]


def _difference(cursor: object, table: str) -> Difference:
    counts = []
    for one, other in ((f"before_{table}", table), (table, f"before_{table}")):
        cursor.execute(f"select count(*) from (table {one} except table {other}) as d")  # type: ignore[attr-defined]  # noqa: S608
        counts.append(int(cursor.fetchone()[0]))  # type: ignore[attr-defined]
    return Difference(table, counts[0], counts[1])
