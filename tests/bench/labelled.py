"""Batch matching on a labelled set: invented people, some told twice with the errors of ``people/data/errors.toml``."""

from __future__ import annotations

import os
import random
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hoaban.kernel import vietnamese
from hoaban.ops.demo import people as invented
from hoaban.shared.people.queries import batch
from hoaban.shared.people.rules import Description
from hoaban.shared.people.rules.rivals import Likely
from tests.guards.tree import PACKAGE

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000"))
SEED = int(os.environ.get("BENCH_SEED", "5"))
ERRORS = float(os.environ.get("BENCH_ERRORS", "1"))
"""How many times as often sources err as ``people/data/errors.toml`` says: 1 is the measure, others show what rests on it."""
TWICE = 0.2
"""Share of people whom a second source tells of."""
UNTIL = date(2026, 11, 22)
_ERRORS = PACKAGE / "shared/people/data/errors.toml"


def run(folder: Path, database: int) -> None:
    """Precision and recall over pairs, and the time that matching took."""
    told = list(labelled(PEOPLE, seed=SEED, errors=ERRORS))
    truth = {
        (f"{number}a", f"{number}b") for number in {int(uid[:-1]) for uid, _ in told if uid.endswith("b")}
    }
    started, used = time.perf_counter(), time.process_time()
    pairs = batch.match(told, threshold=1.0)
    spent = f"{time.perf_counter() - started:.1f} s, processor time {time.process_time() - used:.1f} s"
    print(
        f"batch matching: {len(told)} descriptions of {PEOPLE} people,"
        f" {len(truth)} true pairs (seed {SEED}, errors x {ERRORS:g}); {spent}"
    )
    for threshold in sorted({batch.THRESHOLD, 1.0, 4.0, 8.0}):
        found = {ordered(one) for one in pairs if one.bits >= threshold}
        right = len(found & truth)
        print(
            f"  from {threshold:g} bits: {len(found)} pairs, precision {right / max(1, len(found)):.5f},"
            f" recall {right / len(truth):.5f}",
            flush=True,
        )


def labelled(count: int, *, seed: int, errors: float = 1.0) -> Iterator[tuple[str, Description]]:
    """``12a`` is a person as one source tells of them, ``12b`` as another does."""
    rates = {name: one["share"] * errors for name, one in tomllib.loads(_ERRORS.read_text())["rates"].items()}
    rng = random.Random(seed)
    for one in invented.people(count=count, seed=seed, until=UNTIL, years=1):
        numbers = {("national_id", one.personal_number)} if one.personal_number else set()
        if one.card:
            numbers.add(("insurance", one.card.number[-10:]))
        whole = Description(
            one.name, "male" if one.sex == "1" else "female", str(one.born_on.year) if one.only_year else one.born_on.isoformat(),
            one.commune, frozenset(numbers), phones=frozenset({one.phone} if one.phone else ()),
        )  # fmt: skip
        yield f"{one.index}a", _told(rng, whole, rates)
        if rng.random() < TWICE:
            yield f"{one.index}b", _told(rng, whole, rates)


def _told(rng: random.Random, one: Description, rates: dict[str, float]) -> Description:
    def so(name: str) -> bool:
        return rng.random() < rates[name]

    numbers = {
        (kind, _slip(rng, value, "0123456789") if so("number_slip") else value)
        for kind, value in sorted(one.numbers)
        if not so("number_missing" if kind == "national_id" else "card_missing")
    }
    return Description(
        _name(rng, one.name, rates), _other_sex(one.sex) if so("sex_wrong") else one.sex, _birth(rng, one.birth, rates),
        f"9{rng.randrange(38):04d}" if so("commune_other") else one.commune_code, frozenset(numbers),
        phones=frozenset() if so("phone_missing") else one.phones,
    )  # fmt: skip


def _name(rng: random.Random, name: str, rates: dict[str, float]) -> str:
    words = name.split()
    if rng.random() < rates["name_slip"]:
        place = rng.randrange(len(words))
        words[place] = _slip(rng, words[place], "aeionhgty")
    if len(words) > 2 and rng.random() < rates["middle_missing"]:
        words = [words[0], words[-1]]
    if rng.random() < rates["name_order"]:
        words = [*words[1:], words[0]]
    spelt = " ".join(words)
    return vietnamese.fold(spelt).upper() if rng.random() < rates["marks_lost"] else spelt


def _birth(rng: random.Random, birth: str, rates: dict[str, float]) -> str:
    if rng.random() < rates["birth_year_only"]:
        return birth[:4]
    if rng.random() < rates["birth_new_year"]:
        return f"{birth[:4]}-01-01"
    if len(birth) == 10 and birth[8:] <= "12" and rng.random() < rates["birth_swapped"]:
        return f"{birth[:4]}-{birth[8:]}-{birth[5:7]}"
    if len(birth) == 10 and rng.random() < rates["birth_slip"]:
        return f"{birth[:8]}{rng.randint(1, 28):02d}"
    return birth


def _slip(rng: random.Random, text: str, letters: str) -> str:
    place = rng.randrange(len(text))
    return text[:place] + rng.choice(letters) + text[place + 1 :]


def _other_sex(sex: str) -> str:
    return "female" if sex == "male" else "male"


def ordered(one: Likely) -> tuple[str, str]:
    """The pair as the labels have it."""
    first, second = sorted((one.one, one.other))
    return first, second
