"""From the pane's values to what its template takes: ready text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.shared.prescribing.queries.drugs import FoundDrug
from hoaban.shared.prescribing.queries.panes import Pane
from hoaban.shared.prescribing.queries.prescriptions import ISSUED, Prescribed
from hoaban.shared.prescribing.rules import knowledge, numbers, sentences
from hoaban.shared.prescribing.rules.alerts import Alert
from hoaban.shared.prescribing.rules.shapes import Facts, Line
from hoaban.shared.prescribing.views import words
from hoaban.shared.visits import api as visits
from hoaban.ui import formats, parts
from hoaban.ui.forms import said
from hoaban.ui.language import language


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the draft."""

    place: int
    code: str
    name: str
    typed: str
    sentence: str
    quantity: str
    control: parts.Badge | None
    problems: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert that asks for a reason, with the reason typed so far."""

    number: int
    key: str
    text: str
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownDrug:
    """A drug to choose."""

    code: str
    name: str
    note: str
    last: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownPrescription:
    """An issued prescription."""

    id: UUID
    code: str
    url: str
    paper: str
    kind: str
    at: str
    who: str
    state: parts.Badge
    stands: bool
    lines: tuple[str, ...]


def pane(seen: Pane, *, inner: bool) -> dict[str, Any]:
    """Everything that does not depend on what was just typed."""
    lines = seen.examined.lines
    return {
        "visit": seen.visit.id,
        "version": seen.draft.version,
        "banner": None if inner else banner(seen),
        "facts": facts(seen.known.facts),
        "lines": tuple(_line(place, one, seen) for place, one in enumerate(lines)),
        "alerts": tuple(_alert(number, one, seen) for number, one in enumerate(seen.examined.interrupting)),
        "reasons": tuple((code, said(*both)) for code, both in knowledge.override_reasons().items()),
        "problems": tuple(
            said(one.vi, one.en)
            for one in seen.examined.problems
            if not one.place.startswith("lines.") and lines
        ),
        "has_herbs": any(one.drug.herb for one in lines),
        "issued": tuple(shown(one) for one in seen.issued),
        "replaces": tuple(one.code for one in seen.issued if one.id in seen.draft.replaces),
        "sets": seen.sets,
        "before": seen.before,
        "may_write": seen.may_write and seen.visit.state in visits.OPEN_STATES,
        "is_open": seen.visit.state in visits.OPEN_STATES,
        "other": _other(seen),
        "dose_url": reverse("prescribing:dose", args=[seen.visit.id]),
        "find_url": reverse("prescribing:find", args=[seen.visit.id]),
        "crumbs": (),
    }


def details(seen: Pane) -> dict[str, Any]:
    """What the prescription says beside its drugs, for its form."""
    draft = seen.draft
    return {
        "packs": draft.packs, "usage": draft.usage, "advice": draft.advice, "revisit_days": draft.revisit_days,
        "guardian": draft.guardian or seen.known.facts.guardian,
    }  # fmt: skip


def candidates(found: Sequence[FoundDrug], asked: str = "") -> tuple[ShownDrug, ...]:
    """Drugs to choose from; the one that was asked for, else the first, is chosen."""
    codes = [one.drug.code for one in found]
    chosen = asked if asked in codes else (codes[0] if codes else "")
    return tuple(
        ShownDrug(
            one.drug.code, one.drug.shown,
            " · ".join(part for part in (one.drug.form or one.drug.unit, one.drug.stock, one.drug.code) if part),
            one.typed, one.drug.code == chosen,
        )
        for one in found
    )  # fmt: skip


def shown(one: Prescribed) -> ShownPrescription:
    """An issued prescription as a list shows it."""
    return ShownPrescription(
        one.id, one.code, reverse("prescribing:one", args=[one.id]), reverse("prescribing:paper", args=[one.id]),
        words.kind_word(one.kind), formats.day_time(one.issued_at), one.practitioner_name, words.state_badge(one),
        one.state == ISSUED, tuple(f"{order.name} · {words.quantity(order)}" for order in one.orders),
    )  # fmt: skip


def banner(seen: Pane) -> parts.Banner:
    """Who it is, by two signs at least."""
    held = seen.known.facts
    allergies = held.allergies
    return parts.Banner(
        name=seen.known.name,
        sex={"male": _("nam"), "female": _("nữ")}.get(held.sex, ""),
        birth=formats.partial_date(held.birth) if held.birth else "",
        age=formats.age(held.birth, held.on, language()) if held.birth else "",
        commune="",
        numbers=(parts.Pair(_("Mã lượt khám"), seen.visit.number),),
        allergies=None if allergies is None else allergies or None,
    )


def facts(held: Facts) -> tuple[parts.Pair, ...]:
    """What the alerts go by; what is lacking is said."""
    known = [
        parts.Pair(_("Cân nặng"), f"{numbers.plain(held.weight)} kg" if held.weight is not None else "",
                   note=formats.day(held.weight_on) if held.weight_on else ""),
        parts.Pair(_("Dị ứng"), "; ".join(held.allergies) if held.allergies else
                   _("không có dị ứng đã biết") if held.allergies == () else ""),
        parts.Pair(_("Chẩn đoán"), "; ".join(f"{name} ({code})" if code else name for code, name in held.diagnoses)),
    ]  # fmt: skip
    if held.pregnant:
        known.append(parts.Pair(_("Thai"), _("đang mang thai")))
    if held.running:
        known.append(parts.Pair(_("Đang dùng"), "; ".join(one.name for one in held.running)))
    return tuple(known)


def _line(place: int, line: Line, seen: Pane) -> ShownLine:
    problems = tuple(said(one.vi, one.en) for one in seen.examined.problems if one.place == f"lines.{place}")
    quiet = tuple(
        said(one.vi, one.en) for one in seen.examined.alerts if not one.interrupts and place in one.lines
    )
    sentence = sentences.english if language() == "en" else sentences.vietnamese
    quantity = (
        f"{numbers.amount(line.quantity)} {line.drug.unit.lower()}" if line.quantity is not None else ""
    )
    if line.drug.herb:
        amount = line.dosage.amount
        told, quantity = (f"{numbers.plain(amount)} g" if amount is not None else ""), ""
    else:
        told = sentence(line.drug, line.dosage)
    return ShownLine(
        place, line.drug.code, line.drug.shown, line.typed, told, quantity, words.control_badge(line.drug.control), problems,
        quiet,
    )  # fmt: skip


def _alert(number: int, one: Alert, seen: Pane) -> ShownAlert:
    reason, text = seen.draft.reasons.get(one.key, ("", ""))
    return ShownAlert(number, one.key, said(one.vi, one.en), reason, text)


def _other(seen: Pane) -> str:
    draft = seen.draft
    if not draft.changed_by_other or draft.changed_at is None or not draft.typed:
        return ""
    return _("%(who)s sửa đơn này lúc %(at)s.") % {
        "who": draft.changed_by_other,
        "at": formats.clock(draft.changed_at),
    }
