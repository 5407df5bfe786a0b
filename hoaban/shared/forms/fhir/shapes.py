"""A form as plain values: what a FHIR Questionnaire says, read once."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.shapes import Json


class Kind(enum.StrEnum):
    """What an item asks for (``Questionnaire.item.type``)."""

    GROUP = "group"
    DISPLAY = "display"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    DATETIME = "dateTime"
    TIME = "time"
    STRING = "string"
    TEXT = "text"
    URL = "url"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    ATTACHMENT = "attachment"
    REFERENCE = "reference"
    QUANTITY = "quantity"

    @property
    def is_question(self) -> bool:
        return self not in (Kind.GROUP, Kind.DISPLAY)


VALUE_TYPES = {
    Kind.BOOLEAN: ("Boolean",), Kind.DECIMAL: ("Decimal",), Kind.INTEGER: ("Integer",), Kind.DATE: ("Date",),
    Kind.DATETIME: ("DateTime",), Kind.TIME: ("Time",), Kind.STRING: ("String",), Kind.TEXT: ("String",),
    Kind.URL: ("Uri",), Kind.CHOICE: ("Coding",), Kind.OPEN_CHOICE: ("Coding", "String"),
    Kind.ATTACHMENT: ("Attachment",), Kind.REFERENCE: ("Reference",), Kind.QUANTITY: ("Quantity",),
}  # fmt: skip
"""The types of ``answer.value[x]`` that answer a kind; options of another type bring theirs along."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; where the author gave no English, the Vietnamese stands for it."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Value:
    """``value[x]`` of an answer: the type as it stands in the name of the property, and the JSON."""

    type: str
    json: Any


@dataclass(frozen=True, slots=True)
class Option:
    value: Value
    words: Words
    alone: bool = False
    """Goes with no other (``none of these``)."""
    chosen: bool = False
    """Answers the question until somebody answers it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One ``enableWhen``."""

    question: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Variable:
    """``%name`` for the expressions of its item and of everything in it."""

    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must be true; an ``error`` refuses a complete form, a ``warning`` is only told."""

    key: str
    expression: str
    words: Words
    severity: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one answer (``most`` and ``least``: of its value) and of the number of answers."""

    required: bool = False
    min_occurs: int | None = None
    max_occurs: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    least: Value | None = None
    most: Value | None = None
    decimal_places: int | None = None

    @property
    def fewest(self) -> int:
        """How many occurrences a complete form has at least."""
        return self.min_occurs if self.min_occurs is not None else int(self.required)


@dataclass(frozen=True, slots=True)
class Formulas:
    """The expressions of an item; empty where it has none."""

    enabled: str = ""
    calculated: str = ""
    initial: str = ""
    variables: tuple[Variable, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    def all(self) -> Iterator[tuple[str, str]]:
        """(what it is for, the expression)."""
        for purpose, text in (
            ("enableWhenExpression", self.enabled), ("calculatedExpression", self.calculated),
            ("initialExpression", self.initial),
        ):  # fmt: skip
            if text:
                yield purpose, text
        yield from (("variable", each.expression) for each in self.variables)
        yield from (("constraint", each.expression) for each in self.constraints)


@dataclass(frozen=True, slots=True)
class Item:
    """A group, a text or a question, with what stands in it."""

    link_id: str
    kind: Kind
    words: Words
    prefix: str = ""
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    limits: Limits = field(default_factory=Limits)
    options: tuple[Option, ...] = ()
    value_set: str = ""
    units: tuple[Json, ...] = ()
    initial: tuple[Value, ...] = ()
    conditions: tuple[Condition, ...] = ()
    every_condition: bool = False
    formulas: Formulas = field(default_factory=Formulas)
    codes: tuple[Json, ...] = ()
    definition: str = ""
    extracts: bool = False
    """Whether its answer becomes an Observation (SDC ``observationExtract``, which holds for what stands in an item)."""
    category: Json | None = None
    """The category of that Observation."""
    makes: str = ""
    """The resource type that a group describes; what stands in it names its elements by ``definition``."""
    normal: Words | None = None
    """What is written where nothing is found, once somebody says so."""
    drawing: str = ""
    """The outline that a picture is drawn on (``rules/outlines``)."""
    targets: tuple[str, ...] = ()
    """The types that a reference may name."""
    items: tuple[Item, ...] = ()

    def below(self) -> Iterator[Item]:
        """Everything in it, in the order of the form."""
        for item in self.items:
            yield item
            yield from item.below()


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form. ``url`` and ``version`` name it for ever."""

    url: str
    version: str
    words: Words
    items: tuple[Item, ...]
    variables: tuple[Variable, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    given: tuple[str, ...] = ()
    """Names of the variables that whoever opens the form passes (SDC ``launchContext``)."""
    number: str = ""
    """The number that the law gives the form, ``15/BV1``; empty: none, or none confirmed."""
    use: str = ""
    """What it is for: ``record``, ``examination``, ``sheet``, ``consent``."""
    specialties: tuple[str, ...] = ()
    """Whose form it is; none: everybody's."""
    signers: tuple[Words, ...] = ()
    """Who signs a paper of it, from left to right."""
    order: tuple[str, ...] = ()
    """The link ids of all items, each after those that open it and that it is calculated from."""

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}"

    def all_items(self) -> Iterator[Item]:
        for item in self.items:
            yield item
            yield from item.below()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where (``vitals/pulse#2``: the second answer to ``pulse`` in ``vitals``), in both languages."""

    code: str
    place: str
    vi: str
    en: str
    severity: str = "error"


class FormInvalid(Invalid):
    """A Questionnaire that cannot serve as a form; ``faults`` names all that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(
            f"Biểu mẫu không dùng được: {first.vi}", f"The form cannot be used: {first.en}", place=first.place
        )
        self.faults = faults
