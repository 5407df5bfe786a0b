"""Every value that a search parameter takes from an official example finds it again; fetched with ``npm pack``.

Said beforehand: how often the ordinary tests ask for each modifier and prefix.
"""

from __future__ import annotations

import sys
from collections import Counter

from tools import check_search


def main() -> int:
    from hoaban.record.engine import structure
    from hoaban.record.engine.search import parameters
    from hoaban.record.tests import search_asked

    every = [each for kind in structure.resource_types() for each in parameters.supported(kind)]
    counted = sum((search_asked.tried(each) for each in every if search_asked.plain(each)), Counter[str]())
    told = ", ".join(f"{name or 'plain'} {count}" for name, count in sorted(counted.items()))
    print(
        f"{len(every)} parameters over {len(structure.resource_types())} types; asked for in tests: {told}",
        flush=True,
    )
    return check_search.main()


if __name__ == "__main__":
    sys.exit(main())
