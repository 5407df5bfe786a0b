"""What a prescription should be looked at for once more. Two voices: few alerts ask for a reason, the others are a quiet line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from hoaban.kernel import vietnamese
from hoaban.shared.prescribing.rules import calculating, knowledge, numbers
from hoaban.shared.prescribing.rules.knowledge import Knowledge
from hoaban.shared.prescribing.rules.lines import strengths
from hoaban.shared.prescribing.rules.shapes import Facts, Line

CHILD_YEARS = 12


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at. ``kind``: allergy, interaction, duplicate, dose, age, kidney, pregnancy, disease, supply; ``rule``:
    the line of knowledge; ``lines``: places in the prescription, from 0; ``interrupts``: a reason is asked for."""

    kind: str
    rule: str
    lines: tuple[int, ...]
    interrupts: bool
    vi: str
    en: str
    drugs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same alert about the same drugs, wherever they stand."""
        return f"{self.rule}:{'+'.join(sorted(self.drugs))}"[:200]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line with its substances."""

    place: int
    line: Line
    substances: frozenset[str]

    @property
    def name(self) -> str:
        return self.line.drug.shown


def alerts_of(lines: Sequence[Line], facts: Facts) -> tuple[Alert, ...]:
    """All alerts, those that interrupt first; each rule speaks once of the same drugs."""
    seen = [
        _Seen(place, line, knowledge.substances_in(*line.drug.ingredients, *(() if line.drug.ingredients else (line.drug.name,))))
        for place, line in enumerate(lines)
    ]  # fmt: skip
    found = [*_pairs(seen), *_running(seen, facts)]
    for one in seen:
        found += [*_allergies(one, facts), *_mothers(one, facts), *_ages(one, facts), *_kidneys(one, facts),
                  *_diseases(one, facts), *_doses(one, facts)]  # fmt: skip
    once: dict[str, Alert] = {}
    for alert in found:
        once.setdefault(alert.key, alert)
    return tuple(sorted(once.values(), key=lambda one: (not one.interrupts, one.lines)))


def _pairs(seen: list[_Seen]) -> Iterator[Alert]:
    for one, other in combinations(seen, 2):
        yield from _duplicates(one, other)
        for rule in knowledge.interactions():
            if _meet(rule, one.substances, other.substances):
                yield _alert("interaction", rule, f"{one.name} + {other.name}", one, other)


def _duplicates(one: _Seen, other: _Seen) -> Iterator[Alert]:
    same = one.substances & other.substances or _same_text(one, other)
    if same or one.line.drug.code == other.line.drug.code:
        names = ", ".join(sorted(same)) or one.name
        yield Alert(
            "duplicate", "same-substance", (one.place, other.place), True,
            f"Trùng hoạt chất {names}: {one.name} và {other.name}.",
            f"The same substance {names} twice: {one.name} and {other.name}.", _codes(one, other),
        )  # fmt: skip
        return
    for key in sorted(knowledge.classes_of(one.substances) & knowledge.classes_of(other.substances)):
        held = knowledge.classes().get(key)
        if held is not None and held.duplicate:
            yield Alert(
                "duplicate", f"same-class-{key}", (one.place, other.place), held.duplicate == "stop",
                f"Cùng nhóm {held.vi}: {one.name} và {other.name}.",
                f"Both are {held.en}: {one.name} and {other.name}.", _codes(one, other),
            )  # fmt: skip
            return


def _same_text(one: _Seen, other: _Seen) -> frozenset[str]:
    """Ingredients that our table does not know, written alike."""
    mine, theirs = (
        frozenset(vietnamese.fold(name) for name in each.line.drug.ingredients) for each in (one, other)
    )
    return mine & theirs


