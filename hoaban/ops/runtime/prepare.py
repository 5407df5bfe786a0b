"""Bring database, tables of codes and static files up to this version of the code, before anything is served."""

from __future__ import annotations

import django
from django.core.management import call_command
from django.db import connection

from hoaban.kernel import clock
from hoaban.ops.runtime.children import die_with_parent


def main() -> None:
    """Apply the migrations, waiting as long as they need, load what codes come with the product, collect the static files."""
    die_with_parent()
    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("set lock_timeout = '60s'")
    call_command("migrate", interactive=False, verbosity=0)
    from hoaban.foundation.codes import api as codes

    codes.load_shipped_diagnoses(now=clock.now())
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
