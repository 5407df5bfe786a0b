"""One search parameter, its name as a tree and its value as it came, made into a criterion."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hoaban.record.engine import structure
from hoaban.record.engine.search import keys, parameters
from hoaban.record.engine.search.changes import READY, Standing
from hoaban.record.engine.search.criteria import (
    Criterion,
    Either,
    Every,
    Keys,
    Linked,
    MainDate,
    Not,
    Referred,
    either,
    flat,
)
from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.parse import measures, values
from hoaban.record.engine.search.parse.faults import Fault, IllFormed, NotReady, NotSupported, Unknown
from hoaban.record.engine.search.parse.names import Chain, Name, Plain, Reverse
from hoaban.record.engine.search.terminology import Member, NotExpandable, Terminology

MOST_TARGETS = 16
MOST_LOOKED_UP = 10
"""Value sets, or codes whose place in a hierarchy is wanted, in one parameter: each is read from the record."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LENGTH = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """What values are understood by: ``now`` gives ``ap`` its meaning; addresses under ``base_url`` are our own.

    ``standing`` says which rows are still to be indexed again.
    """

    now: datetime
    base_url: str
    terminology: Terminology
    standing: Standing = READY

    def require(self, parameter: Parameter, modifier: str = "") -> None:
        """:raises NotReady: the parameter does not find everything yet."""
        if not self.standing.answers(parameter, modifier):
            raise NotReady


def read(kind: str, name: Name, value: str, context: Context) -> Criterion:
    """What a parameter of a search over ``kind`` asks for. :raises Fault: it cannot be understood. :raises NotReady:"""
    match name:
        case Plain(code, modifier):
            return _plain(kind, code, modifier, value, context)
        case Chain(code, target_kind, rest):
            return follow(kind, code, target_kind, lambda target: read(target, rest, value, context), context)
        case Reverse():
            return _referred(kind, name, value, context)


def parameter_of(kind: str, code: str) -> Parameter:
    """:raises Unknown: the type has no such parameter, or it is not served."""
    found = parameters.of_type(kind).get(code)
    if found is None and parameters.known(kind, code):
        raise Unknown("tham số này chưa được hỗ trợ", "this parameter is not supported")
    if found is None:
        raise Unknown(f"{kind} không có tham số này", f"{kind} has no such parameter")
    return found


def reference_of(kind: str, code: str, context: Context) -> Parameter:
    """A parameter whose references lead on. :raises Fault: there is none of this name. :raises NotReady:"""
    if not structure.is_resource_type(kind):
        raise Unknown("không có loại tài nguyên này", "there is no such resource type")
    found = parameter_of(kind, code)
    if not found.followed:
        raise NotSupported("chỉ nối được qua tham chiếu", "only references can be followed")
    context.require(found)
    return found


def target_of(parameter: Parameter, kind: str) -> tuple[str, ...]:
    """The types to follow a reference to: the one named, or all. :raises IllFormed: it never refers to that type."""
    reached = parameters.reached(parameter)
    if kind and kind not in reached:
        raise IllFormed(
            "loại tài nguyên không thuộc tham số này", "the type is none that the parameter refers to"
        )
    return (kind,) if kind else reached


def follow(
    kind: str, code: str, target_kind: str, beyond: Callable[[str], Criterion], context: Context
) -> Criterion:
    """What lies behind a reference, as ``beyond`` understands it of each type that can be there.

    :raises Fault: none of the types has it, or there are too many of them to try. :raises NotReady:
    """
    parameter = reference_of(kind, code, context)
    targets = target_of(parameter, target_kind)
    if len(targets) > MOST_TARGETS:  # steps multiply: six of them over every type would take seconds to read
        raise NotSupported(
            "tham chiếu đến quá nhiều loại; cần ghi rõ một loại",
            "it refers to too many types; one must be named",
        )
    numbers = tuple(source.number for source in parameter.sources)
    found: list[Criterion] = []
    faults: list[Fault] = []
    for target in targets:
        try:
            found.append(Linked(numbers, target, flat([beyond(target)]), parameter.canonical))
        except Fault as fault:
            faults.append(fault)
    if not found:
        raise next((each for each in faults if not isinstance(each, Unknown)), faults[0])
    return either(found)


def _referred(kind: str, reverse: Reverse, value: str, context: Context) -> Criterion:
    parameter = reference_of(reverse.kind, reverse.code, context)
    target_of(parameter, kind)
    numbers = tuple(source.number for source in parameter.sources)
    inner = flat([read(reverse.kind, reverse.rest, value, context)])
    return Referred(reverse.kind, numbers, inner, parameter.canonical)


def _listed(kind: str, value: str, context: Context) -> Criterion:
    """``_list``: the items of a List. The lists that R4 calls current have no definition that could be served."""
    if value.startswith("$"):
        raise NotSupported("danh sách chức năng chưa được hỗ trợ", "functional lists are not supported")
    item = reference_of("List", "item", context)
    lists = values.fhir_ids("List", value.removeprefix("List/"))
    return Referred("List", tuple(source.number for source in item.sources), (lists,))


def _plain(kind: str, code: str, modifier: str, value: str, context: Context) -> Criterion:
    listed = code == "_list" and not modifier
    parameter = None if listed else parameter_of(kind, code)
    if parameter and modifier and not allows(parameter, modifier):
        shown = re.sub(r"[^\w\-\[\]]", "?", modifier[:64])
        raise NotSupported(f"bổ ngữ :{shown} không được hỗ trợ", f"the modifier :{shown} is not supported")
    if CONTROL.search(value) or len(value) > LENGTH:
        raise IllFormed("giá trị có ký tự lạ hoặc quá dài", "the value has odd characters or is too long")
    if parameter is None:
        return _listed(kind, value, context)
    context.require(parameter, modifier)
    return (
        _missing(parameter, value) if modifier == "missing" else _asked(parameter, modifier, value, context)
    )


def _asked(parameter: Parameter, modifier: str, value: str, context: Context) -> Criterion:
    match parameter.type:
        case "token":
            return _token(parameter, modifier, value, context)
        case "string":
            return _string(parameter, modifier, value)
        case "uri":
            return _URIS[modifier](parameter, value)
        case "text" | "content":
            return values.words(parameter, value)
        case "date":
            return date(parameter, value, context)
        case "number" | "quantity":
            return measures.number(parameter, value)
        case "special":
            return measures.near(parameter, value)
        case "composite":
            return _composite(parameter, value, context)
    if modifier == "identifier":
        return values.identifier(parameter, value)
    return values.reference(parameter, value, kind=modifier, base_url=context.base_url)


def allows(parameter: Parameter, modifier: str) -> bool:
    """Whether a parameter can be asked for with this modifier (a resource type, for references)."""
    if modifier in parameter.modifiers and modifier != "[type]":
        return True
    return "[type]" in parameter.modifiers and modifier in parameter.targets


_URIS = {"": values.uri, "above": values.uri_above, "below": values.uri_below}


def _token(parameter: Parameter, modifier: str, value: str, context: Context) -> Criterion:
    if parameter.code == "_id":
        found = values.fhir_ids(parameter.resource_type, value)
        return Not(found) if modifier == "not" else found
    if modifier == "text":
        return values.words(parameter, value)
    if modifier == "of-type":
        return values.of_type(parameter, value)
    asked = values.alternatives(value)
    if modifier in ("", "not"):
        return _tokens(parameter, asked, context, negated=modifier == "not")
    if len(asked) > MOST_LOOKED_UP:
        raise IllFormed(f"tối đa {MOST_LOOKED_UP} giá trị", f"at most {MOST_LOOKED_UP} values")
    try:
        if modifier in ("in", "not-in"):
            sets = [context.terminology.members(values.unescape(each)) for each in asked]
            members = set[Member]().union(*sets)
        else:
            members = _related(value, context.terminology, above=modifier == "above")
    except NotExpandable as reason:
        raise NotSupported(reason.vi, reason.en) from None
    written = [
        f"{values.escape(system)}|{values.escape(code or '')}" for system, code in sorted(members, key=str)
    ]
    return _tokens(parameter, written, context, negated=modifier == "not-in")


def _tokens(parameter: Parameter, asked: list[str], context: Context, *, negated: bool) -> Criterion:
    """Any (negated: none) of these escaped tokens."""
    forms = [values.token_form(each, parameter) for each in asked]
    if keys.PRESENT in forms:  # all of a system that the parameter always has
        context.require(parameter, "missing")
        return values.presence(parameter, missing=negated)
    return Keys(values.keys_of(parameter, forms), negated)


def _related(value: str, terminology: Terminology, *, above: bool) -> set[Member]:
    found: set[Member] = set()
    for each in values.alternatives(value):
        system, bar, code = each.partition("|")
        if not system or not bar or not code:
            raise IllFormed("cần dạng hệ-mã|mã", "system|code is expected")
        system = values.unescape(system)
        found |= {(system, one) for one in terminology.related(system, values.unescape(code), above=above)}
    return found


def _string(parameter: Parameter, modifier: str, value: str) -> Criterion:
    if modifier == "exact":
        return values.exact_string(parameter, value)
    return values.containing(parameter, value) if modifier else values.string(parameter, value)


def date(parameter: Parameter, value: str, context: Context, *, prefix: str = "") -> Criterion:
    """A date parameter; ``prefix`` takes the place of one in the value."""
    found = values.date(parameter, value, now=context.now, prefix=prefix)
    if parameter.main == 0 and parameter.shared_main:
        return Every((found, values.presence(parameter)))
    return found


def _composite(parameter: Parameter, value: str, context: Context) -> Criterion:
    if not parameter.ranged:
        return values.composite(parameter, value, base_url=context.base_url)
    kind = parameter.resource_type

    def understand(part: Parameter, piece: str) -> Criterion:
        return _plain(kind, part.code, "", piece, context)

    return measures.composite(parameter, value, understand, parameters.of_type(kind))


def _missing(parameter: Parameter, value: str) -> Criterion:
    missing = values.boolean(value)
    if parameter.column:
        return Either(()) if missing else Every(())
    if parameter.main == 0 and not parameter.shared_main:
        return MainDate(present=not missing)
    return values.presence(parameter, missing=missing)
