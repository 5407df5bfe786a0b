"""A person's history in ready text, as short as a doctor reads it between two patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel.clock import VIETNAM
from hoaban.modules.hospital.queries.histories import History
from hoaban.ui import formats, parts

T = TypeVar("T")
_VISITS, _MEDICINES, _RESULTS, _PROBLEMS = 5, 8, 10, 8


def values(found: History) -> dict[str, object]:
    """What the template takes."""
    return {
        "banner": found.banner,
        "number": found.visit.number,
        "visits": _visits(found),
        "problems": _problems(found),
        "medicines": _medicines(found),
        "results": _results(found),
        "record_url": reverse("chart:record", args=[found.visit.arrival.person]),
    }


def _visits(found: History) -> list[parts.Pair]:
    names = {one.id: one for one in found.story.diagnoses if one.confirmed}
    listed = []
    for one in found.story.visits:
        if one.id == str(found.visit.id) or one.start is None:
            continue
        told = [names[key] for key in one.diagnoses if key in names]
        said = "; ".join(f"{each.code} {each.text.split(';')[0]}".strip() for each in told) or one.reason
        address = reverse("chart:visit", args=[found.visit.arrival.person, one.id])
        listed.append(parts.Pair(_day(one.start), said or one.kind, url=address, note=one.facility))
        if len(listed) == _VISITS:
            break
    return listed


def _problems(found: History) -> list[parts.Pair]:
    by_code: dict[str, list[tuple[datetime | None, str]]] = {}
    for one in found.story.diagnoses:
        if one.confirmed and one.text and one.encounter != str(found.visit.id):
            by_code.setdefault(one.code or one.text, []).append((one.at, one.text.split(";")[0]))
    return [
        parts.Pair(
            f"{code} {group[0][1]}" if code != group[0][1] else code,
            _("%(count)s lượt, gần nhất %(day)s")
            % {"count": formats.number(len(group)), "day": _day(group[0][0])},
        )
        for code, group in sorted(by_code.items(), key=lambda one: len(one[1]), reverse=True)[:_PROBLEMS]
    ]


def _medicines(found: History) -> list[parts.Pair]:
    return [
        parts.Pair(one.name, one.dose or one.quantity, note=_day(one.at))
        for one in _first_of(found.story.medicines, lambda each: each.name)[:_MEDICINES]
    ]


def _results(found: History) -> list[parts.Pair]:
    laboratory = (one for one in found.story.results if one.category != "vital-signs")
    listed = []
    for one in _first_of(laboratory, lambda each: each.key)[:_RESULTS]:
        note = " · ".join(filter(None, (_day(one.at), _range(one.low, one.high))))
        listed.append(parts.Pair(one.name, " ".join(filter(None, (one.text, one.unit))), note=note))
    return listed


def _range(low: Decimal | None, high: Decimal | None) -> str:
    if low is None and high is None:
        return ""
    shown = " – ".join(formats.number(each) if each is not None else "" for each in (low, high))
    return _("bình thường %s") % shown.strip()


def _first_of(listed: Iterable[T], key: Callable[[T], str]) -> list[T]:
    seen: dict[str, T] = {}
    for one in listed:
        seen.setdefault(key(one), one)
    return list(seen.values())


def _day(at: datetime | None) -> str:
    return formats.day(at.astimezone(VIETNAM)) if at else ""
