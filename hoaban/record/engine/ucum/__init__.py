"""UCUM (https://ucum.org): units as expressions, their canonical form, conversion with exact decimals.

Codes are case-sensitive, as FHIR has them. The table of units is UCUM's own, unchanged (see ``data/ucum/NOTICE``).
Nothing here raises for a bad unit: whoever searches or stores a quantity must go on without one.
"""

from hoaban.record.engine.ucum.conversion import canonical, comparable, convert, is_unit

__all__ = ["canonical", "comparable", "convert", "is_unit"]
