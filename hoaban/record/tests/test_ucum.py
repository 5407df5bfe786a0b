"""UCUM: every unit of the table, known conversions to the last digit, what is no unit, round trips."""

from __future__ import annotations

import hashlib
import time
from decimal import Decimal
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hoaban.record.engine import ucum
from hoaban.record.engine.ucum import table

EXAMPLE_CODES = [
    "%", "/min", "10*12/L", "10*9/L", "Cel", "U", "[IU]", "[diop]", "[foz_us]", "[in_i]", "[lb_av]", "a", "b",
    "cal/[foz_us]", "cal/mL", "cm", "d", "deg", "fL", "g", "g/L", "g/cm-2", "g/dL", "h", "kPa", "kg/m2", "mL", "mL/d", "mL/h",
    "mL/min/{1.73_m2}",
    "meq", "mg",
    "mg/kg", "mg/m2", "min", "ml", "mm[Hg]", "mmol/L", "pg", "ug/mL", "{scoop}", "{score}",
]  # fmt: skip
EXAMPLE_SLIPS = ["TAB", "drop", "ea", "mEq", "mcg", "ml/hr", "month", "tbl"]
"""What the official R4 examples call UCUM: the second list is none (mg for meq, h for hr ... would be)."""

SCALED = ["Cel", "[degF]", "[degRe]", "[pH]", "Np", "B", "dB", "B[SPL]", "dB[V]", "bit_s", "mCel"]
PLAIN = ["1", "g", "mg/dL", "mm[Hg]", "kPa", "[in_i]", "10*9/L", "mmol/L", "U/L", "[iU]/mL", "kg/m2", "/min", "{beats}/min", "%",
         "[lb_av]/[in_i]2", "ug/kg/min", "m[iU]/mL", "meq/L", "cal_[15]", "10.L/(min.m2)", "a", "[pi].rad/360"]  # fmt: skip
numbers = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)


def test_every_unit_of_the_table_has_a_meaning() -> None:
    assert len(table.rows()) == 312
    assert len(table.prefixes()) == 24
    assert [code for code in table.rows() if not ucum.is_unit(code)] == []
    assert table.version() == "2.2"


def test_the_table_is_the_published_one() -> None:
    data = resources.files("hoaban.record.data.ucum").joinpath("ucum-essence.xml").read_bytes()

    assert hashlib.sha256(data).hexdigest() == (
        "6022a1f4a77d93efa23b941ae50055cb9d3fdcb8bb5db6b85deda004467bb380"
    )


@pytest.mark.parametrize(
    ("value", "unit", "number", "canonical"),
    [
        ("5", "mg/dL", "50", "g.m-3"),
        ("5.0", "mg/dL", "50.0", "g.m-3"),
        ("7", "10*9/L", "7000000000000", "m-3"),
        ("120", "mm[Hg]", "15998640", "g.m-1.s-2"),
        ("37.2", "Cel", "310.35", "K"),
        ("80", "{beats}/min", "1.3333333333333333333333333333333333333333333333333", "s-1"),
        ("1", "mmol/L", "602214076000000000000000", "m-3"),
        ("2", "k[iU]/L", "2000000", "[iU].m-3"),
        ("2", "[IU]/L", "2000", "[iU].m-3"),
        ("98", "%", "0.98", "1"),
        ("3", "{score}", "3", "1"),
        ("7.4", "[pH]", "7.4", "[pH]"),
        ("4", "%[slope]", "4", "%[slope]"),
        ("1", "m[H2O]", "9806650", "g.m-1.s-2"),
        ("20", "g/cm-2", "0.0020", "g.m2"),
    ],
)
def test_a_quantity_in_base_units(value: str, unit: str, number: str, canonical: str) -> None:
    found = ucum.canonical(Decimal(value), unit)

    assert found == (Decimal(number), canonical)


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "other"),
    [
        ("37", "Cel", "98.6", "[degF]"),
        ("98.6", "[degF]", "37", "Cel"),
        ("-40", "[degF]", "-40", "Cel"),
        ("80", "[degRe]", "373.15", "K"),
        ("100", "Cel", "80", "[degRe]"),
        ("7.0", "[pH]", "100", "nmol/L"),
        ("100", "nmol/L", "7", "[pH]"),
        ("20", "dB[SPL]", "0.0002", "Pa"),
        ("3", "B", "1000", "1"),
        ("1000", "1", "30", "dB"),
        ("8", "bit_s", "256", "1"),
        ("120", "mm[Hg]", "15.99864", "kPa"),
        ("1", "[in_i]", "2.54", "cm"),
        ("6", "[ft_i]", "1.8288", "m"),
        ("1", "[lb_av]", "453.59237", "g"),
        ("5.5", "mmol/L", "5500", "umol/L"),
        ("4.5", "10*3/uL", "4.5", "10*9/L"),
        ("1", "a", "8766", "h"),
        ("70", "kg/m2", "7", "g/cm2"),
        ("10", "ug/kg/min", "0.6", "mg/kg/h"),
        ("1", "U", "16.666666666666666666666666666666666666666666666667", "nkat"),
        ("360", "deg", "6.2831853071795864769252867665590057683943387987502", "rad"),
        (
            "1.00000000000000000000000000000000000000001",
            "kg",
            "1000.00000000000000000000000000000000000001",
            "g",
        ),
    ],
)
def test_a_known_conversion_to_the_last_digit(value: str, unit: str, wanted: str, other: str) -> None:
    assert ucum.convert(Decimal(value), unit, other) == Decimal(wanted)


