"""Forms and units, in processor time: JSON and XML of the sample of official examples, UCUM, patches. No database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hoaban.record.engine import fhir_xml, parse_json, ucum
from hoaban.record.engine.patching import apply_fhirpath_patch, apply_json_patch
from hoaban.record.engine.ucum import parse
from hoaban.record.tests.test_official_examples import LINES

ROUNDS = 7
LONGEST = 8_000


def run(_folder: Path, _postmaster: int) -> None:
    """Print microseconds for one resource, conversion or patch: the best of several rounds."""
    lines = [line for line in LINES if len(line) < LONGEST]
    resources = [parse_json.loads(line) for line in lines]
    documents = [fhir_xml.write(resource) for resource in resources]
    size = sum(map(len, lines)) / len(lines)
    print(
        f"codec: {len(lines)} official examples of {size:.0f} bytes of JSON:"
        f" read JSON {_best(parse_json.loads, lines):.0f} us, write JSON {_best(parse_json.dumps, resources):.0f} us,"
        f" read XML {_best(fhir_xml.read, documents):.0f} us, write XML {_best(fhir_xml.write, resources):.0f} us"
    )
    value = Decimal("5.40")
    new = [f"{number}.mg/(dL.{{a{number}}}.h2)" for number in range(1, 2_001)]
    print(
        f"codec: UCUM canonical {_best(lambda unit: ucum.canonical(value, unit), ['mg/dL'] * 20_000):.2f} us,"
        f" of Cel {_best(lambda unit: ucum.canonical(value, unit), ['Cel'] * 20_000):.2f} us,"
        f" convert {_best(lambda unit: ucum.convert(value, unit, 'umol/L'), ['mmol/L'] * 20_000):.2f} us,"
        f" new expression {_best(parse.parse, new):.0f} us"
    )
    patient = next(each for each in resources if each["resourceType"] == "Patient")
    operations = [
        {"op": "test", "path": "/resourceType", "value": "Patient"},
        {"op": "add", "path": "/active", "value": True},
    ]
    part = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "Patient.id"},
        {"name": "value", "valueId": "x"},
    ]
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": part}]}
    print(
        f"codec: patches of a Patient of {len(parse_json.dumps(patient))} bytes:"
        f" JSON Patch {_best(lambda each: apply_json_patch(each, operations), [patient] * 500):.0f} us,"
        f" FHIRPath Patch {_best(lambda each: apply_fhirpath_patch(each, parameters), [patient] * 500):.0f} us"
    )  # fmt: skip


def _best(act: Callable[[Any], object], things: Iterable[Any]) -> float:
    """Microseconds of processor time for one call."""
    listed = list(things)
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for each in listed:
            act(each)
        rounds.append(time.process_time() - began)
    return min(rounds) / len(listed) * 1e6
