"""Steps along canonical addresses: ``f`` is a row of who refers by one, ``a`` a row of the definition that has it.

An address with a version leads to that version alone, one without to every version of the definition.
"""

from __future__ import annotations

from collections.abc import Sequence

from hoaban.record.engine.search import definitions, keys
from hoaban.record.engine.search.sql.statements import Statement, joined, one_of


def _meeting(numbers: Sequence[int]) -> Statement:
    """That ``f`` refers by one of these parameters (none: any) to the address of ``a``."""
    own = definitions.parameter_numbers()["url"]
    parts: tuple[Statement, ...] = (
        ("a.target = f.target and a.target_type = %s and f.target_type = %s", [keys.BY_ADDRESS] * 2),
        ("a.param = %s", [own]),
        one_of("f.param", numbers, "smallint") if numbers else ("f.param <> %s", [own]),
    )
    return joined(parts, " and ")


def linked(sources: Statement, numbers: Sequence[int], kind: int, there: Statement) -> Statement:
    """That ``r`` refers to a definition of type ``kind`` that is as ``there`` says."""
    condition = joined((_meeting(numbers), sources, ("a.type = %s", [kind]), there), " and ")
    return (
        "r.rid in (select f.rid from record_reference f, record_reference a"
        f" join record_resource r on r.type = a.type and r.rid = a.rid where {condition[0]})",
        condition[1],
    )


def referred(definitions_of: Statement, numbers: Sequence[int], kind: int, there: Statement) -> Statement:
    """That a resource of type ``kind``, which is as ``there`` says, refers to the definition ``r``."""
    condition = joined((_meeting(numbers), definitions_of, ("f.type = %s", [kind]), there), " and ")
    return (
        "r.rid in (select a.rid from record_reference a, record_reference f"
        f" join record_resource r on r.type = f.type and r.rid = f.rid where {condition[0]})",
        condition[1],
    )


def pointed_to(starts: Sequence[int], numbers: Sequence[int], kinds: Sequence[int]) -> Statement:
    """Type and row of the definitions that these rows refer to."""
    rows: Statement = ("f.rid = any(%s::bigint[])", [list(starts)])
    condition = joined((rows, _meeting(numbers), one_of("a.type", kinds, "smallint")), " and ")
    return (
        f"select a.type, a.rid from record_reference f, record_reference a where {condition[0]}",
        condition[1],
    )


def pointing(starts: Sequence[int], numbers: Sequence[int], kinds: Sequence[int]) -> Statement:
    """Type and row of what refers to the definitions in these rows."""
    rows: Statement = ("a.rid = any(%s::bigint[])", [list(starts)])
    condition = joined((rows, _meeting(numbers), one_of("f.type", kinds, "smallint")), " and ")
    return (
        f"select f.type, f.rid from record_reference a, record_reference f where {condition[0]}",
        condition[1],
    )
