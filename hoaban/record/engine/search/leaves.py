"""What is done with a value when extraction reaches it: one small closure for each (parameter, data type).

A closure takes the value and the ``Found`` of the resource, and appends keys, rows or ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hoaban.kernel.vietnamese import nfc
from hoaban.record.engine import structure
from hoaban.record.engine.search import dates, keys, ranges, strings
from hoaban.record.engine.search.forms import address_of, forms_reader
from hoaban.record.engine.search.found import Found, Leaf
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.ranges import Stretch
from hoaban.record.engine.search.routes import Route, reference_type
from hoaban.record.engine.search.wording import content_leaf, narrative_leaf, tell

Json = dict[str, Any]


def leaf(parameter: Parameter, route: Route, *, patient: bool) -> Leaf:
    """The closure for values of ``route``. ``patient``: the parameter names the one patient the resource is about."""
    if parameter.type == "date":
        return _date_leaf(parameter, route.kind)
    if parameter.type == "text":
        return narrative_leaf(parameter)
    if parameter.type == "content":
        return content_leaf()
    if parameter.type == "string":
        return _string_leaf(parameter, route.kind)
    if parameter.type == "reference":
        return _reference_leaf(parameter, route.kind, patient=patient)
    if parameter.type in ("number", "quantity", "special"):
        return _range_leaf(parameter, ranges.readers()[route.kind])
    if parameter.type == "uri":
        return _forms_leaf(parameter, forms_reader("uri", route.kind))
    if route.kind in ("CodeableConcept", "Coding", "Identifier"):
        return _coded_leaf(parameter, route.kind)
    reader = forms_reader("token", route.kind)
    return _forms_leaf(parameter, _bare(reader) if parameter.plain else reader)


def _range_leaf(parameter: Parameter, reader: Callable[[Any], list[Stretch]]) -> Leaf:
    marker, number = keys.number(parameter.prefix + keys.PRESENT), parameter.number

    def read(value: Any, found: Found) -> None:
        stretches = reader(value)
        if stretches:
            found.keys.append(marker)
            found.ranges.extend((number, 0, stretch) for stretch in stretches)

    return read


def _coded_leaf(parameter: Parameter, kind: str) -> Leaf:
    start, marker = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT)
    token_keys = keys.fresh_token_keys if kind == "Identifier" else keys.token_keys
    code = "value" if kind == "Identifier" else "code"

    def read(value: Any, found: Found) -> None:
        found.keys.extend(token_keys(start, value.get("system"), value.get(code)))
        if "display" in value:
            tell(start, value["display"], found)

    def read_identifier(value: Any, found: Found) -> None:
        read(value, found)
        if "type" in value:
            _add_type(start, value, found)

    def read_concept(value: Any, found: Found) -> None:
        codings = value.get("coding")
        if "text" in value:
            tell(start, value["text"], found)
        if not codings:
            found.keys.append(marker)
            return
        for coding in codings:
            read(coding, found)

    return {"CodeableConcept": read_concept, "Identifier": read_identifier}.get(kind, read)


def _add_type(start: str, identifier: Json, found: Found) -> None:
    kind, value = identifier["type"], identifier.get("value", "")
    if "text" in kind:
        tell(start, kind["text"], found)
    for coding in kind.get("coding", ()):
        form = keys.typed_form(coding.get("system", ""), coding.get("code", ""), value)
        found.keys.append(keys.number(start + form))


def _forms_leaf(parameter: Parameter, reader: Callable[[Any], Iterable[str]]) -> Leaf:
    start, marker = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT)
    number = keys.number_cached

    def read(value: Any, found: Found) -> None:
        found.keys.append(marker)
        for form in reader(value):
            found.keys.append(number(start + form))

    return read


def _bare(reader: Callable[[Any], Iterable[str]]) -> Callable[[Any], Iterable[str]]:
    """Only the form of the code alone: a parameter without systems is asked for nothing else."""
    return lambda value: [form for form in reader(value) if form.startswith("c.")]


def gated_leaf(parameter: Parameter, *, patient: bool) -> Leaf:
    """The closure for references of which only those to the parameter's ``gate`` count, kept under its source's keys."""
    start, marker, gate = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT), parameter.gate
    wanted, target = structure.type_number(gate or ""), keys.target

    def read(value: Any, found: Found) -> None:
        local = target(address_of(value))
        if local is None and reference_type(value, found.root) != gate:
            return
        if local is not None:
            if local.type_number != wanted:
                return
            if patient:
                found.patient = local.uid
        found.keys.append(marker)
        if "identifier" in value:
            _add_identifier(start, value, found)

    return read


def _add_identifier(start: str, value: Json, found: Found) -> None:
    token = value["identifier"]
    if isinstance(token, dict):  # a resource in the place of a reference has a list of its own
        found.keys.extend(keys.fresh_token_keys(start + "i", token.get("system"), token.get("value"))[1:])


def _reference_leaf(parameter: Parameter, kind: str, *, patient: bool) -> Leaf:
    start, marker, number = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT), parameter.number
    target, reference_keys = keys.target, keys.reference_keys
    patients = structure.type_number("Patient") if patient else None

    def read(value: Any, found: Found) -> None:
        address = address_of(value)
        found.keys.extend(reference_keys(start, address))
        if "identifier" in value:
            _add_identifier(start, value, found)
        local = target(address)
        if local is not None:
            found.references.append((number, local.type_number, local.uid))
            found.followed.append(address)
            if local.type_number == patients:
                found.patient = local.uid

    def read_canonical(value: Any, found: Found) -> None:
        found.keys.append(marker)
        found.keys.extend(keys.number(start + form) for form in keys.canonical_forms(value))
        address = value.partition("#")[0]
        if address:
            found.references.append((number, keys.BY_ADDRESS, keys.address_uid(address)))

    return read if kind in ("Reference", "Resource") else read_canonical


def address_leaf(parameter: Parameter) -> Leaf:
    """The closure for the address of a definition: what others refer to it by, with its version and without."""
    number = parameter.number

    def read(value: Any, found: Found) -> None:
        version = found.root.get("version")
        for address in (value, f"{value}|{version}") if version else (value,):
            found.references.append((number, keys.BY_ADDRESS, keys.address_uid(address)))

    return read


def _string_leaf(parameter: Parameter, kind: str) -> Leaf:
    start, marker = parameter.prefix, keys.number(parameter.prefix + keys.PRESENT)
    number, reader, naming = parameter.number, strings.readers()[kind], parameter.naming

    def read(value: Any, found: Found) -> None:
        parts = reader(value)
        if not parts:
            return
        found.keys.append(marker)
        found.keys.extend(keys.number(f"{start}x.{nfc(part)}") for part in parts)
        rows = strings.rows_of(parts)
        found.strings.extend((number, folded, exact) for folded, exact in rows)
        if naming:
            for folded, _ in rows:
                found.keys.extend(keys.beginning_keys(start, folded.partition(" ")[0]))

    return read


def _date_leaf(parameter: Parameter, kind: str) -> Leaf:
    marker = keys.number(parameter.prefix + keys.PRESENT)
    readers: dict[str, Callable[[Any], dates.Range | None]] = {
        "Period": dates.of_period,
        "Timing": dates.of_timing,
    }
    reader = readers.get(kind, dates.of_text)
    rank, number = parameter.main, parameter.number
    as_rows, marked = rank is None or rank > 0, rank is None or parameter.shared_main

    def read(value: Any, found: Found) -> None:
        between = reader(value)
        if between is None:
            return
        if marked:
            found.keys.append(marker)
        if rank is not None:
            found.main[rank] = between
        if as_rows:
            found.dates.append((number, *between))

    return read
