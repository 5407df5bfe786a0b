"""Forty searches of a commune nurse at 100,000 patients: how much the database reads for one page of each.

Refused are sequential scans of large tables and pages of 20 for which more than 5,000 rows are read. ``VERIFY_PATIENTS``
makes the store smaller or larger, ``VERIFY_SHOW=1`` shows the plans that are refused.
"""

from __future__ import annotations

import os
import sys

from hoaban.ops.runtime.tuning import memory, server_settings
from tests.verify import standing


def main() -> int:
    """1 when a search reads too much."""
    with standing.database(server_settings(memory(), os.cpu_count() or 1)):
        from tests.verify import named_plans

        return min(named_plans.run(), 1)


if __name__ == "__main__":
    sys.exit(main())
