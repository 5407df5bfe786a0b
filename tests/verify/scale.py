"""The FHIR door at 1,000, 10,000 and 100,000 patients, with 1, 4 and 16 clients: what grows with the store, and how much.

Judged is the CPU of all server and database processes for each resource, which other work on the machine hardly
changes: reads and searches may cost 1.3 times as much at the last size as at the first, writes 1.5 times.
"""

from __future__ import annotations

import os
import sys

from hoaban.ops.runtime.tuning import memory, server_settings
from tests.verify import standing


def main() -> int:
    """1 when something slows down too much."""
    with standing.database(server_settings(memory(), os.cpu_count() or 1)) as folder:
        from tests.verify import growth

        postmaster = next(folder.glob("*/postmaster.pid"))
        return min(growth.run(int(postmaster.read_text().split()[0])), 1)


if __name__ == "__main__":
    sys.exit(main())
