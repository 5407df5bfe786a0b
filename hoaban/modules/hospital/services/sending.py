"""A form counts once, however often it is sent: a double click, Enter held down, a retry on a thin line."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hoaban.kernel.actor import Actor

_TAKE = """
insert into hospital_sent_form (once, actor, act, at) values (%s, %s, %s, %s) on conflict (once) do nothing
"""


def is_first(actor: Actor, act: str, once: str, now: datetime) -> bool:
    """Whether a form comes for the first time; in the transaction of its act. A second one waits for the first to end.

    A form without a token is always taken.
    """
    if not once:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [f"{act}:{once}"[:64], actor.id, act, now])
        return bool(cursor.rowcount == 1)
