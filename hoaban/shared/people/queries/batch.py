"""All pairs of the register that may be one human being, by Splink on DuckDB.

The model is plain SQL that Spark understands as well (``make verify SECTION=spark_matching`` compares the two).
"""

from __future__ import annotations

import logging
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons

from hoaban.foundation.places import api as places
from hoaban.kernel import vietnamese
from hoaban.shared.people.models import Human, KnownNumber
from hoaban.shared.people.rules import Description, rivals
from hoaban.shared.people.rules.keys import sound, spelling
from hoaban.shared.people.rules.rivals import Likely

_WEIGHTS = Path(__file__).parent.parent / "data" / "batch.toml"
THRESHOLD = 1.5
"""Bits above even odds from which a pair is told. Measured on the labelled set (``tests/bench/labelled.py``)."""
PAIR = ("unique_id_l", "unique_id_r", "match_weight")
_LOOKED_AT = -6.0
"""Bits from which a pair counts as a rival of others."""
_KINDS = ("national_id", "citizen_id", "passport", "insurance")
_COLUMNS = (
    "unique_id", "name", "bare", "bag", "heard", "given", "ends", "middle", "birth", "year", "sex", "commune", "former",
    "phone", *_KINDS,
)  # fmt: skip
_TYPES = {"year": pa.int64(), "former": pa.bool_()}
"""Columns that are no text."""
_NAMES = ("name", "bare", "bag", "heard", "given", "ends")
"""Ways to write a name of which it counts how many have them: where both live in one commune, how many there."""
_ODD = 24_000
"""A word that fewer than one in so many descriptions has is rather a slip of the keyboard than a name."""
_BORDERS = date(2025, 7, 1)
"""Since when today's communes are what they are."""
_ENDS, _SHORT = "ends_l = ends_r", "length(birth_l) < 10 or length(birth_r) < 10"
_SLIP = "damerau_levenshtein(bare_l, bare_r) <= 1"
_LEVELS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "name": (
        ("same", "name_l = name_r and name_l <> bare_l"),
        ("marks", "bare_l = bare_r and (name_l = bare_l or name_r = bare_r)"),
        ("tones", "bare_l = bare_r"),
        ("order", "bag_l = bag_r"),
        ("sound", "heard_l = heard_r"),
        ("typed", f"{_SLIP} and (odd_l or odd_r)"),
        ("slip", _SLIP),
        ("missing", f"{_ENDS} and (contains(middle_l, middle_r) or contains(middle_r, middle_l))"),
        ("ends", _ENDS),
        ("given", "given_l = given_r"),
    ),
    "birth": (
        ("new_year", "birth_l = birth_r and birth_l like '%-01-01'"),
        ("day", "birth_l = birth_r and length(birth_l) = 10"),
        ("year", f"year_l = year_r and ({_SHORT})"),
        ("first", "year_l = year_r and (birth_l like '%-01-01' or birth_r like '%-01-01')"),
        (
            "swapped",
            "year_l = year_r and substr(birth_l, 6, 2) = substr(birth_r, 9, 2)"
            " and substr(birth_l, 9, 2) = substr(birth_r, 6, 2)",
        ),
        (
            "part",
            "year_l = year_r and (substr(birth_l, 6, 2) = substr(birth_r, 6, 2)"
            " or substr(birth_l, 9, 2) = substr(birth_r, 9, 2))",
        ),
        ("digit", "damerau_levenshtein(birth_l, birth_r) <= 1"),
        ("near", "abs(year_l - year_r) <= 1"),
    ),
    "sex": (("same", "sex_l = sex_r"),),
    "commune": (("same", "commune_l = commune_r"), ("former", "former_l <> former_r")),
    "phone": (("same", "phone_l = phone_r"),),
    "number": (
        ("same", " or ".join(f"{kind}_l = {kind}_r" for kind in _KINDS)),
        ("near", " or ".join(f"damerau_levenshtein({kind}_l, {kind}_r) <= 1" for kind in _KINDS)),
    ),
}
_BY_FREQUENCY: Mapping[tuple[str, str], str] = {
    ("name", "same"): "name",
    ("name", "marks"): "bare",
    ("name", "tones"): "bare",
    ("name", "order"): "bag",
    ("name", "sound"): "heard",
    ("name", "typed"): "bare",
    ("name", "slip"): "bare",
    ("name", "missing"): "ends",
    ("name", "ends"): "ends",
    ("name", "given"): "given",
    ("birth", "new_year"): "year",
    ("birth", "day"): "year",
    ("birth", "year"): "year",
    ("birth", "first"): "year",
    ("birth", "swapped"): "year",
    ("birth", "part"): "year",
}
"""What few have says more than what many have: the column whose frequency counts."""
_UNKNOWN = {
    "number": " and ".join(f"({kind}_l is null or {kind}_r is null)" for kind in _KINDS),
}


def match(people: Iterable[tuple[str, Description]], *, threshold: float = THRESHOLD) -> list[Likely]:
    """Pairs at or above ``threshold``, likeliest first. Nothing is decided by it."""
    described = table(people)
    if described.num_rows < 2:
        return []
    connection = duckdb.connect()
    connection.register("people", described)
    found = predicted(DuckDBAPI(connection=connection), described.num_rows)
    pairs = connection.sql(f"select {', '.join(PAIR)} from {found.physical_name}").fetchall()  # noqa: S608
    weighed = rivals.weighed((Likely(*pair) for pair in pairs), least=_LOOKED_AT)
    return sorted(
        (one for one in weighed if one.bits >= threshold), key=lambda one: (-one.bits, one.one, one.other)
    )