def _running(seen: list[_Seen], facts: Facts) -> Iterator[Alert]:
    """Against medicines of other prescriptions that are still being taken, as far as the record knows."""
    for one in seen:
        for taken in facts.running:
            until = f", đến {taken.until:%d/%m/%Y}" if taken.until else ""
            ends = f", until {taken.until:%d/%m/%Y}" if taken.until else ""
            if one.substances & taken.substances:
                yield Alert(
                    "duplicate", "running-substance", (one.place,), False,
                    f"Đang có thuốc cùng hoạt chất theo đơn khác: {taken.name}{until}.",
                    f"The same substance runs by another prescription: {taken.name}{ends}.", (one.line.drug.code, taken.name),
                )  # fmt: skip
                continue
            for rule in knowledge.interactions():
                if _meet(rule, one.substances, taken.substances):
                    alert = _alert(
                        "interaction",
                        rule,
                        f"{one.name} + {taken.name} (đang dùng)",
                        one,
                        en=f"{one.name} + {taken.name} (running)",
                    )
                    yield Alert(
                        alert.kind,
                        alert.rule,
                        alert.lines,
                        alert.interrupts,
                        alert.vi,
                        alert.en,
                        (one.line.drug.code, taken.name),
                    )


def _allergies(one: _Seen, facts: Facts) -> Iterator[Alert]:
    classes = knowledge.classes_of(one.substances)
    for text in facts.allergies or ():
        named, groups = knowledge.substances_in(text), knowledge.allergic_classes(text)
        direct = bool(named & one.substances) or bool(groups & classes) or _spelled(text, one)
        akin = knowledge.classes_of(named) & {
            "penicillin",
            "cephalosporin",
            "sulfonamide",
            "macrolide",
            "quinolone",
            "nsaid",
        }
        if direct or akin & classes:
            yield Alert(
                "allergy", "allergy" if direct else "allergy-class", (one.place,), True,
                f"Dị ứng đã ghi: {text}. {one.name} cùng chất hoặc cùng nhóm.",
                f"Allergy on record: {text}. {one.name} is the same or of its class.", (one.line.drug.code, text),
            )  # fmt: skip
        elif "betalactam" in classes and "betalactam" in (
            groups | knowledge.classes_of(named) | _widened(groups)
        ):
            yield Alert(
                "allergy", "allergy-cross", (one.place,), False,
                f"Dị ứng đã ghi: {text}. Có thể dị ứng chéo với {one.name}.",
                f"Allergy on record: {text}. It may cross to {one.name}.", (one.line.drug.code, text),
            )  # fmt: skip


def _spelled(text: str, one: _Seen) -> bool:
    """Whether an allergy names the drug by words that our table does not know."""
    said = f" {vietnamese.fold(text)} "
    names = (*one.line.drug.ingredients, one.line.drug.name)
    return any(len(name) > 3 and f" {vietnamese.fold(name)} " in said for name in names)


def _widened(groups: frozenset[str]) -> frozenset[str]:
    return frozenset({"betalactam"}) if groups & {"penicillin", "cephalosporin"} else frozenset()


def _mothers(one: _Seen, facts: Facts) -> Iterator[Alert]:
    held = {"pregnant": facts.pregnant, "breastfeeding": facts.breastfeeding}
    words = {"pregnant": ("mang thai", "pregnant"), "breastfeeding": ("cho con bú", "breastfeeding")}
    for rule in knowledge.states("mothers"):
        if held[rule.who] and knowledge.matches(rule.of, one.substances):
            yield _alert(
                "pregnancy",
                rule,
                f"{one.name}, {words[rule.who][0]}",
                one,
                en=f"{one.name}, {words[rule.who][1]}",
            )


def _ages(one: _Seen, facts: Facts) -> Iterator[Alert]:
    months = facts.months
    if months is None:
        return
    for rule in knowledge.states("ages"):
        young = rule.below is None or months < rule.below
        if young and months >= (rule.first or 0) and knowledge.matches(rule.of, one.substances):
            yield _alert("age", rule, one.name, one)


