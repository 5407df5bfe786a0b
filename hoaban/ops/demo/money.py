"""What a visit costs and who pays: the insurance rules of the day (bhyt: coverage class, card level, 15 % rule)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hoaban.foundation.codes import api as codes
from hoaban.ops.demo.visits import HOSPITAL, Visit, demo_facilities_by_code, is_station

CENT = Decimal("0.01")
NOT_INSURED = "9"
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cover:
    """The coverage class (MA_DOITUONG_KCB) and the share that the fund pays, in percent."""

    coverage_class: str
    percent: Decimal

    @property
    def insured(self) -> bool:
        return self.coverage_class != NOT_INSURED


def cover(visit: Visit, in_scope: Decimal) -> Cover:
    """Who pays how much of a visit whose lines within the benefits cost ``in_scope``."""
    card, on = visit.person.card, visit.end.date()
    if card is None or not card.valid_from <= on <= card.valid_to:
        return Cover(NOT_INSURED, Decimal(0))
    kind = _coverage_class(visit, card.registered_at)
    level, dated = codes.card_level(card.full_number, on), codes.coverage_class(kind, on)
    if level is None or dated is None:
        return Cover(NOT_INSURED, Decimal(0))
    if dated.full_level:
        return Cover(kind, Decimal(100))
    rate = dated.inpatient_rate if visit.admitted else dated.outpatient_rate
    rate = Decimal(100) if rate is None else rate
    salary = codes.base_salary(on)
    if rate == 100 and salary and in_scope < salary.amount * Decimal("0.15"):
        return Cover(kind, Decimal(100))
    return Cover(kind, (level.percent * rate / 100).normalize())


def _coverage_class(visit: Visit, registered_at: str) -> str:
    if visit.referred_from:
        return "1.3"
    if (
        visit.referred_to
        or visit.died
        or visit.taken_home
        or visit.condition.key in {"traffic", "snakebite", "stroke"}
    ):
        return "2"
    if is_station(visit.facility):
        return "1.2"
    if visit.facility == registered_at:
        return "1.1"
    if visit.is_long_term:
        return "1.5"  # comes back by appointment
    if visit.facility == HOSPITAL:
        return "1.15" if visit.admitted else "1.14"
    points = demo_facilities_by_code()[visit.facility].points
    if visit.admitted:
        return "1.15"
    return "1.12" if points is None or points < 50 else "1.13"


def amounts(quantity: Decimal, price: Decimal, cover_: Cover) -> Values:
    """The amounts of one line by the formulas of QĐ 130, without subsidies."""
    whole = (quantity * price).quantize(CENT, ROUND_HALF_UP)
    inside = whole if cover_.insured else Decimal("0.00")
    fund = (inside * cover_.percent / 100).quantize(CENT, ROUND_HALF_UP)
    return {
        "PHAM_VI": "1" if cover_.insured else "2",
        "TYLE_TT_BH": "100" if cover_.insured else "0",
        "THANH_TIEN_BV": str(whole),
        "THANH_TIEN_BH": str(inside),
        **dict.fromkeys(
            ("T_NGUONKHAC_NSNN", "T_NGUONKHAC_VTNN", "T_NGUONKHAC_VTTN", "T_NGUONKHAC_CL", "T_NGUONKHAC"), "0"
        ),
        "MUC_HUONG": f"{cover_.percent:f}",
        "T_BNTT": str(whole - inside),
        "T_BNCCT": str(inside - fund),
        "T_BHTT": str(fund),
    }


def totals(drugs: list[Values], services: list[Values]) -> Values:
    """The sums of XML1 over its lines."""
    both = [*drugs, *services]

    def total(field: str, lines: list[Values]) -> Decimal:
        return sum((Decimal(line[field]) for line in lines), Decimal("0.00"))

    inside, shared = total("THANH_TIEN_BH", both), total("T_BNCCT", both)
    supplies = [line for line in services if line["MA_NHOM"] in {"10", "11"}]
    return {
        "T_THUOC": str(total("THANH_TIEN_BV", drugs)),
        "T_VTYT": str(total("THANH_TIEN_BV", supplies)),
        "T_TONGCHI_BV": str(total("THANH_TIEN_BV", both)),
        "T_TONGCHI_BH": str(inside),
        "T_BNTT": str(total("T_BNTT", both)),
        "T_BNCCT": str(shared),
        "T_BHTT": str(inside - shared),
        "T_NGUONKHAC": "0",
        "T_BHTT_GDV": str(total("T_BHTT", both)),
    }
