"""Values of search parameters, read into criteria. Whatever is not well formed raises ``IllFormed``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import product

from hoaban.kernel.vietnamese import nfc
from hoaban.record.engine import structure
from hoaban.record.engine.search import dates, keys, parameters, strings
from hoaban.record.engine.search.criteria import (
    Column,
    Containing,
    Criterion,
    DateRange,
    Dates,
    Every,
    Keys,
    Link,
    Strings,
    Uids,
    Where,
    either,
)
from hoaban.record.engine.search.parameter import NARROW_KINDS, Parameter, Part
from hoaban.record.engine.search.parameters import keeping_words, patient_parameter
from hoaban.record.engine.search.parse.faults import IllFormed

_PREFIXED = re.compile(r"(eq|ne|gt|ge|lt|le|sa|eb|ap)?(\d.*)", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_ESCAPED = re.compile(r"\\([,$|\\])")
_MANY = 1000


def alternatives(value: str) -> list[str]:
    """The values of an OR list, still escaped."""
    found = split(value, ",")
    if len(found) > _MANY:
        raise IllFormed(f"tối đa {_MANY} giá trị", f"at most {_MANY} values")
    if any(not each.strip() for each in found):
        raise IllFormed("giá trị không được để trống", "no value may be empty")
    return found


def split(value: str, separator: str) -> list[str]:
    """Parts of an escaped value at each separator that is not escaped."""
    if "\\" not in value:
        return value.split(separator)
    parts, start, at = [], 0, 0
    while at < len(value):
        if value[at] == "\\":
            at += 1
        elif value[at] == separator:
            parts.append(value[start:at])
            start = at + 1
        at += 1
    return [*parts, value[start:]]


def unescape(value: str) -> str:
    """``\\,`` ``\\$`` ``\\|`` ``\\\\`` as they are meant."""
    return _ESCAPED.sub(r"\1", value)


def boolean(value: str) -> bool:
    """:raises IllFormed: neither true nor false."""
    if value not in ("true", "false"):
        raise IllFormed("cần true hoặc false", "true or false is expected")
    return value == "true"


def keys_of(parameter: Parameter, forms: list[str], *, own: bool = False) -> tuple[int, ...]:
    """The keys of these forms under each source of the parameter (``own``: under its own prefix)."""
    prefixes = [parameter.prefix] if own else [source.prefix for source in parameter.sources]
    return tuple(keys.number(prefix + form) for prefix in prefixes for form in forms)


def presence(parameter: Parameter, *, missing: bool = False) -> Criterion:
    """That the parameter has a value, or none under any of its sources."""
    usual = parameters.usual(parameter.resource_type)
    own = parameter.gate is not None
    prefixes = [parameter.prefix] if own else [source.prefix for source in parameter.sources]
    marked = tuple(keys.number(prefix + keys.PRESENT) for prefix in prefixes if prefix not in usual)
    found = [Keys((usual[prefix][1],), negated=not missing) for prefix in prefixes if prefix in usual]
    if marked:
        found.append(Keys(marked, negated=missing))
    if len(found) == 1:
        return found[0]
    return Every(tuple(found)) if missing else either(found)


def token_form(value: str, parameter: Parameter | None = None) -> str:
    """The one form that an escaped token is looked for by: ``code``, ``system|code``, ``|code`` or ``system|``."""
    parts = split(value, "|")
    if len(parts) > 2:
        raise IllFormed("cần dạng hệ-mã|mã", "system|code is expected")
    system, code = (unescape(parts[0]), unescape(parts[1])) if len(parts) == 2 else (None, unescape(value))
    if not system and not code:
        raise IllFormed("cần một mã", "a code is expected")
    if parameter and parameter.boolean and code:
        boolean(code)
    if parameter and parameter.contact:
        code = keys.contact_code(code)
    if parameter and parameter.plain and (system == "" or system in parameter.systems):
        return f"c.{code}" if code else keys.PRESENT
    if system is None:
        return f"c.{code}"
    return f"f.{system}{keys.UNIT}{code}" if code else f"s.{system}"


def of_type(parameter: Parameter, value: str) -> Keys:
    """An identifier with ``:of-type``: ``system|code|value``, system and code being those of the identifier's type."""
    forms: list[str] = []
    for each in alternatives(value):
        parts = [unescape(part) for part in split(each, "|")]
        if len(parts) != 3 or not parts[1] or not parts[2]:
            raise IllFormed("cần dạng hệ-mã|mã|giá-trị", "system|code|value is expected")
        forms.append(keys.typed_form(*parts))
    return Keys(keys_of(parameter, forms))


