"""Whether a form could ever be filled in: names, references, expressions, bounds. Every fault at its item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hoaban.record import language
from hoaban.shared.forms.fhir import depending, patterns, values
from hoaban.shared.forms.fhir.depending import Lineage
from hoaban.shared.forms.fhir.elements import ELEMENTS, MADE
from hoaban.shared.forms.fhir.shapes import Condition, Fault, Form, Item, Kind, Value, Variable

MAX_ITEMS, MAX_DEPTH, MAX_EXPRESSIONS, MAX_EXPRESSION = 2_000, 10, 500, 2_000
ROOT, ITEM = "QuestionnaireResponse", "QuestionnaireResponse.item"
_BUILT_IN = {"resource", "rootResource", "context", "ucum", "sct", "loinc"}
_TEXTS = {Kind.STRING, Kind.TEXT, Kind.URL, Kind.OPEN_CHOICE}


def faults(form: Form) -> list[Fault]:
    """All that is wrong, in the order of the form; what depends on sound names is looked at once these are sound."""
    found = [*_of_the_whole(form)]
    if not found:
        known = {item.link_id: item for item in form.all_items()}
        found = [fault for lineage in depending.lineages(form) for fault in _of_item(known, lineage)]
    return found or [*_expressions_of(form)] or [*_circles(form)]


def _of_the_whole(form: Form) -> Iterator[Fault]:
    items = list(form.all_items())
    if not form.url or "|" in form.url:
        yield Fault("no-address", "", "thiếu địa chỉ (url) của biểu mẫu", "the form has no canonical url")
    if not form.version:
        yield Fault("no-version", "", "thiếu số phiên bản", "the form has no version")
    if not form.words.vi:
        yield Fault("no-words", "", "thiếu tên biểu mẫu", "the form has no title")
    if not any(item.kind.is_question for item in items):
        yield Fault("no-question", "", "không có câu hỏi nào", "there is no question in it")
    for link_id, count in Counter(item.link_id for item in items).items():
        if count > 1:
            vi, en = f"mã mục {link_id} dùng {count} lần", f"link id {link_id} is used {count} times"
            yield Fault("duplicate-link-id", link_id, vi, en)
        if "/" in link_id or "#" in link_id:
            yield Fault("link-id", link_id, "mã mục không được chứa / hoặc #", "a link id has no / and no #")
    if len(items) > MAX_ITEMS:
        yield Fault("too-large", "", f"quá {MAX_ITEMS} mục", f"over {MAX_ITEMS} items")
    if any(len(lineage) > MAX_DEPTH for lineage in depending.lineages(form)):
        yield Fault("too-deep", "", f"lồng quá {MAX_DEPTH} cấp", f"nested over {MAX_DEPTH} levels deep")


def _of_item(known: dict[str, Item], lineage: Lineage) -> Iterator[Fault]:
    item, place = lineage[-1], lineage[-1].link_id
    if item.kind is not Kind.GROUP and not item.words.vi and not item.hidden:
        yield Fault("no-words", place, "thiếu lời hỏi", "there is no text to ask with")
    if item.formulas.calculated and not item.kind.is_question:
        vi, en = "chỉ câu hỏi mới tính được", "only a question can be calculated"
        yield Fault("calculated-group", place, vi, en)
    if item.formulas.calculated and item.items:
        vi, en = "câu hỏi tính ra không có mục con", "a calculated question has no items below"
        yield Fault("calculated-group", place, vi, en)
    if item.kind is Kind.CHOICE and not item.options and not item.value_set:
        yield Fault("no-options", place, "không có gì để chọn", "there is nothing to choose from")
    yield from _extraction(lineage)
    yield from _bounds(item)
    yield from _conditions(known, item)


def _extraction(lineage: Lineage) -> Iterator[Fault]:
    """Whatever is to become a fact of the record must say which."""
    item = lineage[-1]
    if item.makes and item.makes not in MADE:
        vi, en = f"không làm ra được {item.makes}", f"{item.makes} cannot be made out of answers"
        yield Fault("extraction", item.link_id, vi, en)
    makes = next((one.makes for one in reversed(lineage) if one.makes), "")
    element = item.definition.partition("#")[2]
    if makes and element and element not in ELEMENTS:
        vi, en = f"không ghi được vào {element}", f"{element} cannot be written to"
        yield Fault("extraction", item.link_id, vi, en)


def _bounds(item: Item) -> Iterator[Fault]:
    limits, place = item.limits, item.link_id
    ends = ((limits.min_occurs, limits.max_occurs), (limits.min_length, limits.max_length))
    crossed = any(low is not None and high is not None and low > high for low, high in ends)
    if crossed or (limits.least and limits.most and (values.compare(limits.least, limits.most) or 0) > 0):
        vi, en = "giới hạn dưới lớn hơn giới hạn trên", "the lower bound is above the upper one"
        yield Fault("bounds", place, vi, en)
    if any(bound is not None and not _fits(item, bound) for bound in (limits.least, limits.most)):
        vi, en = "giới hạn khác kiểu với câu hỏi", "a bound is not of the question's type"
        yield Fault("bound-type", place, vi, en)
    if limits.max_occurs is not None and limits.max_occurs > 1 and not item.repeats:
        vi, en = "mục không lặp mà cho nhiều lần", "many occurrences of an item that does not repeat"
        yield Fault("bounds", place, vi, en)
    if (limits.pattern or limits.max_length or limits.min_length) and item.kind not in _TEXTS:
        vi, en = "giới hạn chữ trên câu hỏi không phải chữ", "a bound of text on what is no text"
        yield Fault("bound-type", place, vi, en)
    if patterns.compiled(limits.pattern) is None:
        yield Fault("pattern", place, "mẫu chữ (regex) không đọc được", "the pattern (regex) cannot be read")
    given = (*item.initial, *(option.value for option in item.options))
    if any(one.type not in values.types_of(item) for one in given):
        vi, en = "giá trị cho sẵn khác kiểu với câu hỏi", "a given value is not of the question's type"
        yield Fault("value-type", place, vi, en)


def _fits(item: Item, value: Value) -> bool:
    """Whether answers can be held against a value; a bare number bounds the number of a quantity."""
    types = values.types_of(item)
    return value.type in types or (
        value.type in values.NUMBERS and bool(types & {*values.NUMBERS, "Quantity"})
    )


def _conditions(known: dict[str, Item], item: Item) -> Iterator[Fault]:
    inside = {one.link_id for one in item.below()} | {item.link_id}
    for condition in item.conditions:
        asked, name = known.get(condition.question), condition.question
        if asked is None:
            vi, en = f"điều kiện hỏi mục không có: {name}", f"a condition asks for an unknown item: {name}"
            yield Fault("unknown-link-id", item.link_id, vi, en)
        elif name in inside:
            vi, en = "điều kiện hỏi chính mục này", "a condition asks for the item itself"
            yield Fault("own-condition", item.link_id, vi, en)
        elif not _can_be_asked(asked, condition):
            vi, en = f"điều kiện không hợp với câu hỏi {name}", f"a condition does not fit question {name}"
            yield Fault("condition-type", item.link_id, vi, en)


def _can_be_asked(asked: Item, condition: Condition) -> bool:
    """``exists`` needs a truth, the others a value like the answers, of a kind with an order if they ask for one."""
    if condition.operator == "exists":
        return condition.value.type == "Boolean"
    if condition.operator not in ("=", "!=") and asked.kind not in values.ORDERED:
        return False
    return asked.kind.is_question and _fits(asked, condition.value)


def _expressions_of(form: Form) -> Iterator[Fault]:
    given, count = (*(Variable(name, "{}") for name in form.given),), 0
    yield from _variables(form, "", ROOT, given, form.variables)
    for constraint in form.constraints:
        yield from _expression(form, "", ROOT, constraint.expression, (*given, *form.variables))
    for lineage in depending.lineages(form):
        item, scope = lineage[-1], (*given, *depending.variables_at(form, lineage))
        outside = (*given, *depending.variables_at(form, lineage[:-1]))
        yield from _variables(form, item.link_id, ITEM, outside, item.formulas.variables)
        for purpose, text in item.formulas.all():
            count += 1
            if purpose != "variable":
                yield from _expression(form, item.link_id, ITEM, text, scope)
    if count > MAX_EXPRESSIONS:
        yield Fault(
            "too-costly", "", f"quá {MAX_EXPRESSIONS} biểu thức", f"over {MAX_EXPRESSIONS} expressions"
        )


def _variables(
    form: Form, place: str, type_name: str, outside: tuple[Variable, ...], own: tuple[Variable, ...]
) -> Iterator[Fault]:
    """A variable may use those before it."""
    for number, variable in enumerate(own):
        if not variable.name or variable.name in _BUILT_IN:
            yield Fault(
                "variable-name", place, "biến không có tên dùng được", "a variable has no usable name"
            )
        yield from _expression(form, place, type_name, variable.expression, (*outside, *own[:number]))


def _expression(
    form: Form, place: str, type_name: str, text: str, scope: tuple[Variable, ...]
) -> Iterator[Fault]:
    if not text or len(text) > MAX_EXPRESSION:
        yield Fault("expression", place, f"biểu thức trống hoặc dài quá {MAX_EXPRESSION} ký tự",
                    f"an expression is empty or over {MAX_EXPRESSION} characters")  # fmt: skip
        return
    try:
        language.compile(text, type_name=type_name)
    except language.FhirpathInvalid as failure:
        yield Fault("expression", place, failure.message_vi, failure.message_en)
        return
    names = {variable.name for variable in scope} | _BUILT_IN
    for name in sorted(language.variables(text) - names):
        if not name.startswith(("vs-", "ext-")):
            yield Fault("unknown-variable", place, f"không có biến %{name}", f"there is no variable %{name}")
    links = {item.link_id for item in form.all_items()}
    for link_id in sorted(language.compared(text, "linkId") - links):
        yield Fault(
            "unknown-link-id",
            place,
            f"biểu thức nhắc mục không có: {link_id}",
            f"an expression names an unknown item: {link_id}",
        )


def _circles(form: Form) -> Iterator[Fault]:
    order = depending.order(form)
    if isinstance(order, list):
        circle = " → ".join(order)
        yield Fault(
            "circle",
            order[0],
            f"các mục phụ thuộc vòng quanh: {circle}",
            f"items depend on each other in a circle: {circle}",
        )
