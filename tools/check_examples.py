"""Run every official R4 example through the JSON reader, the structural validator and the invariants.

    python tools/check_examples.py [--package FILE.tgz] [--verbose]

Without ``--package`` the npm package ``hl7.fhir.r4.examples`` 4.0.1 (19 MB, CC0-1.0) is fetched with
``npm pack``. Each example is read, validated, written and read again. Examples that contradict R4 itself are
named, with the reason, in ``hoaban/record/tests/data/r4_examples_refused.csv``. Exit status 1 when the result
differs from that list.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tools.django_ready  # noqa: E402, F401  (first)
from hoaban.record.engine import parse_json  # noqa: E402
from hoaban.record.engine.validate import invariants, validate  # noqa: E402
from tools import compile_structure  # noqa: E402

REFUSED = ROOT / "hoaban" / "record" / "tests" / "data" / "r4_examples_refused.csv"
LARGEST = 64 * 1024 * 1024


def examples(package: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each resource in the package."""
    with tarfile.open(package) as archive:
        for member in archive:
            name = member.name.removeprefix("package/")
            stream = archive.extractfile(member)
            if stream and name.endswith(".json") and name != "package.json":
                yield name, stream.read()


def check(data: bytes) -> list[str]:
    """What is wrong with one example, in English; empty when it passes."""
    try:
        resource = parse_json.loads(data, max_bytes=LARGEST)
    except parse_json.NotJson as failure:
        return [failure.message_en]
    again = parse_json.loads(parse_json.dumps(resource), max_bytes=LARGEST)
    lost = [] if parse_json.dumps(again) == parse_json.dumps(resource) else ["is not the same after writing"]
    found = validate(resource) or invariants.broken(resource)
    return [issue.message_en for issue in found] + lost


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", type=Path, help="the package as a tar file, if it is already here")
    parser.add_argument("--verbose", action="store_true", help="print every finding, the known ones too")
    chosen = parser.parse_args()
    with REFUSED.open(encoding="utf-8", newline="") as lines:
        known = {row["file"]: row["element"] for row in csv.DictReader(lines)}
    began = time.perf_counter()
    refused: dict[str, list[str]] = {}
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, data in examples(chosen.package or compile_structure.fetch(Path(folder))):
            count += 1
            found = check(data)
            if found:
                refused[name] = found
    surprises = {name: found for name, found in refused.items() if name not in known}
    healed = [name for name in known if name not in refused]
    for name, found in (refused if chosen.verbose else surprises).items():
        print(name, *found[:10], sep="\n    ")
    for name in healed:
        print(f"{name} is listed as invalid but passes")
    print(
        f"{count} examples: {count - len(refused)} accepted, {len(refused)} refused "
        f"({len(surprises)} of them not listed), {time.perf_counter() - began:.1f} s"
    )
    return 1 if surprises or healed else 0


if __name__ == "__main__":
    raise SystemExit(main())