def words(parameter: Parameter, value: str) -> Criterion:
    """Words that must all stand in the text beside a code (``:text``), in the narrative (``_text``), anywhere (``_content``)."""
    prefixes = [source.prefix for source in parameter.sources]
    if parameter.type == "content":
        prefixes += keeping_words(parameter.resource_type)
    found: list[Criterion] = []
    for each in alternatives(value):
        said = list(dict.fromkeys(strings.folded(unescape(each)).split()))
        if not said:
            raise IllFormed("cần ít nhất một từ", "at least one word is expected")
        found.append(
            Every(tuple(Keys(tuple(keys.number(f"{start}t.{word}") for start in prefixes)) for word in said))
        )
    return either(found)


def uri_below(parameter: Parameter, value: str) -> Keys:
    """A uri parameter with ``:below``: the address given, or one that goes on from it."""
    addresses = [unescape(each) for each in alternatives(value)]
    if not all("://" in each for each in addresses):
        raise IllFormed("cần một địa chỉ URL", "a URL is expected")
    forms = [form for each in addresses for form in (f"b.{each.rstrip('/')}", f"u.{each}")]
    return Keys(keys_of(parameter, forms))


def identifier(parameter: Parameter, value: str) -> Keys:
    """A reference parameter with ``:identifier``."""
    forms = ["i" + token_form(each) for each in alternatives(value)]
    return Keys(keys_of(parameter, forms, own=parameter.gate is not None))


def uri(parameter: Parameter, value: str) -> Keys:
    """A uri parameter: equal to the last letter."""
    return Keys(keys_of(parameter, [f"u.{unescape(each)}" for each in alternatives(value)]))


def uri_above(parameter: Parameter, value: str) -> Keys:
    """A uri parameter with ``:above``: the address given, or one that it goes on from, step by step."""
    found: list[str] = []
    for each in alternatives(value):
        address = unescape(each)
        scheme, divided, path = address.partition("://")
        if not divided or not path:
            raise IllFormed("cần một địa chỉ URL", "a URL is expected")
        steps = path.rstrip("/").split("/")
        starts = [f"{scheme}://{'/'.join(steps[:count])}" for count in range(1, len(steps) + 1)]
        found += [address, *starts, *(f"{start}/" for start in starts)]
    return Keys(keys_of(parameter, [f"u.{each}" for each in dict.fromkeys(found)]))


def escape(text: str) -> str:
    """A plain text as it must be written in a search."""
    return re.sub(r"([,$|\\])", r"\\\1", text)


def reference_forms(parameter: Parameter, value: str, kind: str, base_url: str) -> list[str]:
    """The forms an escaped reference is looked for by; a bare id may be of any type that the parameter allows."""
    address = unescape(value)
    if base_url and address.startswith(base_url + "/"):
        address = address[len(base_url) + 1 :]
    if _ABSOLUTE.fullmatch(address):
        if kind:
            raise IllFormed("sau :loại cần một mã định danh", "an id is expected after :type")
        return keys.reference_forms(address)
    as_written = [f"u.{address}"] if parameter.canonical and not kind else []
    local = keys.local_reference(address)
    if local and not kind:
        if local[0] not in parameter.targets and as_written:
            return as_written
        if local[0] not in parameter.targets:
            raise IllFormed(
                "loại tài nguyên không thuộc tham số này", "the type is none that the parameter refers to"
            )
        return [f"r.{local[0]}/{local[1]}", *as_written]
    if keys.FHIR_ID.fullmatch(address) and parameter.targets:
        return [*(f"r.{target}/{address}" for target in ([kind] if kind else parameter.targets)), *as_written]
    if as_written:
        return as_written
    raise IllFormed("cần Loại/id, id hoặc địa chỉ", "Type/id, an id or an address is expected")


def reference(parameter: Parameter, value: str, *, kind: str, base_url: str) -> Keys:
    """A reference parameter; the Patient is noted where it can be only one."""
    found = [
        form for each in alternatives(value) for form in reference_forms(parameter, each, kind, base_url)
    ]
    forms = list(dict.fromkeys(found))
    local = {form: keys.local_reference(form[2:]) for form in forms if form.startswith("r.")}
    if not all(keys.is_keyed(each[0]) for each in local.values() if each):
        linked = tuple(
            _link(parameter, source.number, *each)
            for source in parameter.sources
            for each in local.values()
            if each
        )
        return Keys(keys_of(parameter, [form for form in forms if form not in local]), links=linked)
    patient = None
    if len(forms) == 1 and forms[0].startswith("r.Patient/") and names_patient(parameter):
        patient = keys.uid_of("Patient", forms[0].removeprefix("r.Patient/"))
    return Keys(keys_of(parameter, forms), patient=patient)


