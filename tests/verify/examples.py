"""All official R4 examples through store text and XML, and the units they use; fetched with ``npm pack``."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tools.django_ready  # noqa: F401  (first)
from hoaban.record.engine import parse_json, ucum
from hoaban.record.tests.test_ucum import EXAMPLE_CODES, EXAMPLE_SLIPS
from tests import official
from tools import check_examples, compile_structure

UCUM = "http://unitsofmeasure.org"


def units(value: Any) -> Iterator[str]:
    """The codes of all quantities that are said to be UCUM."""
    if isinstance(value, dict):
        if value.get("system") == UCUM and "value" in value and isinstance(value.get("code"), str):
            yield value["code"]
        for item in value.values():
            yield from units(item)
    elif isinstance(value, list):
        for item in value:
            yield from units(item)


def main(package: Path | None) -> int:
    """1 when an example does not survive, or a unit is not as the ordinary tests say."""
    began, count = time.process_time(), 0
    lost: dict[str, list[str]] = {}
    used: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in check_examples.examples(package or compile_structure.fetch(Path(folder))):
            count += 1
            used.update(units(parse_json.loads(data, max_bytes=official.LARGEST)))
            found = official.lost(data)
            if found:
                lost[name] = found
    for name, found in lost.items():
        print(f"{name}: {'; '.join(found)}")
    bad = sorted(code for code in used if not ucum.is_unit(code))
    unlisted = sorted(used.keys() - {*EXAMPLE_CODES, *EXAMPLE_SLIPS})
    print(f"{count} examples: {count - len(lost)} survive store text and XML, {len(lost)} do not")
    print(f"{len(used)} codes called UCUM: {len(used) - len(bad)} are units; {', '.join(bad)} are not")
    if unlisted:
        print(f"not listed in the tests: {', '.join(unlisted)}")
    print(f"{time.process_time() - began:.0f} s of processor time")
    return 1 if lost or unlisted or bad != sorted(EXAMPLE_SLIPS) else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
