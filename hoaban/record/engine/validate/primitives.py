"""Rules for the primitive types of R4 (https://hl7.org/fhir/R4/datatypes.html#primitive).

A rule takes (value, object that holds it, depth) and returns None when all is well, so that the good path
makes nothing. Numbers are int or Decimal: a float never reaches the record, and is refused here as well.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from datetime import date as calendar_date
from decimal import Decimal
from typing import Any

from hoaban.record.engine.validate.issues import Faults, fault

Rule = Callable[[Any, Any, int], Faults | None]

MAX_STRING = 1_048_576
MAX_EXPONENT = 1_000
INT_MIN, INT_MAX = -2_147_483_648, 2_147_483_647

# Not text: controls other than tab and line ends, lone surrogates, the two non-characters XML forbids.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# White space as XML and the published patterns mean it; a no-break space is a character like others.
_BLANKS = " \t\n\r"
_SPACED = re.compile(r"[ \t\n\r]")
_CODE = re.compile(r"[^ \t\n\r]+(?:[ \t\n\r][^ \t\n\r]+)*")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_YEAR = r"(?:[1-9][0-9]{3}|0(?:[1-9][0-9]{2}|0(?:[1-9][0-9]|0[1-9])))"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATE = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?")
_DATETIME = re.compile(f"{_YEAR}(?:-{_MONTH}(?:-{_DAY}(?:T{_CLOCK}{_ZONE})?)?)?")
_INSTANT = re.compile(f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}")
_TIME = re.compile(_CLOCK)
_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def text_fault(value: Any, longest: int | None = MAX_STRING) -> Faults | None:
    """The full check of a piece of text, for when the quick one is in doubt."""
    if value.__class__ is not str:
        return fault("structure", "phải là chuỗi ký tự", "must be a JSON string")
    if not value.strip(_BLANKS):
        return fault("value", "không được để trống", "must not be empty")
    if longest is not None and len(value) > longest:
        return fault("too-long", f"dài quá {longest} ký tự", f"is longer than {longest} characters")
    if _NOT_TEXT.search(value):
        return fault(
            "value", "chứa ký tự điều khiển không được phép", "holds a character that is not allowed"
        )
    return None


def string(value: Any, _parent: Any, _depth: int) -> Faults | None:
    # Printable text that does not begin with a space is neither empty nor blank and has no control character.
    if value.__class__ is str and value.isprintable() and value[:1] > " " and len(value) <= MAX_STRING:
        return None
    return text_fault(value)


def uri(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value.__class__ is str and value and value.isprintable() and " " not in value:
        return None
    found = text_fault(value)
    if found is None and _SPACED.search(value):
        return fault("value", "URI không được có khoảng trắng", "a URI must not contain white space")
    return found


def code(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value.__class__ is str and value and value.isprintable() and " " not in value:
        return None
    found = text_fault(value)
    if found is None and not _CODE.fullmatch(value):
        return fault(
            "value",
            "mã không được có khoảng trắng ở đầu, ở cuối hoặc hai khoảng trắng liền nhau",
            "a code has no white space at its ends and no two in a row",
        )
    return found


def id_(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value.__class__ is str and _ID.fullmatch(value):
        return None
    return text_fault(value) or fault(
        "value",
        "id gồm 1-64 ký tự A-Z, a-z, 0-9, '-' và '.'",
        "an id has 1-64 characters out of A-Z, a-z, 0-9, '-' and '.'",
    )


def element_id(value: Any, _parent: Any, _depth: int) -> Faults | None:
    """``Element.id``: any text without spaces."""
    found = string(value, None, 0)
    if found is None and _SPACED.search(value):
        return fault("value", "id không được có khoảng trắng", "an element id must not contain white space")
    return found


def _no_such_day(value: str) -> bool:
    """Whether a day after the 28th, already well formed, is missing from the calendar."""
    try:
        calendar_date(int(value[:4]), int(value[5:7]), int(value[8:10]))
    except ValueError:
        return True
    return False


def _dated(pattern: re.Pattern[str], vi: str, en: str) -> Rule:
    matches = pattern.fullmatch

    def check(value: Any, _parent: Any, _depth: int) -> Faults | None:
        if value.__class__ is str and matches(value):
            if value[8:10] < "29" or not _no_such_day(value):
                return None
            return fault("value", "ngày không có trong lịch", "there is no such day in the calendar")
        return text_fault(value) or fault("value", vi, en)

    return check


def _shaped(pattern: re.Pattern[str], vi: str, en: str) -> Rule:
    matches = pattern.fullmatch

    def check(value: Any, _parent: Any, _depth: int) -> Faults | None:
        if value.__class__ is str and matches(value):
            return None
        return text_fault(value) or fault("value", vi, en)

    return check


def boolean(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value is True or value is False:
        return None
    return fault("structure", "phải là true hoặc false", "must be true or false")


def decimal(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value.__class__ is int:
        if value.bit_length() <= 4 * MAX_EXPONENT:
            return None
    elif not isinstance(value, Decimal):
        return fault("structure", "phải là số", "must be a JSON number")
    elif value.is_finite() and -MAX_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        return None
    return fault("value", "số quá lớn, quá nhỏ hoặc không hữu hạn", "the number is out of all bounds")


def _whole(lowest: int, vi: str, en: str) -> Rule:
    def check(value: Any, _parent: Any, _depth: int) -> Faults | None:
        # bool is an int to Python, not to FHIR.
        if value.__class__ is int and lowest <= value <= INT_MAX:
            return None
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return fault("value" if is_number else "structure", vi, en)

    return check


def base64_binary(value: Any, _parent: Any, _depth: int) -> Faults | None:
    if value.__class__ is not str:
        return fault("structure", "phải là chuỗi ký tự", "must be a JSON string")
    packed = "".join(value.split())
    try:
        if packed and binascii.a2b_base64(packed, strict_mode=True):
            return None
    except ValueError:
        pass
    return fault("value", "không phải dữ liệu base64", "is not base64")


def xhtml(value: Any, _parent: Any, _depth: int) -> Faults | None:
    found = text_fault(value, longest=None)
    if found is not None:
        return found
    start = value.lstrip()
    if start.startswith("<div") and start[4:5] in (">", "/", " ", "\t", "\n", "\r"):
        return None
    return fault("value", "phải là một phần tử <div> của XHTML", "must be one XHTML <div> element")


RULES: dict[str, Rule] = {
    "base64Binary": base64_binary,
    "boolean": boolean,
    "canonical": uri,
    "code": code,
    "date": _dated(
        _DATE, "ngày phải theo dạng YYYY, YYYY-MM hoặc YYYY-MM-DD", "a date is YYYY, YYYY-MM or YYYY-MM-DD"
    ),
    "dateTime": _dated(
        _DATETIME,
        "thời điểm phải theo dạng YYYY, YYYY-MM, YYYY-MM-DD hoặc YYYY-MM-DDThh:mm:ss+zz:zz",
        "a dateTime is YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz",
    ),
    "decimal": decimal,
    "id": id_,
    "instant": _dated(
        _INSTANT,
        "thời điểm phải theo dạng YYYY-MM-DDThh:mm:ss+zz:zz",
        "an instant is YYYY-MM-DDThh:mm:ss+zz:zz",
    ),
    "integer": _whole(INT_MIN, "phải là số nguyên 32 bit", "must be a 32-bit integer"),
    "markdown": string,
    "oid": _shaped(_OID, "OID phải theo dạng urn:oid:1.2.3", "an oid is written urn:oid:1.2.3"),
    "positiveInt": _whole(1, "phải là số nguyên từ 1", "must be an integer of at least 1"),
    "string": string,
    "time": _shaped(_TIME, "giờ phải theo dạng hh:mm:ss", "a time is hh:mm:ss"),
    "unsignedInt": _whole(0, "phải là số nguyên từ 0", "must be an integer of at least 0"),
    "uri": uri,
    "url": uri,
    "uuid": _shaped(_UUID, "UUID phải theo dạng urn:uuid:… chữ thường", "a uuid is urn:uuid:… in lower case"),
    "xhtml": xhtml,
}


def code_out_of(codes: frozenset[str]) -> Rule:
    """A code bound to a closed list."""

    def check(value: Any, _parent: Any, _depth: int) -> Faults | None:
        if value.__class__ is str and value in codes:
            return None
        return text_fault(value) or fault(
            "code-invalid",
            "mã không thuộc danh mục bắt buộc của FHIR R4",
            "the code is not in the value set that FHIR R4 requires here",
        )

    return check