def _kidneys(one: _Seen, facts: Facts) -> Iterator[Alert]:
    found = calculating.clearance(
        years=facts.years,
        sex=facts.sex,
        weight=facts.weight,
        height=facts.height,
        creatinine=facts.creatinine,
    )
    if found is None:
        return
    held = [rule for rule in knowledge.states("kidneys")
            if rule.below is not None and found.value < rule.below and knowledge.matches(rule.of, one.substances)]  # fmt: skip
    worst = min(held, key=lambda rule: rule.below or Decimal(0), default=None)
    if worst is not None:
        yield _alert(
            "kidney", worst, f"{one.name}, thanh thải {numbers.plain(found.value)} ml/phút", one,
            en=f"{one.name}, clearance {numbers.plain(found.value)} ml/min",
        )  # fmt: skip


def _diseases(one: _Seen, facts: Facts) -> Iterator[Alert]:
    codes = [code.replace(".", "").upper() for code, _ in facts.diagnoses]
    for rule in knowledge.states("diseases"):
        if any(code.startswith(rule.icd10) for code in codes) and knowledge.matches(rule.of, one.substances):
            yield _alert("disease", rule, one.name, one)


def _doses(one: _Seen, facts: Facts) -> Iterator[Alert]:
    a_day, at_once = one.line.dosage.a_day, one.line.dosage.at_once
    for ingredient, each in strengths(one.line.drug).items():
        limit = next((knowledge.dose_limits()[inn] for inn in knowledge.substances_in(ingredient)
                      if inn in knowledge.dose_limits()), None)  # fmt: skip
        if limit is None or a_day is None:
            continue
        day, once = a_day * each, (at_once or Decimal(0)) * each
        most, told = _most_a_day(limit, facts)
        if most is not None and day > most:
            yield Alert(
                "dose", f"dose-day-{limit.of}", (one.place,), day > most * limit.hard,
                f"{one.name}: {numbers.plain(_round(day))} mg mỗi ngày, tối đa {numbers.plain(_round(most))} mg{told[0]}.",
                f"{one.name}: {numbers.plain(_round(day))} mg a day, at most {numbers.plain(_round(most))} mg{told[1]}.",
                (one.line.drug.code,),
            )  # fmt: skip
        elif once > limit.once:
            yield Alert(
                "dose", f"dose-once-{limit.of}", (one.place,), once > limit.once * limit.hard,
                f"{one.name}: {numbers.plain(_round(once))} mg một lần, tối đa {numbers.plain(limit.once)} mg.",
                f"{one.name}: {numbers.plain(_round(once))} mg at once, at most {numbers.plain(limit.once)} mg.",
                (one.line.drug.code,),
            )  # fmt: skip


def _most_a_day(limit: knowledge.DoseLimit, facts: Facts) -> tuple[Decimal | None, tuple[str, str]]:
    """A child has what the weight allows and never more than an adult; of a child without a weight nothing is said here."""
    years = facts.years
    if years is None or years >= CHILD_YEARS:
        return limit.adult_day, ("", "")
    if facts.weight is None:
        return limit.adult_day, ("", "")
    if limit.kg_high is None:
        return limit.adult_day, ("", "")
    kilograms = numbers.plain(facts.weight)
    return min(limit.adult_day, limit.kg_high * facts.weight), (
        f" ở trẻ {kilograms} kg",
        f" for a child of {kilograms} kg",
    )


def _meet(rule: Knowledge, one: frozenset[str], other: frozenset[str]) -> bool:
    straight = knowledge.matches(rule.of, one) and knowledge.matches(rule.other, other)
    return straight or (knowledge.matches(rule.of, other) and knowledge.matches(rule.other, one))


def _alert(kind: str, rule: Knowledge, about: str, *seen: _Seen, en: str = "") -> Alert:
    places = tuple(one.place for one in seen)
    return Alert(
        kind, rule.id, places, rule.stops, f"{about}: {rule.vi}", f"{en or about}: {rule.en}", _codes(*seen)
    )


def _codes(*seen: _Seen) -> tuple[str, ...]:
    return tuple(one.line.drug.code for one in seen)


def _round(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
