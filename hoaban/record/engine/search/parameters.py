"""Search parameters per resource type, compiled from the official definitions: where values stand and how they are kept.

Where a parameter's values are kept follows from its type alone: token, uri and reference as keys; string as rows and,
for ``:exact``, keys; date in the row (the type's main date) or as rows; number and quantity as rows of ranges; a composite
of token, reference and uri parts as keys. A composite with other parts needs nothing of its own where its parts stand at
the resource itself (their own values serve, together), else rows of ranges under the key of its token.
``_id`` and ``_lastUpdated`` are columns. Words of the narrative, of what is written beside codes and of all other text are
keys, too: ``_text``, ``:text`` and ``_content``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hoaban.record.engine import structure
from hoaban.record.engine.search import definitions, keys
from hoaban.record.engine.search.definitions import Definition
from hoaban.record.engine.search.parameter import (
    KINDS,
    PATIENT_ELEMENTS,
    PLAIN_KINDS,
    Parameter,
    Part,
    Source,
)
from hoaban.record.engine.search.routes import ResolvesTo, Route, compile_expression

_IN_KEYS = ("token", "reference", "uri")
_SPECIAL_VALUES = "http://terminology.hl7.org/CodeSystem/special-values"


@cache
def of_type(resource_type: str) -> dict[str, Parameter]:
    """The supported parameters of a resource type by code. :raises KeyError: if there is no such type."""
    structure.type_number(resource_type)
    found: dict[str, Parameter] = {}
    composites: list[Definition] = []
    for definition in definitions.load().parameters:
        if not {resource_type, "Resource", "DomainResource"}.intersection(definition.base):
            continue
        if definition.type == "composite":
            composites.append(definition)
        elif definition.type in KINDS and definition.expression:
            found[definition.code] = _simple(definition, resource_type)
        elif definition.code == "_text" and structure.find_element(resource_type, "text.div"):
            narrative = replace(definition, type="text", expression=f"{resource_type}.text.div")
            found[definition.code] = _simple(narrative, resource_type)
        elif definition.code == "_content":
            whole = _simple(replace(definition, type="content", expression=resource_type), resource_type)
            found[definition.code] = replace(whole, routes=(Route((), resource_type),))
    simple = dict(found)
    for definition in composites:
        found[definition.code] = _composite(definition, resource_type, simple)
    return _with_sources(found)


def supported(resource_type: str) -> tuple[Parameter, ...]:
    """What the CapabilityStatement may promise for a type, by code."""
    return tuple(parameter for _, parameter in sorted(of_type(resource_type).items()))


def known(resource_type: str, code: str) -> bool:
    """Whether the standard defines the parameter, supported here or not."""
    return any((base, code) in _defined() for base in (resource_type, "Resource", "DomainResource"))


@cache
def _defined() -> frozenset[tuple[str, str]]:
    return frozenset((base, each.code) for each in definitions.load().parameters for base in each.base)


@cache
def patient_parameter(resource_type: str) -> Parameter | None:
    """The parameter that names the one patient a resource of this type is about, if there is such a parameter.

    The record's column ``patient`` holds its value, and ``person`` the human being behind that patient.
    """
    found = of_type(resource_type)
    for code in ("patient", "subject", *definitions.load().patient.get(resource_type, ())):
        parameter = found.get(code)
        if (
            parameter
            and parameter.type == "reference"
            and "Patient" in parameter.targets
            and _about(parameter)
        ):
            return parameter
    return None


@cache
def reached(parameter: Parameter) -> tuple[str, ...]:
    """The types that its references can lead to: by a canonical address only those that have one."""
    if not parameter.canonical:
        return parameter.targets
    return tuple(kind for kind in parameter.targets if address_parameter(kind))


@cache
def address_parameter(resource_type: str) -> Parameter | None:
    """The parameter of the canonical address of a definition, where the type has one."""
    found = of_type(resource_type).get("url")
    return found if found and [route.steps for route in found.routes] == [("url",)] else None


@cache
def usual(resource_type: str) -> dict[str, tuple[int, int]]:
    """What nearly every resource of a type has: the prefix of the parameter, and the markers of presence and absence."""
    known = of_type(resource_type).values()
    prefixes = [each.prefix for each in known if (resource_type, each.code) in definitions.usual()]
    return {
        prefix: (keys.number(prefix + keys.PRESENT), keys.number(prefix + keys.ABSENT)) for prefix in prefixes
    }


@cache
def keeping_words(resource_type: str) -> tuple[str, ...]:
    """Where words of a type are kept beside ``_content``: the prefixes of its narrative and of its codes with texts."""
    known = of_type(resource_type).values()
    return tuple(
        each.prefix for each in known if each.kept and (each.type == "text" or "text" in each.modifiers)
    )


def _about(parameter: Parameter) -> bool:
    return all(not route.many and route.steps[0] in PATIENT_ELEMENTS for route in parameter.routes)


def _simple(definition: Definition, resource_type: str) -> Parameter:
    compiled = compile_expression(definition.expression, resource_type)
    routes = tuple(route for route in compiled if route.kind in KINDS[definition.type])
    gates = [step.kind for route in routes for step in route.steps if isinstance(step, ResolvesTo)]
    gate = gates[0] if len(gates) == len(routes) and len(set(gates)) == 1 else None
    kinds = {route.kind for route in routes}
    main = definitions.main_dates().get(resource_type, ())
    return Parameter(
        resource_type=resource_type,
        code=definition.code,
        number=definitions.parameter_numbers()[definition.code],
        type=definition.type,
        prefix=keys.prefix(resource_type, definition.code),
        routes=routes,
        targets=tuple(kind for kind in definition.target if gate in (None, kind)),
        url=definition.url,
        systems=_systems(routes),
        plain=definition.type == "token" and kinds <= set(PLAIN_KINDS),
        boolean=kinds == {"boolean"},
        contact=definition.type == "token" and kinds == {"ContactPoint"},
        gate=gate,
        main=main.index(definition.code) if definition.code in main else None,
        shared_main=definition.code in main and len(main) > 1,
    )


def _systems(routes: tuple[Route, ...]) -> frozenset[str]:
    found = {route.system for route in routes if route.system}
    if any(route.kind == "boolean" for route in routes):
        found.add(_SPECIAL_VALUES)
    return frozenset(found)


def _composite(definition: Definition, resource_type: str, simple: dict[str, Parameter]) -> Parameter:
    by_url = {each.url: each for each in definitions.load().parameters}
    routes = compile_expression(definition.expression, resource_type)
    followed = [_simple(by_url[component.of], resource_type) for component in definition.component]
    ranged = not all(each.type in _IN_KEYS for each in followed)
    parts: list[tuple[Part, ...]] = []
    for start in routes:
        row: list[Part] = []
        for component, parameter in zip(definition.component, followed, strict=True):
            origin = Route((), start.kind)
            compiled = compile_expression(component.expression, resource_type, origin)
            inner = tuple(route for route in compiled if route.kind in KINDS[parameter.type])
            whole = _keeper(parameter.type, inner, simple) if ranged and not start.steps else ""
            row.append(Part(parameter, inner, whole))
        parts.append(tuple(row))
    return Parameter(
        resource_type=resource_type,
        code=definition.code,
        number=definitions.parameter_numbers()[definition.code],
        type="composite",
        prefix=keys.prefix(resource_type, definition.code),
        routes=routes,
        targets=(),
        url=definition.url,
        parts=tuple(parts),
        ranged=ranged,
    )


def _keeper(kind: str, routes: tuple[Route, ...], simple: dict[str, Parameter]) -> str:
    """The parameter that keeps the values of these routes, and the fewest others."""
    steps = {route.steps for route in routes}
    keeping = [
        each
        for each in simple.values()
        if each.type == kind and steps <= {route.steps for route in each.routes}
    ]
    return min(keeping, key=lambda each: (len(each.routes), each.code)).code


def _with_sources(found: dict[str, Parameter]) -> dict[str, Parameter]:
    """Let a parameter whose values others hold, alone or together, be answered from theirs."""
    signatures = {code: _signature(parameter) for code, parameter in found.items()}
    order = sorted(found, key=lambda code: (len(signatures[code]), found[code].gate is not None, code))
    done: dict[str, Parameter] = {}
    for code in order:
        parameter, wanted = found[code], signatures[code]
        inside = [each for each in done.values() if each.type == parameter.type and not each.gate]
        parts = [each for each in inside if each.kept and signatures[each.code] <= wanted]
        covered = frozenset[object]().union(*(signatures[each.code] for each in parts))
        sources: tuple[Source, ...] = (Source(parameter.number, parameter.prefix),)
        same = next((each for each in inside if signatures[each.code] == wanted), None)
        if same and parameter.type != "date":
            sources = same.sources
        elif parts and parameter.type != "date" and covered == wanted and not parameter.gate:
            sources = tuple(source for each in parts for source in each.sources)
        done[code] = replace(parameter, sources=sources)
    return done


def _signature(parameter: Parameter) -> frozenset[object]:
    """What the values of a parameter are drawn from, the gate on a reference's type left aside."""
    if parameter.type == "composite":
        rows = zip(parameter.routes, parameter.parts, strict=True)
        return frozenset((route, tuple(part.routes for part in parts)) for route, parts in rows)
    return frozenset(
        replace(route, steps=tuple(step for step in route.steps if not isinstance(step, ResolvesTo)))
        for route in parameter.routes
    )
