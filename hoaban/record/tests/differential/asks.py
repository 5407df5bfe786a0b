"""Random parameters: how each is written, and what it finds of what a role sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from hoaban.kernel import clock
from hoaban.kernel.vietnamese import fold
from hoaban.record.shapes import Json
from hoaban.record.tests.differential import amounts, moments, tables
from hoaban.record.tests.differential.roles import Sight
from hoaban.record.tests.differential.tables import Name, Values
from hoaban.record.tests.differential.village import BEGAN, CARD, ICD10, LOINC, MOMENTS, SURVEYS, UCUM, WORDS

Test = Callable[[Json], bool]
Finds = Callable[[Sight], set[str]]
PREFIXES = ("", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb", "ap")
_CODES = (*ICD10, *LOINC, "male", "female", "final", "amended", "finished")


@dataclass(frozen=True, slots=True)
class Ask:
    """One parameter as it is written, and the names of the resources of its type that it finds."""

    name: str
    value: str
    finds: Finds


def ask(chance: Random, kind: str, hops: int) -> Ask:
    """A random parameter of a type, over at most so many references."""
    way = chance.random()
    forward = [name for name in tables.LINKS if name[0] == kind]
    backward = [name for name, (target, _) in tables.LINKS.items() if target == kind]
    if hops and forward and way < 0.3:
        return _chained(chance, chance.choice(forward), hops)
    if hops and backward and way < 0.55:
        return _reversed(chance, chance.choice(backward), hops)
    return plain(chance, kind)


def _chained(chance: Random, name: Name, hops: int) -> Ask:
    target = tables.LINKS[name][0]
    inner = ask(chance, target, hops - 1)
    typed = f":{target}" if name in tables.MUST_BE_NAMED or chance.random() < 0.5 else ""
    return Ask(f"{name[1]}{typed}.{inner.name}", inner.value, followed(name, inner.finds))


def followed(name: Name, beyond: Finds) -> Finds:
    """What refers by a parameter to something that is found beyond it."""

    def finds(sight: Sight) -> set[str]:
        there = beyond(sight)
        sources = sight.by_kind.get(name[0], ())
        return {
            one for one in sources if not there.isdisjoint(tables.targets(name, sight.by_name[one], sight))
        }

    return finds


def _reversed(chance: Random, name: Name, hops: int) -> Ask:
    inner = ask(chance, name[0], hops - 1)

    def finds(sight: Sight) -> set[str]:
        there = inner.finds(sight)
        return {target for one in there for target in tables.targets(name, sight.by_name[one], sight)}

    return Ask(f"_has:{name[0]}:{name[1]}:{inner.name}", inner.value, finds)


def of_each(kind: str, test: Test) -> Finds:
    """What passes a test of the resource alone."""
    return lambda sight: {one for one in sight.by_kind.get(kind, ()) if test(sight.by_name[one])}


def plain(chance: Random, kind: str) -> Ask:
    """A random parameter of the resource itself."""
    drawn: list[tuple[Any, Name]] = [
        (draw, name) for table, draw in _DRAWN for name in table if name[0] == kind
    ]
    drawn += [(updated, (kind, "_lastUpdated")), (_ids, (kind, "_id"))]
    draw, name = chance.choice(drawn)
    values = values_of(name) or (lambda one: [True])  # every resource has an id and a time
    if name not in tables.PAIRS and chance.random() < 0.12:
        missing = chance.random() < 0.5
        test: Test = lambda one: (not values(one)) is missing  # noqa: E731
        return Ask(f"{name[1]}:missing", str(missing).lower(), of_each(kind, test))
    made: Ask = draw(chance, name)
    return made


def values_of(name: Name) -> Values | None:
    """Where the values of a parameter stand; None for those of every resource."""
    if name in tables.LINKS:
        return tables.LINKS[name][1]
    tabled = (tables.TOKENS, tables.STRINGS, tables.DATES, tables.AMOUNTS, tables.URIS)
    return next((table[name] for table in tabled if name in table), None)


def _token(chance: Random, name: Name) -> Ask:
    wanted = [_token_text(chance, name) for _ in range(chance.choice([1, 1, 2, 4]))]
    opposite = chance.random() < 0.2
    values = tables.TOKENS[name]

    def test(one: Json) -> bool:
        return any(_is_token(value, text) for value in values(one) for text in wanted) is not opposite

    return Ask(f"{name[1]}:not" if opposite else name[1], ",".join(wanted), of_each(name[0], test))


def _token_text(chance: Random, name: Name) -> str:
    if name[1] == "identifier":
        return chance.choice([f"{CARD}|{chance.randrange(8)}", str(chance.randrange(8)), f"{CARD}|", "|3"])
    if name[1] == "version":
        return chance.choice(["1", "2", "3"])
    if name[1] != "code":
        return chance.choice(_CODES)
    system = tables.ICD10_SYSTEM if name[0] == "Condition" else tables.LOINC_SYSTEM
    code = chance.choice(list(ICD10) if name[0] == "Condition" else LOINC)
    return chance.choice([code, f"{system}|{code}", f"{system}|", f"urn:other|{code}", f"|{code}"])


def _is_token(value: Any, text: str) -> bool:
    if not isinstance(value, dict):
        return bool(value == text)
    code = value.get("code", value.get("value"))
    if "|" not in text:
        return bool(code == text)
    system, _, wanted = text.partition("|")
    return value.get("system", "") == system and wanted in ("", code)


def _text(chance: Random, name: Name) -> Ask:
    word = chance.choice(["đau", "DAU ngực", "dau", "ngực đầu"])
    values = tables.WORDED[name]

    def test(one: Json) -> bool:
        return any(set(fold(word).split()) <= set(fold(text).split()) for text in values(one))

    return Ask(f"{name[1]}:text", word, of_each(name[0], test))


def _string(chance: Random, name: Name) -> Ask:
    word, modifier = chance.choice(WORDS), chance.choice(["", "", ":contains", ":exact"])
    if modifier == ":contains":
        word = word[1:] or word
    if modifier == ":exact":
        word = chance.choice([word, f"{word} {chance.choice(WORDS)}", f"Lò Văn {word}", word.lower()])
    values = tables.STRINGS[name]
    tests: dict[str, Callable[[str], bool]] = {
        "": lambda text: any(each.startswith(fold(word)) for each in fold(text).split()),
        ":contains": lambda text: fold(word) in fold(text),
        ":exact": lambda text: text == word,
    }
    holds = tests[modifier]
    return Ask(name[1] + modifier, word, of_each(name[0], lambda one: any(map(holds, values(one)))))


def moment(chance: Random, name: Name) -> str:
    """A date to compare with: years of birth for people, else one that may be stored."""
    if name[1] == "birthdate":
        return chance.choice(["1970", "1990", "2010", "1985-05", "1964-01-10"])
    return chance.choice([*MOMENTS, "2025", "2026-03", "2025-05-03T16:59:59Z", "2024-05-03T07:00+07:00"])


def _date(chance: Random, name: Name) -> Ask:
    asked = [(chance.choice(PREFIXES), moment(chance, name)) for _ in range(chance.choice([1, 1, 2]))]
    text = ",".join(prefix + value for prefix, value in asked)
    return Ask(name[1], text, of_each(name[0], date_test(tables.DATES[name], asked)))


def date_test(values: Values, asked: list[tuple[str, str]]) -> Test:
    """Whether any stored date is what any of the prefixes and dates ask for."""
    now = clock.now().timestamp()
    wanted = [(prefix, moments.stretch(value)) for prefix, value in asked]

    def test(one: Json) -> bool:
        return any(
            moments.fits(prefix, moments.stretch(value), each, now)
            for value in values(one)
            for prefix, each in wanted
        )

    return test


def updated(chance: Random, name: Name) -> Ask:
    """By the time of the last change."""
    hour = chance.randrange(10)
    value = f"{BEGAN:%Y-%m-%d}T{BEGAN.hour + hour:02d}:{BEGAN:%M:%S}" + chance.choice(["Z", ".000Z"])
    prefix, wanted = chance.choice(PREFIXES[:-1]), moments.stretch(value)

    def finds(sight: Sight) -> set[str]:
        def held(one: str) -> moments.Stretch:
            at = moments.Fraction(sight.updated[one])
            return at, at + moments.Fraction(1, 10**6)

        found = sight.by_kind.get(name[0], ())
        return {one for one in found if moments.fits(prefix, held(one), wanted, 0.0)}

    return Ask("_lastUpdated", prefix + value, finds)


def _ids(chance: Random, name: Name) -> Ask:
    drawn = ["bn-1", "bn-2-0", "kq-3", "cd-4", "so", "bs-1", "ph-2", "tl-5", "none"]
    wanted, opposite = set(chance.sample(drawn, k=3)), chance.random() < 0.2
    test: Test = lambda one: (one["id"] in wanted) is not opposite  # noqa: E731
    return Ask("_id:not" if opposite else "_id", ",".join(sorted(wanted)), of_each(name[0], test))


def _amount(chance: Random, name: Name) -> Ask:
    text, holds = _amount_text(chance)
    values = tables.AMOUNTS[name]
    return Ask(name[1], text, of_each(name[0], lambda one: any(map(holds, values(one)))))


def _amount_text(chance: Random) -> tuple[str, Test]:
    prefix = chance.choice(amounts.PREFIXES)
    number = chance.choice(["5", "5.0", "5.4", "0.005", "5000", "5e3", "70"])
    units = (UCUM, chance.choice(amounts.UNITS)), ("", chance.choice(["g", "viên"])), ("", "")
    system, code = chance.choice(units)
    text = f"{prefix}{number}" + (f"|{system}|{code}" if code else "")
    return text, lambda held: amounts.fits(held, prefix, number, system, code)


def _pair(chance: Random, name: Name) -> Ask:
    """A composite of a code and an amount."""
    coded, measured = tables.PAIRS[name]
    codes, values = tables.TOKENS[name[0], coded], tables.AMOUNTS[name[0], measured]
    token, (text, holds) = _token_text(chance, (name[0], coded)), _amount_text(chance)

    def test(one: Json) -> bool:
        return any(_is_token(each, token) for each in codes(one)) and any(map(holds, values(one)))

    return Ask(name[1], f"{token}${text}", of_each(name[0], test))


def _uri(chance: Random, name: Name) -> Ask:
    address, modifier = (
        chance.choice([f"{SURVEYS}/0", f"{SURVEYS}/1", SURVEYS]),
        chance.choice(["", ":below", ":above"]),
    )
    values = tables.URIS[name]
    tests: dict[str, Callable[[str], bool]] = {
        "": lambda value: value == address,
        ":below": lambda value: value == address or value.startswith(f"{address}/"),
        ":above": lambda value: value == address or address.startswith(f"{value}/"),
    }
    holds = tests[modifier]
    return Ask(name[1] + modifier, address, of_each(name[0], lambda one: any(map(holds, values(one)))))


def link(chance: Random, name: Name) -> Ask:
    """By what a resource refers to."""
    kind, values = tables.LINKS[name]
    if name in tables.BY_ADDRESS:
        address = f"{SURVEYS}/{chance.randrange(3)}{chance.choice(['', '|1', '|2'])}"
        return Ask(
            name[1],
            address,
            of_each(name[0], lambda one: any(address in (v, v.partition("|")[0]) for v in values(one))),
        )
    fhir_id = chance.choice(["bn-1", "bn-2", "bs-1", "so", "bn-1-0", "kq-3"])
    named = chance.random() < 0.2
    wanted = f"{kind}/{fhir_id}"
    written = fhir_id if named else wanted
    return Ask(
        f"{name[1]}:{kind}" if named else name[1],
        written,
        of_each(name[0], lambda one: wanted in values(one)),
    )


_DRAWN: tuple[tuple[Any, Any], ...] = (
    (tables.TOKENS, _token), (tables.WORDED, _text), (tables.STRINGS, _string), (tables.DATES, _date),
    (tables.AMOUNTS, _amount), (tables.PAIRS, _pair), (tables.URIS, _uri), (tables.LINKS, link),
)  # fmt: skip
