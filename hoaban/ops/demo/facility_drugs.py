"""The drug lists of the demo's facilities, sent in and applied as a pharmacist does it; brands and prices are invented."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hoaban.connect import sheets
from hoaban.kernel import clock, tables
from hoaban.kernel.actor import Actor
from hoaban.ops.demo.facilities import PACKAGE
from hoaban.shared.prescribing import api as prescribing

_PLACES = ("12981", "12982", "12983")
"""The provincial hospital, a health centre and a commune station of the story."""
_SINCE = date(2026, 1, 1)


def load_demo_drugs(*, actor: Actor, now: datetime) -> int:
    """Give the facilities of the story their drug list; doing it again changes nothing. Returns how many lists were applied."""
    content, applied = list_content(), 0
    for facility in _PLACES:
        if prescribing.has_drugs(facility_code=facility, on=clock.vietnam_day(now)):
            continue
        draft = prescribing.send_drugs(
            actor=actor,
            facility_code=facility,
            file_name="danh-muc-thuoc.xlsx",
            content=content,
            valid_from=_SINCE,
            now=now,
        )
        prescribing.apply_drugs(actor=actor, draft=draft, now=now)
        applied += 1
    return applied


def list_content() -> bytes:
    """The workbook that each of them sends in."""
    return sheets.write(
        prescribing.list_columns(), map(_line, tables.read_table(PACKAGE, "facility_drugs.csv")), name="Thuoc"
    )


def _line(row: dict[str, str]) -> dict[str, sheets.Value]:
    numbers = {key: Decimal(row[key]) for key in ("per_unit", "price") if row[key]}
    return {
        **{key: text or None for key, text in row.items()},
        "per_unit": numbers.get("per_unit"),
        "price": numbers.get("price"),
        "ingredients": tuple(one for one in row["ingredients"].split(";") if one),
    }
