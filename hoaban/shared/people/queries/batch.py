"""All pairs of the register that may be one human being, by Splink on DuckDB with the weights that candidates have."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink import comparison_library as comparisons

from hoaban.kernel import vietnamese
from hoaban.shared.people.models import Human, KnownNumber
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.keys import sound

_WEIGHTS = Path(__file__).parent.parent / "data" / "weights.toml"
THRESHOLD = 5.5
"""Bits above even odds from which a pair is told. Measured on the labelled set (``tests/bench/labelled.py``)."""
_KINDS = ("national_id", "citizen_id", "passport", "insurance")
_COLUMNS = (
    "unique_id", "name", "bare", "bag", "heard", "given", "family", "birth", "year", "sex", "commune", "phone", *_KINDS,
)  # fmt: skip
_NEW_YEAR = (
    "(birth_l like '%-01-01' or birth_r like '%-01-01' or length(birth_l) < 10 or length(birth_r) < 10)"
)
_LEVELS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "name": (
        ("same", "name_l = name_r"),
        ("marks", "bare_l = bare_r"),
        ("order", "bag_l = bag_r"),
        ("sound", "heard_l = heard_r or damerau_levenshtein(bare_l, bare_r) <= 1"),
        ("part", "given_l = given_r and family_l = family_r"),
        ("given", "given_l = given_r"),
    ),
    "birth": (
        ("new_year", "birth_l = birth_r and birth_l like '%-01-01'"),
        ("day", "birth_l = birth_r and length(birth_l) = 10"),
        ("year", f"year_l = year_r and {_NEW_YEAR}"),
        (
            "swapped",
            "year_l = year_r and birth_l[6:7] = birth_r[9:10] and birth_l[9:10] = birth_r[6:7]",
        ),
        ("digit", "damerau_levenshtein(birth_l, birth_r) <= 1"),
        ("near", "abs(year_l - year_r) <= 1"),
    ),
    "sex": (("same", "sex_l = sex_r"),),
    "commune": (("same", "commune_l = commune_r"),),
    "phone": (("same", "phone_l = phone_r"),),
    "number": (
        ("same", " or ".join(f"{kind}_l = {kind}_r" for kind in _KINDS)),
        ("near", " or ".join(f"damerau_levenshtein({kind}_l, {kind}_r) <= 1" for kind in _KINDS)),
    ),
}
_BY_FREQUENCY = {("name", "same"), ("name", "marks"), ("name", "order")}
"""A name that few have says more than one that many have."""
_UNKNOWN = {
    "number": " and ".join(f"({kind}_l is null or {kind}_r is null)" for kind in _KINDS),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """Two people who may be one, and the bits above even odds that say so."""

    one: str
    other: str
    bits: float


def match(people: Iterable[tuple[str, Description]], *, threshold: float = THRESHOLD) -> list[Likely]:
    """Pairs at or above ``threshold``, likeliest first. Nothing is decided by it."""
    logging.getLogger("splink").setLevel(logging.WARNING)
    rows = [_row(uid, one) for uid, one in people]
    if len(rows) < 2:
        return []
    table = pa.table({name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)})
    connection = duckdb.connect()
    connection.register("people", table)
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people"), _settings(len(rows)), log_level=logging.WARNING)
    found = linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")
    pairs = connection.sql(
        f"select unique_id_l, unique_id_r, match_weight from {found.physical_name} order by 3 desc, 1, 2"  # noqa: S608
    ).fetchall()
    return [Likely(*pair) for pair in pairs]


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
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=min(0.5, 1 / count),
        comparisons=[_comparison(field, weights[field]) for field in _LEVELS],
        blocking_rules_to_generate_predictions=[
            block_on("national_id"), block_on("citizen_id"), block_on("passport"), block_on("insurance"),
            block_on("birth", "given"), block_on("birth", "commune"), block_on("bag", "year"), block_on("heard", "commune"),
            block_on("phone", "given"),
        ],
        retain_matching_columns=False,
    )  # fmt: skip


def _comparison(field: str, weights: Mapping[str, Any]) -> comparisons.CustomComparison:
    unknown = _UNKNOWN.get(field, f"{field}_l is null or {field}_r is null")
    made: list[Any] = [levels.CustomLevel(unknown).configure(is_null_level=True)]
    made += [
        levels.CustomLevel(sql).configure(
            tf_adjustment_column="bare" if (field, name) in _BY_FREQUENCY else None,
            m_probability=weights[name]["m"],
            u_probability=weights[name]["u"],
        )
        for name, sql in _LEVELS[field]
    ]
    rest = weights["different"]
    made.append(levels.ElseLevel().configure(m_probability=rest["m"], u_probability=rest["u"]))
    return comparisons.CustomComparison(output_column_name=field, comparison_levels=made)


def _row(uid: str, one: Description) -> tuple[Any, ...]:
    words = vietnamese.fold(one.name).split()
    numbers = dict(sorted(one.numbers, reverse=True))
    return (
        uid, vietnamese.nfc(one.name).casefold() or None, " ".join(words) or None, " ".join(sorted(words)) or None,
        " ".join(sorted(map(sound, words))) or None, words[-1] if words else None, words[0] if words else None,
        one.birth or None, int(one.birth[:4]) if one.birth else None, one.sex or None, one.commune_code or None,
        next(iter(sorted(one.phones)), None), *(numbers.get(kind) for kind in _KINDS),
    )  # fmt: skip
