"""Ids of what a facility may send again: the same facts, however often they come, land where they came first.

A visit that is worked here and then claimed comes back as a claim file of our own making; both name it by these.
"""

from __future__ import annotations

from datetime import datetime

from hoaban.kernel import ids


def patient_id(facility: str, number: str) -> str:
    """The id of the Patient of one source: a facility and its own patient number (MA_BN)."""
    return str(ids.uuid8_timeless("patient", facility, number))


def encounter_id(facility: str, number: str, anchor: datetime | None) -> str:
    """The id of the Encounter of a facility's visit number (MA_LK); ``anchor`` is the arrival first told, to the minute."""
    return row_id(anchor, facility, number, "XML1", "encounter")


def row_id(anchor: datetime | None, *parts: str) -> str:
    """The id of a fact of a visit: facility, MA_LK, table and what names the row in it."""
    return str(ids.uuid8(anchor, *parts) if anchor else ids.uuid8_timeless(*parts))
