"""The sheet of a paper: its template filled with ready words, set as PDF/A."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from hoaban.foundation.codes import api as codes
from hoaban.kernel import clock
from hoaban.shared.papers import models
from hoaban.shared.papers.queries import prefilling
from hoaban.shared.papers.rules import terms
from hoaban.shared.papers.rules.kinds import Field, Kind
from hoaban.ui import formats, paper

_SEXES = {"male": "Nam", "female": "Nữ"}


def make(
    kind: Kind,
    row: models.Paper,
    ground: prefilling.Ground,
    values: Mapping[str, str],
    to_name: str,
    now: datetime,
) -> bytes:
    """The PDF of a paper, in Vietnamese whatever the language of who writes it. :raises NoPaper: papers cannot be set here."""
    on = clock.vietnam_day(now)
    patient, arrival = ground.whole.patient, ground.visit.arrival
    shown = {
        "kind": kind,
        "number": row.number,
        "facility": prefilling.facility_name(row.facility_code, on),
        "day": on,
        "name": patient.name,
        "birth": formats.partial_date(patient.birth) if patient.birth else "",
        "sex": _SEXES.get(patient.sex, ""),
        "address": patient.address,
        "numbers": dict(patient.numbers),
        "card": arrival.card,
        "arrived": formats.day_time(ground.visit.arrived_at),
        "visit_number": ground.visit.number,
        "lines": [
            (one.name[0], _said(one, values[one.code], to_name, on))
            for one in kind.fields
            if values[one.code]
        ],
        "until": formats.day(row.valid_until) if row.valid_until else "",
        "leave_until": _leave_until(kind, values),
    }
    return paper.make("papers/paper.html", shown, now=now)


def _said(one: Field, text: str, to_name: str, on: date) -> str:
    if one.shape == "day":
        return formats.day(date.fromisoformat(text))
    if one.shape == "facility":
        return to_name or text
    if one.shape == "reason":
        found = codes.find("MA_LYDO_CT", text, on)
        return found.name_vi if found else text
    return text


def _leave_until(kind: Kind, values: Mapping[str, str]) -> str:
    if kind.key != "sick_leave":
        return ""
    return formats.day(terms.leave_until(date.fromisoformat(values["TU_NGAY"]), int(values["SO_NGAY_NGHI"])))
