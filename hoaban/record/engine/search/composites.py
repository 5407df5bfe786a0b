"""What is done with the element of a composite parameter when extraction reaches it; as in ``leaves.py``, closures."""

from __future__ import annotations

from itertools import product
from typing import Any

from hoaban.record.engine.search import keys, ranges
from hoaban.record.engine.search.forms import forms_reader
from hoaban.record.engine.search.found import Found, Leaf
from hoaban.record.engine.search.parameter import Parameter, Part
from hoaban.record.engine.search.ranges import Stretch


def composite_leaf(parameter: Parameter, parts: tuple[Part, ...]) -> Leaf:
    """The closure for a composite's element: every combination of one form of each part."""
    readers = [
        [(route, forms_reader(part.parameter.type, route.kind)) for route in part.routes] for part in parts
    ]
    start = parameter.prefix

    def read(value: Any, found: Found) -> None:
        forms: list[list[str]] = []
        for routes in readers:
            forms.append(
                [
                    form
                    for route, reader in routes
                    for each in route.values(value, found.root)
                    for form in reader(each)
                ]
            )
        found.keys.extend(keys.number(start + keys.composite_form(combined)) for combined in product(*forms))

    return read


def ranged_leaf(parameter: Parameter, parts: tuple[Part, ...]) -> Leaf:
    """The closure for the element of a composite of a token and ranges: each range under the key of each token.

    Two numbers are kept as one range from the first to the second.
    """
    number, token = parameter.number, parts[0]
    tokens = [(route, forms_reader("token", route.kind)) for route in token.routes]
    measured = [[(route, ranges.readers()[route.kind]) for route in part.routes] for part in parts[1:]]

    def read(value: Any, found: Found) -> None:
        codes = {
            keys.number(form) for route, reader in tokens for each in route.values(value, found.root)
            for form in reader(each)
        }  # fmt: skip
        held = [
            [
                stretch
                for route, reader in part
                for each in route.values(value, found.root)
                for stretch in reader(each)
            ]
            for part in measured
        ]
        if len(held) == 2:
            held[0] = [Stretch(first.lo, second.hi) for first in held[0] for second in held[1]]
        found.ranges.extend((number, code, stretch) for code in codes for stretch in held[0])

    return read


def telling_keys(parts: tuple[Part, ...]) -> set[str] | None:
    """JSON keys of which one must be there for a composite to have a value; None if that cannot be said."""
    routes = parts[-1].routes
    first = {
        route.steps[0]
        for route in routes
        if route.steps and not route.from_root and isinstance(route.steps[0], str)
    }
    return first if len(first) == len(routes) else None
