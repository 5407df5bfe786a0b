"""Prescriptions for the national e-prescription system."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hoaban.connect import eprescriptions as rx
from hoaban.kernel.errors import Invalid
from hoaban.kernel.tries import Answer, Misconfigured
from hoaban.shared.exchange.services.adapters.shapes import Adapter, Content, Line, News, NoCredentials

_ASK_FOR = timedelta(days=6)
"""A prescription holds five days (TT 26/2025); on the sixth it is asked about for the last time."""


def _key_of(content: Content, facility_code: str) -> str:
    try:
        one = rx.read_content(content)
    except rx.ContentNotValid as wrong:
        raise Invalid(
            "Đơn thuốc chưa đủ để gửi đi.", "The prescription cannot be sent as it is.", place=str(wrong)
        ) from None
    if not one.code.startswith(facility_code):
        raise Invalid("Mã đơn thuốc là của cơ sở khác.", "The code is of another facility.", place="code")
    return one.code


def _masked(content: Content, mask: Mapping[str, str]) -> dict[str, Any]:
    """Without whom it is for; of the birth only the year."""
    return {**content, **mask, "birth": str(content["birth"])[:4]}


def _send(line: Line, content: Content, unsure: bool) -> Answer:
    one = rx.read_content(content)
    return rx.send(_system(line, one.prescriber), one, line.place.ask, unsure=unsure)


def _ask(line: Line, content: Content) -> News | None:
    one = rx.read_content(content)
    try:
        system = _system(line, one.prescriber)
        if not system.app_key:
            return None
        found = rx.dispensed(system, one.code, line.place.ask)
    except (NoCredentials, rx.NotToBeRead):
        return None
    if found is None:
        return News(known=False)
    return News(
        known=True,
        extent=found.extent,
        facts={"extent": found.extent, "lines": [list(row) for row in found.lines]},
    )


def _system(line: Line, prescriber: str) -> rx.System:
    facility, holder = line.secrets(""), line.secrets(prescriber)
    try:
        return rx.System(
            line.schema, line.place.address, facility.get("facility") or line.facility_code,
            holder.get("prescriber") or prescriber, holder.get("password", ""), facility.get("app_name", ""),
            facility.get("app_key", ""), line.place.seconds,
        )  # fmt: skip
    except Misconfigured:
        raise NoCredentials from None


def _rows(content: Content) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in rx.payload(rx.read_content(content)).items():
        if isinstance(value, list):
            rows += [
                (f"{name}[{place + 1}].{part}", str(each))
                for place, row in enumerate(value)
                for part, each in row.items()
            ]
        else:
            rows.append((name, "" if value is None else str(value)))
    return [row for row in rows if row[1] and row[0] != "signature"]


ADAPTER = Adapter(_key_of, _masked, _send, _ask, _ASK_FOR, _rows)
