"""The functions by family. Each family gives its rows: name -> (fewest arguments, most, builder)."""

from __future__ import annotations

from hoaban.record.engine.fhirpath.functions import (
    boundaries,
    combining,
    conversion,
    existence,
    fhir,
    filtering,
    maths,
    strings,
    subsets,
    texts,
    tree,
    utility,
)
from hoaban.record.engine.fhirpath.functions.application import Application, Row

__all__ = ["FUNCTIONS", "Application"]

FUNCTIONS: dict[str, Row] = {
    **existence.ROWS,
    **filtering.ROWS,
    **subsets.ROWS,
    **combining.ROWS,
    **conversion.ROWS,
    **strings.ROWS,
    **texts.ROWS,
    **maths.ROWS,
    **tree.ROWS,
    **utility.ROWS,
    **boundaries.ROWS,
    **fhir.ROWS,
}