@pytest.mark.parametrize("unit", EXAMPLE_CODES)
def test_the_units_of_the_official_examples_are_units(unit: str) -> None:
    assert ucum.is_unit(unit)


@pytest.mark.parametrize(
    "unit",
    [*EXAMPLE_SLIPS, "", " ", "mg/", "/", "mg//dL", "(mg", "mg)", "()", "mg dL", "Mg{", "{a{b}}", "{đơn vị}", "k[in_i]", "mmHg",
     "kCel/min", "Cel2", "Cel.m", "2.Cel", "mg-", "m+-2", "m100", "0", "-1", "0.m", "(m/s)2", "10^^3", "[", "]", "m²", "µg",
     "m\n"],
)  # fmt: skip
def test_what_is_no_unit_is_none(unit: str) -> None:
    assert not ucum.is_unit(unit)
    assert ucum.canonical(Decimal(1), unit) is None
    assert ucum.convert(Decimal(1), unit, "g") is None
    assert not ucum.comparable(unit, "g")


def test_only_like_compares_with_like() -> None:
    assert ucum.comparable("mg/dL", "kg/m3")
    assert ucum.comparable("Cel", "[degF]")
    assert ucum.comparable("[IU]/L", "m[iU]/mL")
    assert not ucum.comparable("mg/dL", "mmol/L")
    assert not ucum.comparable("[IU]/L", "U/L")
    assert not ucum.comparable("[iU]", "1")
    assert ucum.convert(Decimal(1), "mg", "mL") is None


@pytest.mark.parametrize(
    "unit",
    ["(" * 100 + "m" + ")" * 100, "m" * 100_000, "Ym99" * 50, ".".join(["Ym99"] * 40), "1" * 190, "/" * 200,
     ".".join(["(m"] * 60), "10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99.10*99"],
)  # fmt: skip
def test_hostile_expressions_are_refused_at_once(unit: str) -> None:
    began = time.process_time()

    assert not ucum.is_unit(unit)
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "1e999999", "-1e999999"])
@pytest.mark.parametrize("unit", ["kg", "B", "Cel", "[pH]"])
def test_a_number_beyond_measure_gives_nothing_or_itself(value: str, unit: str) -> None:
    for found in (ucum.canonical(Decimal(value), unit), ucum.convert(Decimal(value), unit, unit)):
        assert found is None or found


@given(numbers, st.sampled_from(PLAIN), st.sampled_from(PLAIN))
def test_there_and_back_is_the_same_number(value: Decimal, one: str, other: str) -> None:
    assume(ucum.comparable(one, other))
    there = ucum.convert(value, one, other)
    assert there is not None
    back = ucum.convert(there, other, one)
    assert back is not None
    assert abs(back - value) <= abs(value) * Decimal("1e-48")


@given(st.decimals(-200, 200, places=3), st.sampled_from(SCALED))
def test_special_units_there_and_back(value: Decimal, unit: str) -> None:
    for other in (other for other in [*SCALED, "K", "mol/L", "Pa", "V", "1"] if ucum.comparable(unit, other)):
        there = ucum.convert(value, unit, other)
        assert there is not None
        back = ucum.convert(there, other, unit)
        if back is not None:  # a logarithm of nothing
            assert abs(back - value) < Decimal("1e-20")


@given(numbers, numbers, st.sampled_from([*PLAIN, "Cel", "[degF]", "[pH]", "%[slope]"]))
def test_canonical_numbers_keep_the_order(one: Decimal, other: Decimal, unit: str) -> None:
    first, second = ucum.canonical(one, unit), ucum.canonical(other, unit)
    assert first is not None
    assert second is not None
    assert (first[0] < second[0]) == (one < other)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["k", "m", "u", "c", ""]),
            st.sampled_from(["g", "m", "L", "mol", "Pa"]),
            st.integers(-3, 3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_an_expression_means_the_product_of_its_parts(parts: list[tuple[str, str, int]]) -> None:
    together = ucum.canonical(Decimal(1), ".".join(f"{prefix}{unit}{power}" for prefix, unit, power in parts))
    product = Fraction(1)
    for prefix, unit, power in parts:
        each = ucum.canonical(Decimal(1), f"{prefix}{unit}")
        assert each is not None
        product *= Fraction(each[0]) ** power
    assert together is not None
    assert abs(Fraction(together[0]) / product - 1) < Fraction(1, 10**48)


@given(st.text("gmsLK[]{}()./*0123456789-iU%^'", max_size=30) | st.text(max_size=20))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    found = ucum.canonical(Decimal(2), text)
    assert (found is not None) == ucum.is_unit(text)
    if found is not None:
        assert ucum.is_unit(found[1])
        assert ucum.comparable(text, found[1])
