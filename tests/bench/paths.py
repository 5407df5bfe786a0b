"""FHIRPath and the invariants of R4, in CPU microseconds for one evaluation."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hoaban.record.engine import fhirpath
from hoaban.record.engine.validate import invariants, validate

ROUNDS, REPEATS = 5_000, 5
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p><b>Mạch</b>: 72/phút, đo lúc <i>nghỉ</i>, tay phải</p></div>'
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "lan",
    "identifier": [{"system": "http://example.org/so", "value": "012", "period": {"start": "2020"}}],
    "name": [{"use": "official", "family": "Lò", "given": ["Thị", "Lan"]}, {"use": "usual", "given": ["Bé"]}],
    "telecom": [{"system": "phone", "value": "0900000000", "use": "mobile"}],
    "gender": "female",
    "birthDate": "1998-04-02",
    "address": [{"text": "bản Nà Co", "district": "Tam Đường", "state": "Lai Châu"}],
    "managingOrganization": {"reference": "Organization/tram"},
}
OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "mach",
    "status": "final",
    "category": [{"coding": [{"system": "http://example.org/c", "code": "vital-signs"}]}],
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
    "subject": {"reference": "Patient/lan"},
    "encounter": {"reference": "Encounter/kham"},
    "performer": [{"reference": "Practitioner/hoa"}],
    "effectiveDateTime": "2026-11-02T08:30:00+07:00",
    "valueQuantity": {
        "value": Decimal("72.0"), "unit": "/phút", "system": "http://unitsofmeasure.org", "code": "/min",
    },
    "referenceRange": [{"low": {"value": 60, "code": "/min", "system": "http://unitsofmeasure.org"}}],
}  # fmt: skip
PATHS = {
    "name.given": PATIENT,
    "name.where(use = 'official').given": PATIENT,
    "telecom.where(system = 'phone').value": PATIENT,
    "value.ofType(Quantity).value": OBSERVATION,
    "code.coding.exists(system = 'http://loinc.org' and code = '8867-4')": OBSERVATION,
    "descendants().count()": OBSERVATION,
}


def run(_folder: Path, _postmaster: int) -> None:
    """Paths, then invariants beside the structural check."""
    for expression, resource in PATHS.items():
        print(f"fhirpath {expression}: {_cost(fhirpath.compile(expression), resource):.2f} us")
    told = {**OBSERVATION, "text": {"status": "generated", "div": DIV}}
    for name, resource in (
        ("Patient", PATIENT),
        ("Observation", OBSERVATION),
        ("Observation with narrative", told),
    ):
        structure, rules = _cost(validate, resource), _cost(invariants.broken, resource)
        print(f"{name}: structure {structure:.1f} us, invariants {rules:.1f} us")


def _cost(asked: Callable[[Any], Any], resource: dict[str, Any]) -> float:
    """CPU microseconds of one call, the best of a few rounds."""
    asked(resource)
    best = float("inf")
    for _ in range(REPEATS):
        began = time.process_time()
        for _ in range(ROUNDS):
            asked(resource)
        best = min(best, time.process_time() - began)
    return best / ROUNDS * 1e6
