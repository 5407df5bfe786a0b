"""Whether an element meets the criterion of a ``where``: one or several comparisons, all of which must hold.

``use = 'official' and period.start = '2020'``: paths of members on the left, a literal on the right. Equality is
FHIRPath's for what can be compared here: exactly one value on the left, equal to the literal.
"""

from __future__ import annotations

import re
from typing import Any

from hoaban.record.engine import parse_json
from hoaban.record.engine.patching import places
from hoaban.record.engine.patching.problems import PatchInvalid
from hoaban.record.engine.patching.steps import unescaped
from hoaban.record.engine.patching.trees import same

_COMPARISON = re.compile(
    r"\s*(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*=\s*"
    r"(?:'(?P<text>(?:[^'\\]|\\.)*)'|(?P<truth>true|false)\b|(?P<number>-?(?:0|[1-9][0-9]{0,99})(?:\.[0-9]{1,99})?))"
    r"\s*(?P<more>and\b|$)",
    re.ASCII | re.DOTALL,
)


def meets(expression: str, kind: str, element: Any) -> bool:
    """Whether ``expression`` is true of ``element``, which is of type ``kind``.

    :raises PatchInvalid: the expression is none of the kind described above.
    """
    at, met, more = 0, True, True
    while more:
        comparison = _COMPARISON.match(expression, at)
        if comparison is None:
            raise PatchInvalid(
                "điều kiện trong where(…) chưa được hỗ trợ", "a criterion in where(…) is not supported"
            )
        found = [places.root(kind, element)]
        for name in comparison["path"].split("."):
            found = [child for each in found for child in places.children(each, name)]
        met = met and len(found) == 1 and same(found[0].value, _literal(comparison))
        at, more = comparison.end(), bool(comparison["more"])
    return met


def _literal(comparison: re.Match[str]) -> Any:
    if comparison["text"] is not None:
        return unescaped(comparison["text"])
    if comparison["truth"]:
        return comparison["truth"] == "true"
    return parse_json.number(comparison["number"])
