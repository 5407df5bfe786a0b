"""An order as a ServiceRequest: built as a claim's lines are (``shared/claims/fhir/services``), and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from hoaban.kernel.clock import VIETNAM
from hoaban.record import pieces, systems
from hoaban.record.shapes import Json

ORDER_NUMBER: Final = f"{systems.MA_LK.rpartition('/')[0]}/order-number"
_KINDS: Final = {
    "laboratory": ("laboratory", "Xét nghiệm"), "imaging": ("imaging", "Chẩn đoán hình ảnh"),
    "function": ("function-test", "Thăm dò chức năng"), "procedure": ("procedure", "Thủ thuật"),
    "consultation": ("consultation", "Khám chuyên khoa, hội chẩn"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. ``reasons``: (ICD-10 code or empty, words); ``question``: what the doctor wants to know."""

    code: str
    name: str
    kind: str
    number: str
    urgent: bool
    reasons: tuple[tuple[str, str], ...]
    question: str


@dataclass(frozen=True, slots=True)
class Request:
    """A ServiceRequest as read. ``by``: who asked; ``where``: the facility's name, where the request says it."""

    id: str
    encounter: str
    code: str
    name: str
    status: str
    at: datetime | None
    by: str
    reason: str
    question: str


def build_request(
    uid: UUID, subject: Json, encounter: Json, one: Asked, at: datetime, requester: Sequence[Json]
) -> Json:
    """An active order."""
    fields = {
        "identifier": [pieces.identifier(ORDER_NUMBER, one.number, kind="PLAC")],
        "status": "active",
        "intent": "order",
        "category": [pieces.concept(pieces.coding(systems.REQUEST_KIND, *_KINDS[one.kind]))],
        "priority": "urgent" if one.urgent else "routine",
        "code": {"coding": [pieces.coding(systems.SERVICE, one.code)], "text": one.name},
        "quantityQuantity": pieces.quantity(Decimal(1), "Lần"),
        "subject": subject,
        "encounter": encounter,
        "authoredOn": _instant(at),
        "requester": next(iter(requester), None),
        "reasonCode": [
            pieces.concept(pieces.coding(systems.ICD10, code) if code else None, text=words) for code, words in one.reasons
        ],
        "note": [{"text": one.question}] if one.question else None,
    }  # fmt: skip
    return pieces.resource("ServiceRequest", str(uid), fields)


def revoked(request: Json, why: str) -> Json:
    """The order withdrawn, with the reason."""
    return {**request, "status": "revoked", "note": [*request.get("note", []), {"text": f"Hủy: {why}"}]}


def completed(request: Json, at: datetime, performer: Sequence[Json]) -> Json:
    """The order carried out."""
    return pieces.kept(
        {
            **request, "status": "completed", "occurrenceDateTime": request.get("occurrenceDateTime") or _instant(at),
            "performer": request.get("performer") or list(performer),
        }
    )  # fmt: skip


def active(request: Json) -> Json:
    """The order to be carried out once more: what was found was not of this person."""
    return {
        key: value for key, value in request.items() if key not in ("performer", "occurrenceDateTime")
    } | {"status": "active"}


def read_requests(resources: Iterable[Json]) -> list[Request]:
    """Orders, in the order given."""
    return [_request(one) for one in resources]


def _request(one: Json) -> Request:
    code: Json = one.get("code", {})
    coded = next(
        (str(each["code"]) for each in code.get("coding", ()) if each.get("system") == systems.SERVICE), ""
    )
    reasons = [_words(each) for each in one.get("reasonCode", ())]
    return Request(
        str(one.get("id", "")),
        str(one.get("encounter", {}).get("reference", "")).removeprefix("Encounter/"),
        coded,
        _words(code),
        str(one.get("status", "")),
        _read_instant(str(one.get("authoredOn", ""))),
        str(one.get("requester", {}).get("display", "")),
        "; ".join(filter(None, reasons)),
        "; ".join(str(each.get("text", "")) for each in one.get("note", ())),
    )


def read_diagnoses(resources: Iterable[Json]) -> list[tuple[str, str]]:
    """(ICD-10 code, words) of Conditions that hold."""
    found = []
    for one in resources:
        status = {str(each.get("code")) for each in one.get("verificationStatus", {}).get("coding", ())}
        if status & {"refuted", "entered-in-error"}:
            continue
        codes = one.get("code", {}).get("coding", ())
        code = next((str(each["code"]) for each in codes if each.get("system") == systems.ICD10), "")
        found.append((code, _words(one.get("code", {}))))
    return found


def _words(concept: Json) -> str:
    said = str(concept.get("text", ""))
    return said or next(
        (str(one.get("display") or one.get("code", "")) for one in concept.get("coding", ())), ""
    )


def _instant(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _read_instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)
