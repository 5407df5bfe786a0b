"""What one search parameter of one resource type is: where its values stand, and how it can be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.engine.search.routes import Route

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
NUMBER_KINDS = ("integer", "decimal", "Range")
QUANTITY_KINDS = ("Quantity", "Age", "Duration", "Money", "Range", "SampledData")
KINDS = {
    "number": NUMBER_KINDS,
    "quantity": QUANTITY_KINDS,
    "special": ("Location.position",),
    "text": ("xhtml",),
    "content": (),
    "date": DATE_KINDS,
    "string": STRING_KINDS,
    "token": TOKEN_KINDS,
    "reference": REFERENCE_KINDS,
    "uri": URI_KINDS,
}
COMMON = ("_id", "_lastUpdated", "_profile", "_security", "_source", "_tag")
"""What every type has."""
COLUMNS = {"_id": "uid", "_lastUpdated": "updated_at"}
PATIENT_ELEMENTS = frozenset({"subject", "patient", "beneficiary", "individual", "for", "candidate"})
PREFIXES = ("eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
_MODIFIERS = {
    "token": ("missing", "not"),
    "text": ("missing",),
    "content": (),
    "string": ("missing", "exact", "contains"),
    "uri": ("missing", "above", "below"),
    "date": ("missing",),
    "number": ("missing",),
    "quantity": ("missing",),
    "special": ("missing",),
    "composite": (),
}
_OF_COLUMNS = {"_id": ("missing", "not"), "_lastUpdated": ("missing",)}
_OF_CODES = ("in", "not-in", "above", "below")
_PARTS_OF_NAMES = ("family", "given")
_CODED_KINDS = frozenset({"CodeableConcept", "Coding", "code"})
_TOLD_KINDS = frozenset({"CodeableConcept", "Coding", "Identifier"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a composite: its own parameter and where its values stand from the composite's element.

    ``whole``: the code of the parameter that keeps the same values, for a part of the resource itself.
    """

    parameter: Parameter
    routes: tuple[Route, ...]
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one resource type.

    ``prefix`` starts its key texts. ``targets``: types a reference may name. ``sources``: the parameters whose keys and
    rows hold its values, so that nothing is kept twice: most often itself; ``subject`` for ``patient`` (``gate``: only
    references to that type are its values); ``code`` and ``component-code`` for ``combo-code``. ``systems``: the code
    systems understood without being written (``status``). ``plain``: only values without a system. ``boolean``: only
    true or false. ``contact``: only telephone numbers and addresses. ``main``: place in the type's main date (0 first),
    or None; ``shared_main``: others fill the main date, too. ``ranged``: a
    composite that keys alone cannot answer.
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
    ranged: bool = False

    @property
    def kept(self) -> bool:
        """Whether values are kept under its own number (else its sources' serve)."""
        return self.sources[0].number == self.number

    @property
    def column(self) -> str | None:
        return COLUMNS.get(self.code)

    @property
    def naming(self) -> bool:
        """Whether all its values are names of people, or parts of them."""
        return self.type == "string" and (
            self.code in _PARTS_OF_NAMES or all(route.kind == "HumanName" for route in self.routes)
        )

    @property
    def modifiers(self) -> tuple[str, ...]:
        if self.column:
            return _OF_COLUMNS[self.code]
        kinds = {route.kind for route in self.routes}
        if self.type == "reference":
            named = ("identifier",) if "Reference" in kinds else ()
            return ("missing", *named, *(("[type]",) if self.links else ()))
        if self.type != "token":
            return _MODIFIERS[self.type]
        told = ("text",) if kinds & _TOLD_KINDS else ()
        coded = _OF_CODES if any(route.coded for route in self.routes) else ()
        return (*_MODIFIERS["token"], *told, *coded, *(("of-type",) if "Identifier" in kinds else ()))

    @property
    def official_type(self) -> str:
        """What R4 calls its type."""
        return "string" if self.type in ("text", "content") else self.type

    @property
    def links(self) -> bool:
        """Whether its values are literal references."""
        return self.type == "reference" and any(
            route.kind in ("Reference", "Resource") for route in self.routes
        )

    @property
    def canonical(self) -> bool:
        """Whether some of its values are addresses that are compared as they are written."""
        return self.type == "reference" and any(route.kind in ("canonical", "uri") for route in self.routes)

    @property
    def followed(self) -> bool:
        """Whether chains and includes can go on from its values."""
        return self.links or self.canonical

    @property
    def comparators(self) -> tuple[str, ...]:
        return PREFIXES if self.type in ("date", "number", "quantity") else ()


@dataclass(frozen=True, slots=True)
class Source:
    """A parameter under whose number and prefix values are kept."""

    number: int
    prefix: str