def table(people: Iterable[tuple[str, Description]]) -> pa.Table:
    """What pairs are made of, a row for each description."""
    rows = [_row(uid, one) for uid, one in people]
    made = pa.table(
        {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)},
        schema=pa.schema([(name, _TYPES.get(name, pa.string())) for name in _COLUMNS]),
    )
    made = made.append_column("odd", _odd(made["bare"].to_pylist()))
    for name in _NAMES:
        made = made.append_column(
            f"{name}_here", pc.binary_join_element_wise(made[name], made["commune"], "@")
        )
    return made


def predicted(api: Any, count: int) -> Any:
    """The pairs of the table ``people`` (so many rows) with columns ``PAIR``, on whatever engine ``api`` stands for."""
    logging.getLogger("splink").setLevel(logging.WARNING)
    linker = Linker(api.register("people"), _settings(count), log_level=logging.WARNING)
    return linker.inference.predict(threshold_match_weight=_LOOKED_AT, warning_mode="never")


def everybody() -> Iterator[tuple[str, Description]]:
    """All people of the register, as matching compares them."""
    numbers: dict[UUID, set[tuple[str, str]]] = {}
    for human, kind, value in KnownNumber.objects.values_list("human", "kind", "value").iterator():
        numbers.setdefault(human, set()).add((kind, value))
    columns = ("id", "name", "sex", "birth", "commune_code", "deceased", "keys")
    for uid, name, sex, birth, commune, deceased, keys in Human.objects.values_list(*columns).iterator():
        phones = frozenset(key for key in keys if key.startswith("+"))
        known = frozenset(numbers.get(uid, ()))
        yield str(uid), Description(name, sex, birth, commune, known, deceased, phones)


def _settings(count: int) -> SettingsCreator:
    weights = tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))
    odds = 2.0 ** weights["prior"] / count

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=odds / (1 + odds),
        comparisons=[_comparison(field, weights[field], weights["rarity"].get(field, 0.0)) for field in _LEVELS],
        blocking_rules_to_generate_predictions=[
            block_on("national_id"), block_on("citizen_id"), block_on("passport"), block_on("insurance"),
            block_on("birth", "given"), block_on("birth", "commune"), block_on("bag", "year"), block_on("heard", "commune"),
            block_on("phone", "given"),
        ],
        retain_matching_columns=False,
    )  # fmt: skip


def _comparison(field: str, weights: Mapping[str, Any], rarity: float) -> comparisons.CustomComparison:
    unknown = _UNKNOWN.get(field, f"{field}_l is null or {field}_r is null")
    made: list[Any] = [levels.CustomLevel(unknown).configure(is_null_level=True)]
    for name, sql in _LEVELS[field]:
        bits, column = weights[name]["bits"], _BY_FREQUENCY.get((field, name))
        if column in _NAMES:
            here = levels.CustomLevel(f"commune_l = commune_r and ({sql})")
            made.append(here.configure(**_by_rarity(bits, f"{column}_here", rarity)))
        said = _by_rarity(bits, column, rarity) if column else _probabilities(bits)
        made.append(levels.CustomLevel(sql).configure(**said))
    made.append(levels.ElseLevel().configure(**_probabilities(weights["different"]["bits"])))
    return comparisons.CustomComparison(output_column_name=field, comparison_levels=made)


def _probabilities(bits: float) -> dict[str, Any]:
    """Two probabilities, as Splink wants them, of which one is as much larger than the other as the bits say."""
    return {"m_probability": 0.9 * min(1.0, 2.0**bits), "u_probability": 0.9 * min(1.0, 2.0**-bits)}


def _by_rarity(bits: float, column: str, rarity: float) -> dict[str, Any]:
    """The same where ``rarity`` times the bits of how rare a value of ``column`` is are added: its share stands in the place
    of the second probability, which is chosen so that the first is one."""
    second = -max(10.0, (bits + 1) / (1 - rarity))
    return {
        "m_probability": 2.0 ** (bits + (1 - rarity) * second), "u_probability": 2.0**second,
        "tf_adjustment_column": column, "tf_adjustment_weight": rarity, "disable_tf_exact_match_detection": True,
    }  # fmt: skip


def _odd(names: list[str | None]) -> pa.Array:
    """Whether a name has a word that hardly anybody of these has."""
    words = Counter(word for name in names if name for word in name.split())
    few = max(1, len(names) // _ODD)
    return pa.array([any(words[word] <= few for word in (name or "").split()) for name in names], pa.bool_())


def _row(uid: str, one: Description) -> tuple[Any, ...]:
    numbers = dict(sorted(one.numbers, reverse=True))
    former = bool(one.commune_code) and places.country_unit(one.commune_code, _BORDERS) is None
    return (
        uid, *_written(one.name), one.birth or None,
        int(one.birth[:4]) if one.birth else None, one.sex or None, one.commune_code or None, former,
        next(iter(sorted(one.phones)), None), *(numbers.get(kind) for kind in _KINDS),
    )  # fmt: skip


@lru_cache(maxsize=1 << 18)
def _written(name: str) -> tuple[str | None, ...]:
    """The columns from ``name`` to ``middle``; kept, since many have one name."""
    words = vietnamese.fold(name).split()
    return (
        spelling(name) or None, " ".join(words) or None, " ".join(sorted(words)) or None,
        " ".join(sorted(map(sound, words))) or None, words[-1] if words else None,
        f"{words[0]} {words[-1]}" if words else None, " ".join(words[1:-1]),
    )  # fmt: skip
