"""A QuestionnaireResponse checked against its form: every fault at its place, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from hoaban.record import language
from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import patterns, settling, values
from hoaban.shared.forms.fhir.formulas import Formulas, Given
from hoaban.shared.forms.fhir.responding import DONE, TYPE
from hoaban.shared.forms.fhir.shapes import Constraint, Fault, Form, Item, Kind, Value
from hoaban.shared.forms.fhir.sheet import Blank, Sheet, by_item

Lists = Callable[[str, Json], bool | None]
"""Whether a code belongs to the code list of an ``answerValueSet``; None where the list is not at hand."""


def check(form: Form, response: Json, *, lists: Lists, given: Given, now: datetime) -> list[Fault]:
    """Everything that is wrong with a response, and what its author wants to be warned of.

    A draft (``in-progress``) may lack answers and break constraints; what is written in it must fit its blank.
    What is asked for is told from the answers themselves, so nothing that a condition closes may be answered.
    """
    issues = language.validate(response)
    if issues:
        return [Fault("r4", one.path, one.message_vi, one.message_en) for one in issues]
    if response["resourceType"] != TYPE or response.get("questionnaire") != form.canonical:
        vi, en = "câu trả lời của biểu mẫu hoặc phiên bản khác", "it answers another form or version"
        return [Fault("other-form", "", vi, en)]
    written = Sheet(form, response)
    settled = settling.settle(form, response, given=given, now=now)
    complete = is_complete(response)
    found = check_sheet(settled, lists=lists, given=given, now=now, complete=complete)
    return [*found, *_not_settled(written, settled)] if complete else found


def is_complete(response: Json) -> bool:
    return response.get("status") in DONE


def check_sheet(sheet: Sheet, *, lists: Lists, given: Given, now: datetime, complete: bool) -> list[Fault]:
    """What is wrong with the answers of a settled sheet; of a draft only what does not fit its blank."""
    found = [
        *sheet.faults,
        *(fault for blank in sheet.all() if blank.is_open for fault in _of_blank(blank, lists)),
    ]
    if not complete:
        return found
    found += [*sheet.unsettled, *_missing(sheet)]
    formulas = Formulas(sheet, given, now)
    found += [fault for one in sheet.form.constraints for fault in _kept(formulas, one, None)]
    for blank in sheet.all():
        if blank.is_open and (blank.answers or blank.item.kind is Kind.GROUP):
            found += [
                fault for one in blank.item.formulas.constraints for fault in _kept(formulas, one, blank)
            ]
    return [*found, *formulas.faults.values()]


def _kept(formulas: Formulas, constraint: Constraint, blank: Blank | None) -> Iterator[Fault]:
    """A constraint that cannot be told is a fault of its own, kept by ``formulas``."""
    if not formulas.holds(constraint.expression, blank):
        place, words = "" if blank is None else blank.place, constraint.words
        yield Fault(constraint.key, place, words.vi, words.en, constraint.severity)


def _missing(sheet: Sheet) -> Iterator[Fault]:
    """Too few or too many occurrences, counted in every container that is open."""
    containers: list[tuple[str, tuple[Item, ...], list[Blank]]] = [("", sheet.form.items, sheet.blanks)]
    for blank in sheet.all():
        if blank.is_open and blank.item.kind is Kind.GROUP:
            containers.append((f"{blank.place}/", blank.item.items, blank.blanks))
        elif blank.is_open:
            containers += [
                (f"{blank.place_of(answer.number)}/", blank.item.items, answer.blanks)
                for answer in blank.answers
            ]
    for above, items, blanks in containers:
        mine = by_item(blanks)
        for item in items:
            yield from _occurs(item, above + item.link_id, mine.get(item.link_id, []))


def _occurs(item: Item, place: str, blanks: list[Blank]) -> Iterator[Fault]:
    if item.kind is Kind.DISPLAY or (blanks and not blanks[0].is_open):
        return
    fewest, most = item.limits.fewest, item.limits.max_occurs
    if item.kind is Kind.GROUP:
        count = sum(1 for blank in blanks if _has_answers(blank))
    else:
        count = sum(len(blank.answers) for blank in blanks)
    if count < fewest:
        several = fewest > 1
        yield Fault("required", place, f"cần ít nhất {fewest} lần" if several else "chưa trả lời",
                    f"at least {fewest} are needed" if several else "an answer is needed")  # fmt: skip
    if most is not None and count > most:
        yield Fault("too-many", place, f"nhiều nhất {most} lần", f"at most {most}")
    if item.kind is not Kind.GROUP and not item.repeats and count > 1:
        yield Fault("too-many", place, "chỉ một câu trả lời", "one answer only")


def _has_answers(blank: Blank) -> bool:
    return bool(blank.answers) or any(one.is_open and _has_answers(one) for one in blank.blanks)


def _of_blank(blank: Blank, lists: Lists) -> Iterator[Fault]:
    """What is wrong with the answers in one blank, whether or not the form is complete."""
    item, found = blank.item, [answer.value for answer in blank.answers]
    for answer in blank.answers:
        place = blank.place_of(answer.number)
        for code, vi, en in (*_sized(item, answer.value), *_offered(item, answer.value, lists)):
            yield Fault(code, place, vi, en)
    alone = [option for option in item.options if option.alone and values.is_among(option.value, found)]
    if alone and len(found) > 1:
        vi, en = (
            f"«{alone[0].words.vi}» không chọn cùng câu khác",
            f"«{alone[0].words.en}» goes with no other",
        )
        yield Fault("alone", blank.place, vi, en)
    if any(values.is_among(value, found[:number]) for number, value in enumerate(found)) and item.options:
        yield Fault("twice", blank.place, "một lựa chọn ghi hai lần", "one option stands twice")


Told = tuple[str, str, str]


def _sized(item: Item, value: Value) -> Iterator[Told]:
    limits = item.limits
    if value.type in ("String", "Uri"):
        length = len(value.json)
        if limits.max_length is not None and length > limits.max_length:
            yield "too-long", f"dài quá {limits.max_length} ký tự", f"over {limits.max_length} characters"
        if limits.min_length is not None and length < limits.min_length:
            yield "too-short", f"ngắn hơn {limits.min_length} ký tự", f"under {limits.min_length} characters"
        if limits.pattern and not patterns.fits(limits.pattern, value.json):
            yield "pattern", "không đúng dạng", "it does not have the form asked for"
        if item.kind is Kind.STRING and "\n" in value.json:
            yield "lines", "chỉ một dòng", "one line only"
    if limits.least is not None and _against(item, value, limits.least) < 0:
        yield "too-low", f"nhỏ hơn {_shown(limits.least)}", f"below {_shown(limits.least)}"
    if limits.most is not None and _against(item, value, limits.most) > 0:
        yield "too-high", f"lớn hơn {_shown(limits.most)}", f"above {_shown(limits.most)}"
    number = value.json.get("value") if value.type == "Quantity" else value.json
    if limits.decimal_places is not None and isinstance(number, Decimal):
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > limits.decimal_places:
            yield (
                "places",
                f"quá {limits.decimal_places} chữ số thập phân",
                f"over {limits.decimal_places} decimal places",
            )


def _against(item: Item, value: Value, bound: Value) -> int:
    """As compare; a bound without unit bounds the number of a quantity. What cannot be compared is within."""
    if item.kind is Kind.QUANTITY and bound.type in values.NUMBERS and "value" in value.json:
        value = Value("Decimal", value.json["value"])
    return values.compare(value, bound) or 0


def _shown(bound: Value) -> str:
    if bound.type == "Quantity":
        return f"{bound.json.get('value')} {bound.json.get('unit') or bound.json.get('code', '')}".strip()
    return str(bound.json)


def _offered(item: Item, value: Value, lists: Lists) -> Iterator[Told]:
    """Whether it is one of what may be chosen: options, a code list, units."""
    free = item.kind is Kind.OPEN_CHOICE and value.type == "String"
    if item.options and not free and not values.is_among(value, [option.value for option in item.options]):
        yield "not-offered", "không có trong các lựa chọn", "it is none of the options"
    if item.value_set and value.type == "Coding" and lists(item.value_set, value.json) is False:
        yield "not-in-list", "mã không có trong danh mục", "the code is not in the list"
    if item.kind is Kind.QUANTITY and item.units:
        unit = (value.json.get("system"), value.json.get("code"))
        if "value" not in value.json:
            yield "no-number", "thiếu số", "the number is missing"
        if unit not in [(one.get("system"), one.get("code")) for one in item.units]:
            yield "unit", "đơn vị không có trong các lựa chọn", "the unit is none of those offered"


def _not_settled(written: Sheet, settled: Sheet) -> Iterator[Fault]:
    """What a complete response says although nobody asks, or otherwise than it is calculated."""
    for one, other in zip(written.all(), settled.all(), strict=True):
        if one.answers and not other.is_open:
            yield Fault("not-asked", one.place, "mục này không được hỏi", "this item is not asked for")
        elif one.item.formulas.calculated and other.is_open:
            said, found = [each.value for each in one.answers], other.values
            if len(said) != len(found) or not all(
                values.same(a, b) for a, b in zip(said, found, strict=True)
            ):
                yield Fault("calculated", one.place, "khác với kết quả tính", "it is not what is calculated")
