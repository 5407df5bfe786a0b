"""Resources made up from the R4 definitions themselves: valid ones of any type, small or rich.

Driven by a ``random.Random``, so that a failing case can be built again from its seed.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.structure import ANY_TYPE, Element

PRIMITIVES: dict[str, tuple[Any, ...]] = {
    "base64Binary": ("SG9hIEJhbg==", "SG9h\nIEJhbg=="),
    "boolean": (True, False),
    "canonical": ("https://hoaban.example/fhir/StructureDefinition/commune|1",),
    "code": ("abc", "two words", "mm[Hg]"),
    "date": ("2024-02-29", "1994-05", "1950"),
    "dateTime": ("2026-03-02T08:15:30.123+07:00", "2026-03", "2016-12-31T23:59:60Z"),
    "decimal": (Decimal("1.50"), Decimal("-0.001"), 7),
    "id": ("a-1.B",),
    "instant": ("2026-03-02T08:15:30+07:00",),
    "integer": (0, -5, 2_147_483_647),
    "markdown": ("**đậm**\n\n* một",),
    "oid": ("urn:oid:1.2.704.1",),
    "positiveInt": (1, 40),
    "string": ("Lò Thị Hoa", "x", " một\tdòng\r\nhai", "a\u00a0b"),
    "time": ("07:30:00",),
    "unsignedInt": (0, 3),
    "uri": ("urn:oid:1.2.3", "https://hoaban.example/fhir"),
    "url": ("https://hoaban.example/",),
    "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520",),
    "xhtml": ('<div xmlns="http://www.w3.org/1999/xhtml">Hoa Ban</div>',),
}
EXTENSION = {"url": "https://hoaban.example/fhir/StructureDefinition/note", "valueString": "vì sao"}


def resource(name: str, chance: Random, *, richness: float) -> dict[str, Any]:
    """A valid resource; ``richness`` 0 fills only what is required, 1 everything (as deep as stays small)."""
    return {"resourceType": name, **_children(name, chance, richness, depth=0)}


def _children(name: str, chance: Random, richness: float, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for element in structure.definition(name).elements:
        wanted = element.minimum > 0 or chance.random() < richness / (1 + 4 * depth)
        if wanted and element.maximum != 0 and not (depth > 6 and element.minimum == 0):
            _fill(made, element, chance, richness, depth)
    if name == "Extension":
        _settle_extension(made)
    elif depth and not set(made) - {"id"}:
        made["extension"] = [dict(EXTENSION)]
    return made


def _settle_extension(made: dict[str, Any]) -> None:
    """An extension has a value or extensions, not both."""
    if "extension" in made:
        for name in [each for each in made if each.lstrip("_").startswith("value")]:
            del made[name]
    elif not any(each.startswith("value") for each in made):
        made["valueBoolean"] = True


def _fill(made: dict[str, Any], element: Element, chance: Random, richness: float, depth: int) -> None:
    name, kind = chance.choice(list(element.json_names().items()))
    count = chance.randint(1, 2) if element.many else 1
    values = [_value(element, kind, chance, richness, depth) for _ in range(count)]
    can_extend = structure.is_primitive(kind) and kind != "xhtml" and not element.attribute
    if can_extend and chance.random() < richness / 10:
        extras: list[Any] = [
            {"id": "e1"} if each is None else {"extension": [dict(EXTENSION)]} for each in values
        ]
        if element.many:
            values[0], extras[-1] = (None, extras[-1]) if count == 1 else (None, None)
        made[f"_{name}"] = extras if element.many else extras[0]
    made[name] = values if element.many else values[0]


def _value(element: Element, kind: str, chance: Random, richness: float, depth: int) -> Any:
    if kind == ANY_TYPE:
        return {"resourceType": "Basic", "id": "c1", "code": {"text": "x"}}
    if kind == "code" and (codes := structure.codes(element.codes)):
        return chance.choice(sorted(codes))
    if structure.is_primitive(kind):
        values = PRIMITIVES["id" if element.name == "id" else kind]
        return chance.choice(values)
    if kind == "Reference":
        targets = element.targets.get("Reference", frozenset([ANY_TYPE]))
        target = "Patient" if ANY_TYPE in targets else chance.choice(sorted(targets))
        return {"reference": f"{target}/0197b2c4-5e6f-7a01-8b02-3c4d5e6f7a8b"}
    if kind == "CodeableConcept" and (systems := structure.code_systems(element.codes)):
        system = chance.choice(sorted(systems))
        return {"coding": [{"system": system, "code": chance.choice(sorted(systems[system]))}]}
    return _children(kind, chance, richness, depth + 1)
