"""What an official example must survive; used by the sample in the ordinary tests and by ``make verify``."""

from __future__ import annotations

import json
from typing import Any

from hoaban.kernel.errors import HoaBanError
from hoaban.record.engine import codec, fhir_xml, parse_json

LARGEST = 64 * 1024 * 1024


def exact(value: Any) -> str:
    """Equal only for the same tree with the same digits, whatever the order of properties."""
    return json.dumps(value, sort_keys=True, default=lambda number: f"number {number}")


def lost(data: bytes) -> list[str]:
    """In which forms ``data`` does not come back as it was; empty when it survives them all."""
    resource = parse_json.loads(data, max_bytes=LARGEST)
    wanted = exact(resource)
    text = parse_json.dumps(resource)
    stored = codec.unpack(codec.pack(text), codec.newest_dictionary())
    found = []
    if exact(parse_json.loads(stored, max_bytes=LARGEST)) != wanted:
        found.append("store text")
    for name, pretty in (("XML", False), ("XML laid out for people", True)):
        try:
            again = fhir_xml.read(fhir_xml.write(resource, pretty=pretty), max_bytes=LARGEST)
        except HoaBanError as failure:
            found.append(f"{name}: {failure.message_en}")
        else:
            if exact(again) != wanted:
                found.append(name)
    return found
