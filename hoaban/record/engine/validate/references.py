"""Rules for Reference.reference: its form, and the type it points to (https://hl7.org/fhir/R4/references.html)."""

from __future__ import annotations

import re
from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.validate.issues import Faults, fault
from hoaban.record.engine.validate.primitives import Rule, text_fault

_ID = r"[A-Za-z0-9\-.]{1,64}"
_RELATIVE = re.compile(rf"([A-Z][A-Za-z]+)/{_ID}(?:/_history/{_ID})?")
_REST_URL = re.compile(rf"https?://\S*/([A-Z][A-Za-z]+)/{_ID}(?:/_history/{_ID})?")
_CONTAINED = re.compile(rf"#(?:{_ID})?")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?\S+")
_URN_UUID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")


def _type_fault(name: str, targets: frozenset[str], *, certain: bool) -> Faults | None:
    """``certain``: the text can be nothing but a FHIR reference, so an unknown type is a fault too."""
    if name in targets:
        return None
    if structure.is_resource_type(name):
        allowed = ", ".join(sorted(targets))
        return fault(
            "structure",
            f"tham chiếu tới loại tài nguyên không được phép ở đây (được phép: {allowed})",
            f"refers to a resource type that is not allowed here (allowed: {allowed})",
        )
    if not certain:
        return None
    return fault(
        "structure", "tham chiếu tới loại tài nguyên không có trong R4", "refers to no R4 resource type"
    )


def _other_form(value: str, targets: frozenset[str]) -> Faults | None:
    if _CONTAINED.fullmatch(value):
        return None
    if value.startswith("urn:uuid:"):
        good = _URN_UUID.fullmatch(value) is not None
    elif found := _REST_URL.fullmatch(value):
        return _type_fault(found[1], targets, certain=False)
    elif found := _CONDITIONAL.fullmatch(value):
        return _type_fault(found[1], targets, certain=True)
    else:
        good = _ABSOLUTE.fullmatch(value) is not None
    if good:
        return None
    return fault(
        "value",
        "tham chiếu phải theo dạng Loại/id, #id, urn:uuid:… hoặc URL đầy đủ",
        "a reference is Type/id, #id, urn:uuid:… or an absolute URL",
    )


def reference_to(targets: frozenset[str]) -> Rule:
    """The rule for a reference that may point to any type in ``targets``."""
    matches = _RELATIVE.fullmatch

    def check(value: Any, _parent: Any, _depth: int) -> Faults | None:
        if value.__class__ is str:
            found = matches(value)
            if found is not None:
                return None if found[1] in targets else _type_fault(found[1], targets, certain=True)
        return text_fault(value) or _other_form(value, targets)

    return check
