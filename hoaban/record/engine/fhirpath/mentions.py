"""What an expression speaks of, told from its tree without evaluating it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache

from hoaban.record.engine.fhirpath import parser
from hoaban.record.engine.fhirpath.syntax import Binary, Literal, Member, Node, Variable

_CACHED = 2_048
_COMPARING = {"=", "~", "!=", "!~", "in", "contains"}


@lru_cache(maxsize=_CACHED)
def variables(expression: str) -> frozenset[str]:
    """Names of the ``%variables`` that it uses. :raises errors.SyntaxInvalid: not FHIRPath."""
    return frozenset(node.name for node in _nodes(parser.parse(expression)) if isinstance(node, Variable))


@lru_cache(maxsize=_CACHED)
def compared(expression: str, element: str) -> frozenset[str]:
    """The texts that it compares an element of this name with: ``a`` and ``b`` of ``linkId = 'a' or linkId in ('b')``.

    :raises errors.SyntaxInvalid: not FHIRPath.
    """
    return frozenset(
        text.value
        for node in _nodes(parser.parse(expression))
        if isinstance(node, Binary) and node.operator in _COMPARING and _any_ends_in(node, element)
        for operand in node.operands
        for text in _nodes(operand)
        if isinstance(text, Literal) and isinstance(text.value, str) and text.kind == "string"
    )


def _any_ends_in(node: Binary, element: str) -> bool:
    return any(isinstance(each, Member) and each.name == element for each in node.operands)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for field in fields(node):
        value = getattr(node, field.name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Node):
                yield from _nodes(each)
