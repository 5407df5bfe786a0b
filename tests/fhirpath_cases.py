"""The official FHIRPath suite for R4 (FHIR/fhir-test-cases): reads its cases, asks our engine, compares.

An expression marked invalid must be refused at the latest at the named stage: one that is refused while it is read
never comes to be evaluated. What is not passed stands with its reason in ``fhirpath_not_passed.csv``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from hoaban.record.engine import fhirpath, parse_json, structure
from hoaban.record.engine.fhirpath import functions

NOT_PASSED = Path(__file__).with_name("fhirpath_not_passed.csv")
FHIR = "{http://hl7.org/fhir}"
STAGES: dict[str, tuple[type[Exception], ...]] = {
    "syntax": (fhirpath.SyntaxInvalid,),
    "semantic": (fhirpath.SyntaxInvalid, fhirpath.MeaningInvalid),
    "execution": (fhirpath.FhirpathInvalid,),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite; ``outputs`` are (type or None, text)."""

    name: str
    expression: str
    input: str | None
    invalid: str | None
    predicate: bool
    ordered: bool
    check_order: bool
    outputs: tuple[tuple[str | None, str], ...]


def cases(folder: Path) -> Iterator[Case]:
    """The cases of the suite, "group/name" with a number where a name comes twice."""
    seen: dict[str, int] = {}
    for test in etree.parse(str(folder / "tests-fhir-r4.xml")).getroot().iter("test"):
        expression = test.find("expression")
        name = f"{test.getparent().get('name')}/{test.get('name')}"
        seen[name] = seen.get(name, 0) + 1
        yield Case(
            name=name if seen[name] == 1 else f"{name}#{seen[name]}",
            expression=expression.text or "",
            input=test.get("inputfile"),
            invalid=expression.get("invalid"),
            predicate=test.get("predicate") == "true",
            ordered=test.get("ordered") != "false",
            check_order=test.get("checkOrderedFunctions") == "true",
            outputs=tuple((each.get("type"), each.text or "") for each in test.findall("output")),
        )


@cache
def resource(path: Path) -> dict[str, Any]:
    if path.suffix == ".json":
        return parse_json.loads(path.read_bytes())
    root = etree.parse(str(path)).getroot()
    return {"resourceType": etree.QName(root).localname, **_object(root, etree.QName(root).localname)}


def _object(element: Any, type_name: str) -> dict[str, Any]:
    """A complex element as JSON; enough of the XML form for the inputs of the suite."""
    found: dict[str, Any] = {name: value for name, value in element.attrib.items() if name in ("id", "url")}
    for child in element.iterchildren(tag=etree.Element):
        name = etree.QName(child).localname
        if name == "div":
            found[name] = etree.tostring(child, encoding="unicode", with_tail=False)
            continue
        described = structure.definition(type_name).by_json_name[name]
        kind = described.json_names()[name]
        for key, value in _values(child, name, kind):
            if described.many:
                found.setdefault(key, []).append(value)
            else:
                found[key] = value
    return found


def _values(child: Any, name: str, kind: str) -> Iterator[tuple[str, Any]]:
    if kind == structure.ANY_TYPE:
        inner = child[0]
        yield (
            name,
            {"resourceType": etree.QName(inner).localname, **_object(inner, etree.QName(inner).localname)},
        )
    elif structure.is_primitive(kind):
        if child.get("value") is not None:
            yield name, _primitive(child.get("value"), kind)
        if len(child) or child.get("id"):
            yield f"_{name}", _object(child, "Element")
    else:
        yield name, _object(child, kind)


def _primitive(text: str, kind: str) -> Any:
    if kind == "boolean":
        return text == "true"
    return (
        json.loads(text, parse_float=Decimal)
        if kind in ("decimal", "integer", "positiveInt", "unsignedInt")
        else text
    )


def fault(case: Case, folder: Path) -> str:
    """What is wrong with our answer; empty when it is right."""
    try:
        found = _answer(case, folder)
    except fhirpath.FhirpathInvalid as refused:
        if case.invalid and isinstance(refused, STAGES[case.invalid]):
            return ""
        return f"refused: {refused.message_en}"
    if case.invalid:
        return f"gave {found}, should be refused ({case.invalid})"
    wanted = [text for _, text in case.outputs]
    same = _same(found, case) if case.ordered else sorted(found) == sorted(wanted)
    return "" if same else f"gave {found}, wanted {wanted}"


def _answer(case: Case, folder: Path) -> list[str]:
    about = resource(folder / case.input) if case.input else {}
    asked = fhirpath.compile(
        case.expression, type_name=about.get("resourceType"), check_order=case.check_order
    )
    if case.predicate:
        return [_text(bool(asked.nodes(about)))]
    return [_text(item) for item in asked.nodes(about)]


def _same(found: list[str], case: Case) -> bool:
    if len(found) != len(case.outputs):
        return False
    for one, (kind, text) in zip(found, case.outputs, strict=True):
        if kind in ("decimal", "integer"):
            if Decimal(one) != Decimal(text):
                return False
        elif one != text.removeprefix("@").removeprefix("T"):
            number, _, unit = text.partition(" ")
            if unit or not _equal_numbers(one, number):
                return False
    return True


def _equal_numbers(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return False


def _text(item: Any) -> str:
    value = item.value if isinstance(item, fhirpath.Node) else item
    return functions.conversion.to_string(value) or str(value)


def expected_failures() -> dict[str, str]:
    """Case -> why it is not passed."""
    with NOT_PASSED.open(encoding="utf-8", newline="") as lines:
        return {row["case"]: row["reason"] for row in csv.DictReader(lines)}
