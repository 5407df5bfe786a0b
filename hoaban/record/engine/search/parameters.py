"""Search parameters per resource type, compiled from the official definitions: where values stand and how they are kept.

Where a parameter's values are kept follows from its type alone: token, uri and reference as keys; string as rows and,
for ``:exact``, keys; date in the row (the type's main date) or as rows; a composite of token, reference and uri parts as
keys. ``_id`` and ``_lastUpdated`` are columns. Other types are not supported, and asking for them is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from hoaban.record.engine import structure
from hoaban.record.engine.search import definitions, keys
from hoaban.record.engine.search.definitions import Definition
from hoaban.record.engine.search.routes import ResolvesTo, Route, compile_expression

DATE_KINDS = ("date", "dateTime", "instant", "Period", "Timing")
NARROW_KINDS = ("date", "dateTime", "instant")
STRING_KINDS = ("string", "markdown", "HumanName", "Address")
TOKEN_KINDS = (
    "CodeableConcept",
    "Coding",
    "Identifier",
    "ContactPoint",
    "code",
    "boolean",
    "id",
    "string",
    "uri",
)
PLAIN_KINDS = ("code", "boolean", "id", "string", "uri")
REFERENCE_KINDS = ("Reference", "Resource", "canonical", "uri")
URI_KINDS = ("uri", "url", "canonical")
KINDS = {
    "date": DATE_KINDS,
    "string": STRING_KINDS,
    "token": TOKEN_KINDS,
    "reference": REFERENCE_KINDS,
    "uri": URI_KINDS,
}
COMMON = ("_id", "_lastUpdated", "_profile", "_security", "_source", "_tag")
"""What every type has; searches over several types are made of these (and of whatever else all of them have)."""
COMMON = ("_id", "_lastUpdated", "_profile", "_security", "_source", "_tag")
"""What every type has."""
COLUMNS = {"_id": "uid", "_lastUpdated": "updated_at"}
PATIENT_ELEMENTS = frozenset({"subject", "patient", "beneficiary", "individual", "for", "candidate"})
PREFIXES = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
_MODIFIERS = {
    "token": ("missing", "not"),
    "string": ("missing", "exact", "contains"),
    "reference": ("missing", "identifier", "[type]"),
    "uri": ("missing", "above"),
    "date": ("missing",),
    "composite": (),
}
_OF_COLUMNS = {"_id": ("missing", "not"), "_lastUpdated": ("missing",)}
_OF_CODES = ("in", "not-in", "above", "below")
_CODED_KINDS = frozenset({"CodeableConcept", "Coding", "code"})
_IN_COMPOSITES = ("token", "reference", "uri")
_SPECIAL_VALUES = "http://terminology.hl7.org/CodeSystem/special-values"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composite: its own parameter and where its values stand from the composite's element."""

    parameter: Parameter
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one resource type.

    ``prefix`` starts its key texts. ``targets``: types a reference may name. ``sources``: the parameters whose keys and
    rows hold its values, so that nothing is kept twice: most often itself; ``subject`` for ``patient`` (``gate``: only
    references to that type are its values); ``code`` and ``component-code`` for ``combo-code``. ``systems``: the code
    systems understood without being written (``status``). ``plain``: only values without a system. ``boolean``: only
    true or false. ``contact``: only telephone numbers and addresses. ``main``: place in the type's main date (0 first),
    or None; ``shared_main``: others fill the main date, too.
    """

    resource_type: str
    code: str
    number: int
    type: str
    prefix: str
    routes: tuple[Route, ...]
    targets: tuple[str, ...]
    url: str
    parts: tuple[tuple[Part, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    gate: str | None = None
    systems: frozenset[str] = frozenset()
    plain: bool = False
    boolean: bool = False
    contact: bool = False
    main: int | None = None
    shared_main: bool = False

    @property
    def kept(self) -> bool:
        """Whether values are kept under its own number (else its sources' serve)."""
        return self.sources[0].number == self.number

    @property
    def column(self) -> str | None:
        return COLUMNS.get(self.code)

    @property
    def modifiers(self) -> tuple[str, ...]:
        if self.column:
            return _OF_COLUMNS[self.code]
        coded = self.type == "token" and not _CODED_KINDS.isdisjoint(route.kind for route in self.routes)
        return _MODIFIERS[self.type] + (_OF_CODES if coded else ())

    @property
    def links(self) -> bool:
        """Whether its values are references that can be followed (canonical addresses cannot)."""
        return self.type == "reference" and any(
            route.kind in ("Reference", "Resource") for route in self.routes
        )

    @property
    def comparators(self) -> tuple[str, ...]:
        return PREFIXES if self.type == "date" else ()


@dataclass(frozen=True, slots=True)
class Source:
    """A parameter under whose number and prefix values are kept."""

    number: int
    prefix: str


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
    for definition in composites:
        if built := _composite(definition, resource_type):
            found[definition.code] = built
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


def _composite(definition: Definition, resource_type: str) -> Parameter | None:
    by_url = {each.url: each for each in definitions.load().parameters}
    routes = compile_expression(definition.expression, resource_type)
    parts: list[tuple[Part, ...]] = []
    for start in routes:
        row: list[Part] = []
        for component in definition.component:
            followed = by_url[component.of]
            if followed.type not in _IN_COMPOSITES:
                return None
            origin = Route((), start.kind)
            compiled = compile_expression(component.expression, resource_type, origin)
            inner = tuple(route for route in compiled if route.kind in KINDS[followed.type])
            row.append(Part(_simple(followed, resource_type), inner))
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
    )


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
