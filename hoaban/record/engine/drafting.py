"""From what was sent to drafts: ids given, structure validated, search values extracted, place and labels read.

Nothing here touches the database; the first entry that cannot stand refuses the whole act, all its faults named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from hoaban.kernel import clock, ids
from hoaban.kernel.errors import Invalid
from hoaban.record.engine import consent, labels, spelling, structure
from hoaban.record.engine.draft import Draft, Key
from hoaban.record.engine.placement import place, uid_of
from hoaban.record.engine.search import index
from hoaban.record.engine.validate import Issue, invariants, validate
from hoaban.record.shapes import Entry, Json

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


class ValidationFailed(Invalid):
    """The resource breaks FHIR R4. ``issues`` lists every fault with its place."""

    status = 422
    code = "structure"

    def __init__(self, issues: Sequence[Issue]) -> None:
        first = issues[0]
        super().__init__(first.message_vi, first.message_en, place=first.path)
        self.issues = tuple(issues)


class SameTwice(Invalid):
    """Two entries of one transaction are about the same resource."""

    def __init__(self) -> None:
        super().__init__(
            "Cùng một tài nguyên xuất hiện hai lần trong một giao dịch.",
            "The same resource appears twice in one transaction.",
        )


class UnknownType(Invalid):
    """There is no such resource type in R4."""

    status = 404
    code = "not-supported"


def draft_all(entries: Sequence[Entry], *, now: datetime) -> list[Draft]:
    """Drafts of all entries, in their order.

    :raises ValidationFailed: a resource breaks R4.
    :raises Invalid: an entry names itself wrongly, or two entries are about the same resource.
    """
    drafts: list[Draft] = []
    seen: set[Key] = set()
    for number, entry in enumerate(entries):
        try:
            draft = _draft(entry, now)
            if draft.key in seen:
                raise SameTwice()
        except Invalid as failure:
            failure.entry = number
            raise
        seen.add(draft.key)
        drafts.append(draft)
    return drafts


def _draft(entry: Entry, now: datetime) -> Draft:
    number = type_number(entry.type)
    fhir_id = entry.id or str(ids.uuid7(now))
    if not _ID.fullmatch(fhir_id):
        raise Invalid(
            "Mã tài nguyên (id) không đúng dạng.", "The resource id is not well formed.", place="id"
        )
    uid, given_id = uid_of(entry.type, fhir_id)
    draft = Draft(
        entry.method, entry.type, number, fhir_id, uid, given_id, entry.resource, entry.if_match,
        entry.if_none_match, is_new=entry.method == "POST",
    )  # fmt: skip
    if entry.method == "DELETE":
        draft.resource = None
    elif entry.resource is not None:
        draft.resource = _named(entry.resource, entry.type, fhir_id, is_new=entry.method == "POST")
        _read(draft, draft.resource, now)
    else:
        raise Invalid("Thiếu nội dung tài nguyên.", "The resource is missing.", place="resource")
    return draft


def type_number(name: str) -> int:
    """The number of a type; :raises UnknownType: for anything that R4 does not have."""
    try:
        return structure.type_number(name)
    except KeyError:
        raise UnknownType(
            "Loại tài nguyên không có trong FHIR R4.",
            "There is no such resource type in FHIR R4.",
            place="type",
        ) from None


def key_of(type_name: str, fhir_id: str) -> Key:
    """What the record calls a resource. :raises UnknownType: for a type that R4 does not have."""
    return type_number(type_name), uid_of(type_name, fhir_id)[0]


def _named(resource: Json, expected: str, fhir_id: str, *, is_new: bool) -> Json:
    if resource.get("resourceType") != expected:
        raise Invalid(
            "resourceType khác với loại tài nguyên trong địa chỉ.",
            "resourceType differs from the type in the address.",
            place="resourceType",
        )
    if not is_new and resource.get("id") != fhir_id:
        raise Invalid(
            "id trong nội dung khác với id trong địa chỉ.",
            "The id in the body differs from the address.",
            place="id",
        )
    rest = {name: value for name, value in resource.items() if name not in {"resourceType", "id", "meta"}}
    meta = resource.get("meta")
    head: Json = {"resourceType": expected, "id": fhir_id}
    return {**head, "meta": meta, **rest} if meta is not None else {**head, **rest}


def _read(draft: Draft, resource: Json, now: datetime) -> None:
    issues = [issue for issue in validate(resource) if issue.severity in {"error", "fatal"}]
    issues = issues or invariants.broken(resource)
    if issues:
        raise ValidationFailed(issues)
    draft.text = spelling.spell(resource)
    draft.index = index.extract(resource)
    draft.placement = place(resource, draft.uid)
    draft.refusals = consent.refusals(resource)
    draft.own_labels = labels.own_bits(resource, on=clock.vietnam_day(now))
