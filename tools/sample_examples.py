"""Choose the official R4 examples that the ordinary tests use, and pack them beside the tests.

    python tools/sample_examples.py [--package FILE.tgz]

The shortest example of each resource type, and the shortest with each kind of thing that is easily lost:
a decimal, a contained resource, each primitive that has extensions. Published under CC0-1.0. One line of JSON
each, in ``hoaban/record/tests/data/r4_examples.ndjson.zst``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import zstandard

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tools.django_ready  # noqa: E402, F401  (first)
from hoaban.record.engine import parse_json  # noqa: E402
from tools import check_examples, compile_structure  # noqa: E402

SAMPLE = ROOT / "hoaban" / "record" / "tests" / "data" / "r4_examples.ndjson.zst"


def traits(value: Any) -> Iterator[str]:
    """What is worth keeping one example of."""
    if isinstance(value, dict):
        if "resourceType" in value:
            yield str(value["resourceType"])
        for name, item in value.items():
            if name.startswith("_") or name == "contained":
                yield name
            yield from traits(item)
    elif isinstance(value, list):
        for item in value:
            yield from traits(item)
    elif isinstance(value, Decimal):
        yield "a decimal"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", type=Path, help="the package as a tar file, if it is already here")
    chosen = parser.parse_args()
    shortest: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _, data in check_examples.examples(chosen.package or compile_structure.fetch(Path(folder))):
            resource = parse_json.loads(data, max_bytes=check_examples.LARGEST)
            line = parse_json.dumps(resource)
            for trait in traits(resource):
                if len(line) < len(shortest.get(trait, line + b" ")):
                    shortest[trait] = line
    lines = sorted(set(shortest.values()))
    packed = zstandard.ZstdCompressor(level=19).compress(b"\n".join(lines))
    SAMPLE.write_bytes(packed)
    print(f"{len(lines)} examples, {len(packed)} bytes")


if __name__ == "__main__":
    main()
