"""What a process makes ready before it serves: everything, and without the database."""

from __future__ import annotations

import subprocess
import sys

from hoaban.kernel import clock
from hoaban.record.rest.ready import make_ready

_MISSING = """
import django
django.setup()
from hoaban.kernel import clock
from hoaban.record.engine import structure
from hoaban.record.engine.search import index
from hoaban.record.engine.validate import invariants, tables
from hoaban.record.rest.ready import make_ready

kinds, names = structure.resource_types(), structure.type_names()
made = lambda: (index._tree.cache_info().currsize, len(tables._resources), len(invariants._walkers))
assert made() == (0, 0, 0), made()
make_ready(now=clock.now())
assert made() == (len(kinds), len(kinds), 2 * len(names)), made()
"""


def test_every_type_is_ready() -> None:
    done = subprocess.run([sys.executable, "-c", _MISSING], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_no_database_is_asked() -> None:
    make_ready(now=clock.now())  # a test without the database's mark is refused it
