"""Prescriptions in words, for every page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hoaban.shared.exchange import api as exchange
from hoaban.shared.prescribing import fhir
from hoaban.shared.prescribing.queries.prescriptions import STATES, Prescribed
from hoaban.shared.prescribing.rules import numbers
from hoaban.shared.prescribing.rules.shapes import CONTROLS, KINDS, Control, Kind
from hoaban.ui import parts
from hoaban.ui.forms import said
from hoaban.ui.language import language


def kind_word(kind: str) -> str:
    """The kind of a prescription."""
    return said(*KINDS[Kind(kind)])


def state_badge(one: Prescribed) -> parts.Badge:
    """How a prescription stands."""
    return parts.Badge(said(*STATES[one.state]), "success" if one.state == "issued" else "neutral")


def control_badge(control: str) -> parts.Badge | None:
    """Special control of a drug; None for none."""
    held = Control(control)
    return None if held is Control.NONE else parts.Badge(said(*CONTROLS[held]), "warning")


def sentence(order: fhir.Order) -> str:
    """The dosage in the language of the page."""
    return order.text_en if language() == "en" and order.text_en else order.text_vi


def quantity(order: fhir.Order) -> str:
    """``09 viên``; of a narcotic in words too."""
    if order.quantity is None:
        return ""
    text = f"{numbers.amount(order.quantity)} {order.unit.lower()}"
    if order.control == Control.NARCOTIC and not order.quantity % 1:
        text += f" ({numbers.in_words(int(order.quantity)).capitalize()})"
    return text


def sent(state: str) -> parts.Badge | None:
    """How far the message to the national system is; None where there is none."""
    if not state:
        return None
    word = said(*exchange.STATES[exchange.State(state)])
    good = state in ("accepted", "by_hand")
    return parts.Badge(_("Đơn thuốc quốc gia: %s") % word, "success" if good else "info")


def dispensed(extent: str) -> parts.Badge | None:
    """What the pharmacies told; None when they told nothing."""
    return {
        "none": parts.Badge(_("Chưa mua, chưa lĩnh"), "neutral"),
        "part": parts.Badge(_("Đã cấp một phần"), "info"),
        "whole": parts.Badge(_("Đã cấp đủ"), "success"),
    }.get(extent)
