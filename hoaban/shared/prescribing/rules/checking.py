"""Whether a prescription may be issued: limits by law, what must be told, one prescription for each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hoaban.shared.prescribing.rules import limits
from hoaban.shared.prescribing.rules.alerts import Alert
from hoaban.shared.prescribing.rules.shapes import KINDS, ORDER, Control, Facts, Kind, Line

CHILD_MONTHS = 72
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a prescription from being issued. ``place``: ``lines.2``, ``diagnoses``, ``packs`` ..."""

    place: str
    vi: str
    en: str


def split(lines: Sequence[Line]) -> dict[Kind, list[Line]]:
    """Lines by the prescription on which they stand, toxic drugs first, otherwise in their order."""
    found = {
        kind: sorted(
            (one for one in lines if one.drug.kind is kind),
            key=lambda one: one.drug.control is not Control.TOXIC,
        )
        for kind in ORDER
    }
    return {kind: held for kind, held in found.items() if held}


def problems_of(
    lines: Sequence[Line], facts: Facts, *, packs: int | None, long_supply: Iterable[str], on: date
) -> list[Problem]:
    """Everything at once; empty where it may be issued."""
    if not lines:
        return [Problem("lines", "Đơn chưa có thuốc nào.", "The prescription has no drug yet.")]
    found = list(_of_the_whole(lines, facts, packs))
    cases = limits.cases_of((code for code, _ in facts.diagnoses), long_supply)
    for place, line in enumerate(lines):
        found += _of_a_line(
            f"lines.{place}", line, limits.limit_of(line.drug.kind, cases=cases, on=on), packs
        )
    return found


def _of_the_whole(lines: Sequence[Line], facts: Facts, packs: int | None) -> Iterator[Problem]:
    if len(lines) > MOST_LINES:
        yield Problem(
            "lines", f"Đơn quá {MOST_LINES} dòng.", f"The prescription has over {MOST_LINES} lines."
        )
    if not facts.diagnoses:
        yield Problem("diagnoses", "Lượt khám chưa có chẩn đoán.", "The visit has no diagnosis yet.")
    months = facts.months
    if months is not None and months < CHILD_MONTHS and facts.weight is None:
        yield Problem(
            "weight",
            "Trẻ dưới 72 tháng tuổi: cần ghi cân nặng.",
            "A child under 72 months: the weight is needed.",
        )
    if months is not None and months < CHILD_MONTHS and not facts.guardian:
        yield Problem(
            "guardian",
            "Trẻ dưới 72 tháng tuổi: ghi tên cha, mẹ hoặc người đưa trẻ đến (trong phần lời dặn).",
            "A child under 72 months: name the parent or who came along (beside the advice).",
        )
    if any(line.drug.herb for line in lines) and not packs:
        yield Problem("packs", "Ghi số thang.", "Give the number of packs.")


def _of_a_line(place: str, line: Line, limit: limits.Limit | None, packs: int | None) -> list[Problem]:
    found = []
    days = line.dosage.days or (packs if line.drug.herb else None)
    if limit is not None and days is not None:
        most = min(limit.most, limits.TRADITIONAL_DAYS) if line.drug.traditional else limit.most
        if days > most:
            found.append(_too_long(place, line, days, most, limit.legal_basis))
    if line.drug.kind is Kind.NARCOTIC and line.quantity is not None and line.quantity % 1:
        found.append(
            Problem(
                place, "Số lượng thuốc gây nghiện phải là số nguyên.", "A narcotic is given in whole numbers."
            )
        )
    if line.drug.control is Control.BANNED:
        found.append(Problem(place, "Thuốc bị cấm sử dụng.", "The drug is banned."))
    return found


def supply_alerts(
    lines: Sequence[Line], facts: Facts, *, long_supply: Iterable[str], with_beds: bool, on: date
) -> list[Alert]:
    """What the law lets only in a case that the record may not show: a reason is asked for."""
    cases = limits.cases_of((code for code, _ in facts.diagnoses), long_supply)
    found = []
    for place, line in enumerate(lines):
        limit = limits.limit_of(line.drug.kind, cases=cases, on=on)
        days = line.dosage.days
        if limit is not None and days is not None and limit.usual < days <= limit.most:
            vi, en = KINDS[line.drug.kind]
            found.append(
                Alert(
                    "supply",
                    f"supply-{limit.kind}",
                    (place,),
                    True,
                    f"{line.drug.shown}: {days} ngày, {vi.lower()} thường không quá {limit.usual} ngày ({limit.legal_basis}).",
                    f"{line.drug.shown}: {days} days; a {en.lower()} is usually for {limit.usual} at most ({limit.legal_basis}).",
                    (line.drug.code,),
                )
            )
        if line.drug.kind is Kind.NARCOTIC and not with_beds:
            found.append(
                Alert(
                    "supply", "narcotic-without-beds", (place,), True,
                    "Thuốc gây nghiện: chỉ cơ sở có giường bệnh được kê; cơ sở này chưa ghi giường bệnh.",
                    "Narcotics are prescribed only where there are beds; none are on record here.", (line.drug.code,),
                )
            )  # fmt: skip
    return found


def _too_long(place: str, line: Line, days: int, most: int, basis: str) -> Problem:
    return Problem(
        place, f"{line.drug.shown}: {days} ngày, tối đa {most} ngày ({basis}).",
        f"{line.drug.shown}: {days} days, at most {most} ({basis}).",
    )  # fmt: skip
