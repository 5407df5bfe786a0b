"""Ask for every official R4 example by each value that a search parameter takes from it.

    python tools/check_search.py [--package FILE.tgz] [--sample FILE]

Without ``--package`` the npm package ``hl7.fhir.r4.examples`` 4.0.1 (CC0-1.0) is fetched with ``npm pack``.
``--sample`` writes a few small examples of many types, one a line, for the tests. Exit status 1 when a value finds nothing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tools.django_ready  # noqa: E402, F401  (first)
from hoaban.record.engine import parse_json, structure  # noqa: E402
from hoaban.record.tests import search_round  # noqa: E402
from tools import compile_structure  # noqa: E402
from tools.check_examples import LARGEST, examples  # noqa: E402

SMALL = 1500
TYPES = 60


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", type=Path, help="the package as a tar file, if it is already here")
    parser.add_argument("--sample", type=Path, help="where to write a sample")
    chosen = parser.parse_args()
    count = asked = missed = 0
    sample: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in examples(chosen.package or compile_structure.fetch(Path(folder))):
            found = parse_json.loads(data, max_bytes=LARGEST)
            if not structure.is_resource_type(found.get("resourceType", "")):
                continue
            count += 1
            asked += sum(1 for _ in search_round.values(found))
            lost = search_round.lost(found)
            missed += len(lost)
            if lost:
                print(name, *lost[:10], sep="\n    ")
            text = parse_json.dumps({key: value for key, value in found.items() if key != "text"})
            if len(text) < SMALL and "id" in found:
                sample.setdefault(found["resourceType"], text)
    if chosen.sample:
        chosen.sample.write_bytes(b"\n".join(sample[kind] for kind in sorted(sample)[:TYPES]) + b"\n")
    print(f"{count} examples, {asked} values asked for, {missed} that did not find their resource")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
