"""A sample of the official R4 examples, one of nearly each type and more, through every form a resource takes.

All 5,306 run in ``make verify`` (section examples).
"""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard

from hoaban.record.engine import codec, parse_json
from tests import official

SAMPLE = Path(__file__).parent / "data" / "r4_examples.ndjson.zst"
LINES = zstandard.ZstdDecompressor().decompress(SAMPLE.read_bytes()).splitlines()


def test_the_sample_has_many_types() -> None:
    assert len({parse_json.loads(line)["resourceType"] for line in LINES}) >= 136


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(parse_json.loads(line).get("id")))
def test_an_official_example_survives_every_form(line: bytes) -> None:
    assert official.lost(line) == []
    assert codec.unpack(codec.pack(line), codec.newest_dictionary()) == line