def _link(parameter: Parameter, number: int, kind: str, fhir_id: str) -> Link:
    here, there = structure.type_number(parameter.resource_type), structure.type_number(kind)
    return Link(here, number, there, keys.uid_of(kind, fhir_id))


def names_patient(parameter: Parameter) -> bool:
    """Whether this parameter's values are the one patient that the record keeps with each row of the type."""
    whose = patient_parameter(parameter.resource_type)
    return whose is not None and parameter.sources == whose.sources


def string(parameter: Parameter, value: str) -> Keys | Strings:
    """A string parameter: a beginning of the text, or of a word in it, without regard to marks and capitals.

    One word of a person's name is a key: several of them meet in the index of keys, however frequent each is.
    """
    beginnings = [strings.folded(unescape(each))[: strings.LENGTH] for each in alternatives(value)]
    if parameter.naming and all(map(strings.is_beginning, beginnings)):
        return Keys(keys_of(parameter, [f"w.{each}" for each in dict.fromkeys(beginnings)]))
    return Strings(tuple(source.number for source in parameter.sources), tuple(dict.fromkeys(beginnings)))


def containing(parameter: Parameter, value: str, where: Where = Where.ANYWHERE) -> Containing:
    """A string parameter with ``:contains``: a part of the text, without regard to marks and capitals."""
    parts = [strings.folded(unescape(each))[: strings.LENGTH] for each in alternatives(value)]
    return Containing(
        tuple(source.number for source in parameter.sources), tuple(dict.fromkeys(parts)), where
    )


def exact_string(parameter: Parameter, value: str) -> Keys:
    """A string parameter with ``:exact``."""
    return Keys(keys_of(parameter, [f"x.{nfc(unescape(each))}" for each in alternatives(value)]))


def date(parameter: Parameter, value: str, *, now: datetime, prefix: str = "") -> Dates:
    """A date parameter; ``prefix`` takes the place of one in the value."""
    ranges = tuple(_range(unescape(each), now, prefix) for each in alternatives(value))
    narrow = all(route.kind in NARROW_KINDS for route in parameter.routes)
    if parameter.column:
        return Dates(Column.UPDATED, 0, ranges)
    kept_in_row = parameter.main == 0
    return Dates(Column.MAIN if kept_in_row else Column.ROWS, parameter.number, ranges, narrow)


def _range(value: str, now: datetime, given_prefix: str = "") -> DateRange:
    match = _PREFIXED.fullmatch(f"eq{value}" if given_prefix else value)
    try:
        lo, hi = dates.parse(match[2] if match else "")
    except dates.NotADate:
        raise IllFormed(
            "cần ngày dạng NNNN, NNNN-TT, NNNN-TT-NN hoặc có giờ",
            "a date like YYYY, YYYY-MM, YYYY-MM-DD or with a time is expected",
        ) from None
    prefix = given_prefix or (match and match[1]) or "eq"
    if prefix == "ap":
        slack = max(abs(now - lo) / 10, timedelta(days=1))
        lo = lo - slack if lo - dates.PAST > slack else dates.PAST
        hi = hi + slack if dates.FUTURE - hi > slack else dates.FUTURE
    return DateRange(prefix, lo, hi)


def composite(parameter: Parameter, value: str, *, base_url: str) -> Keys:
    """A composite parameter: ``part$part`` in the order of the definition."""
    forms: list[str] = []
    parts = parameter.parts[0]
    for each in alternatives(value):
        pieces = split(each, "$")
        if len(pieces) != len(parts) or not all(pieces):
            raise IllFormed(
                f"cần {len(parts)} phần cách nhau bằng $", f"{len(parts)} parts separated by $ are expected"
            )
        found = [_piece(part, piece, base_url) for part, piece in zip(parts, pieces, strict=True)]
        forms += [keys.composite_form(combined) for combined in product(*found)]
    return Keys(keys_of(parameter, forms))


def _piece(part: Part, piece: str, base_url: str) -> list[str]:
    if part.parameter.type == "token":
        return [token_form(piece, part.parameter)]
    if part.parameter.type == "reference":
        return reference_forms(part.parameter, piece, "", base_url)
    return [f"u.{unescape(piece)}"]


def fhir_ids(resource_type: str, value: str) -> Uids:
    """``_id``."""
    found = [unescape(each) for each in alternatives(value)]
    if not all(keys.FHIR_ID.fullmatch(each) for each in found):
        raise IllFormed("cần mã định danh FHIR", "a FHIR id is expected")
    return Uids(tuple(keys.uid_of(resource_type, each) for each in found))
