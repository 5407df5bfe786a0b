"""For each parameter every legal modifier and prefix, with a value that must find its sample and one that must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hoaban.record.engine.search.parameter import Parameter
from hoaban.record.engine.search.routes import Route
from hoaban.record.engine.search.terminology import Terminology
from hoaban.record.shapes import Json
from hoaban.record.tests import search_round, search_samples
from hoaban.record.tests.search_samples import CODES, Sample

SYSTEM = {"content": "complete", "concept": [{"code": "top", "concept": [{"code": "a"}, {"code": "b"}]}]}
"""Every code system that is asked for."""
_ONLY = "urn:only:"
_CODED = ("CodeableConcept", "Coding")


def known(kind: str, address: str) -> Json | None:
    """Code systems of ``SYSTEM``'s shape, and sets of one code: ``urn:only:CODE:SYSTEM``."""
    if kind == "CodeSystem":
        return SYSTEM
    if not address.startswith(_ONLY):
        return None
    code, _, system = address.removeprefix(_ONLY).partition(":")
    return {"compose": {"include": [{"system": system, "concept": [{"code": code}]}]}}


def holds(found: Json, name: str, value: str) -> bool:
    """Whether a search for one parameter finds a resource."""
    return search_round.holds(found, name, value, terminology=Terminology(known))


def plain(parameter: Parameter) -> bool:
    """Whether it has values of its own to ask for one by one."""
    return not parameter.column and parameter.type not in ("composite", "content")


def promised(parameter: Parameter) -> set[str]:
    """What may stand with the parameter: nothing, modifiers (``:x``), prefixes."""
    return {"", *(f":{each}" for each in parameter.modifiers), *parameter.comparators}


def tried(parameter: Parameter) -> Counter[str]:
    """How often each of them is asked for, over all places where values can stand."""
    found: Counter[str] = Counter()
    for route in parameter.routes:
        if route.test is None:
            sample = search_samples.sample(parameter, route)
            found.update(_kind(parameter, name, value) for name, value, _ in asked(parameter, route, sample))
    return found


def _kind(parameter: Parameter, name: str, value: str) -> str:
    modifier = name.removeprefix(parameter.code)
    if modifier:
        return ":[type]" if modifier[1:] in parameter.targets else modifier
    return next((each for each in parameter.comparators if value.startswith(each)), "")


def asked(parameter: Parameter, route: Route, sample: Sample) -> Iterator[tuple[str, str, str]]:
    """For each legal modifier and prefix: its name, the value that must find the sample, and one that must not."""
    code = parameter.code
    yield code, sample.asked, sample.other
    if "missing" in parameter.modifiers:
        yield f"{code}:missing", "false", "true"
    if parameter.type == "token":
        yield from _of_token(parameter, route, sample)
    if parameter.type == "string":
        yield f"{code}:exact", "Nguyễn Văn An", "nguyen van an"
        yield f"{code}:contains", "yen van", "yen an"
    if parameter.type == "reference" and route.kind == "Reference":
        yield f"{code}:identifier", "http://a.example/names|1", "http://a.example/names|2"
    if parameter.links:
        kind, _, name = sample.asked.partition("/")
        yield f"{code}:{kind}", name, "2"
    if parameter.type == "uri":
        yield f"{code}:above", f"{sample.asked}/below/it", "http://a.example/x"
        yield f"{code}:below", "http://a.example/x", "http://a.example/x/y/z"
    for prefix in parameter.comparators if sample.before else ():
        right, wrong = search_samples.around(sample)[prefix]
        yield code, prefix + right, prefix + wrong


def _of_token(parameter: Parameter, route: Route, sample: Sample) -> Iterator[tuple[str, str, str]]:
    code = parameter.code
    yield f"{code}:not", sample.other, sample.asked
    if route.kind in ("CodeableConcept", "Coding", "Identifier"):
        yield f"{code}:text", "DUONG mau", "đường mau an"
    if route.kind == "Identifier":
        yield f"{code}:of-type", f"{CODES}|MR|1", f"{CODES}|MR|2"
    system = CODES if route.kind in _CODED else route.system if route.kind == "code" else ""
    if system:
        with_it, without = f"{_ONLY}a:{system}", f"{_ONLY}b:{system}"
        yield f"{code}:in", with_it, without
        yield f"{code}:not-in", without, with_it
        yield f"{code}:below", f"{system}|top", f"{system}|b"
        yield f"{code}:above", f"{system}|a", f"{system}|top"
