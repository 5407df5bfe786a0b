"""Tell every process, on commit, that a right was taken away."""

from __future__ import annotations

from django.db import connection

from hoaban.foundation.accounts.queries.tokens import CHANNEL


def tell_everybody(digest: bytes | None = None) -> None:
    """Forget one token, or (None) everything that is kept in memory about tokens."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, digest.hex() if digest else ""])
