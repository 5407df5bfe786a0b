"""What a doctor writes at a visit, as plain values, and as places and texts for drafts and merging."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 20_000
"""Letters in one text; nobody writes more at a visit, and what is pasted by mistake is longer."""
MOST_DIAGNOSES = 24
"""The claim has room for a main disease and twelve others of each kind; more would be cut there."""

TEXTS = {
    "complaint": ("Lý do khám", "Reason for coming"),
    "illness": ("Bệnh sử", "History of the illness"),
    "past": ("Tiền sử", "Past history"),
    "exam": ("Khám", "Examination"),
    "treatment": ("Hướng xử trí", "Plan"),
    "advice": ("Lời dặn", "Advice"),
}
"""Place -> what it is called."""
OUTCOME = {
    "disposition": ("Ra về, chuyển", "Discharge"),
    "result": ("Kết quả điều trị", "Result of treatment"),
    "to_facility": ("Chuyển đến", "Referred to"),
}
DIAGNOSES = "diagnoses"
ROLES = {
    "main": ("Bệnh chính", "Main disease"),
    "comorbid": ("Bệnh kèm theo", "Another disease"),
    "traditional": ("Y học cổ truyền", "Traditional medicine"),
}
NAMES = {**TEXTS, DIAGNOSES: ("Chẩn đoán", "Diagnoses"), **OUTCOME}
"""Everything that is written, merged and kept in a draft: place -> what it is called."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``code``: ICD-10 with its dot, or the traditional code as it was typed; may be empty where words say it."""

    role: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """``texts``: place -> text; ``disposition`` MA_LOAI_RV, ``result`` KET_QUA_DTRI, ``to_facility`` a facility's code."""

    texts: Mapping[str, str] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] = ()
    disposition: str = ""
    result: str = ""
    to_facility: str = ""

    @property
    def main(self) -> Diagnosis | None:
        return next((one for one in self.diagnoses if one.role == "main"), None)


COPIED = ("illness", "past", "exam", "treatment", "advice", DIAGNOSES)
"""Places that are taken over from the last visit where nothing stands yet; why somebody comes today is asked today."""


def with_earlier(said: Consultation, earlier: Consultation) -> Consultation:
    """What is empty, filled from the last visit."""
    before, now = places_of(earlier), places_of(said)
    return consultation_of({**{place: before[place] for place in COPIED if place in before}, **now})


def places_of(one: Consultation) -> dict[str, str]:
    """Every place with what stands there; what is empty is left out, so that equal means nothing was changed."""
    listed = [[each.role, each.code, each.name] for each in one.diagnoses]
    found = {
        **{place: one.texts.get(place, "") for place in TEXTS},
        DIAGNOSES: json.dumps(listed, ensure_ascii=False) if listed else "",
        "disposition": one.disposition, "result": one.result, "to_facility": one.to_facility,
    }  # fmt: skip
    return {place: text for place, text in found.items() if text}


def consultation_of(places: Mapping[str, str]) -> Consultation:
    """The other way round; places that nobody knows are left out."""
    listed = json.loads(places.get(DIAGNOSES) or "[]")
    return Consultation(
        {place: places[place] for place in TEXTS if places.get(place)},
        tuple(Diagnosis(*map(str, one)) for one in listed),
        places.get("disposition", ""), places.get("result", ""), places.get("to_facility", ""),
    )  # fmt: skip


def words_of(place: str, text: str) -> str:
    """What stands at a place as somebody reads it."""
    if place != DIAGNOSES:
        return text
    return "\n".join(f"{one.code} {one.name}".strip() for one in consultation_of({DIAGNOSES: text}).diagnoses)


def with_one_main(diagnoses: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """At most one is the main disease: of several the first, the others are beside it; the same code and kind stands once."""
    seen: set[tuple[bool, str, str]] = set()
    kept: list[Diagnosis] = []
    for one in diagnoses:
        key = (one.role == "traditional", one.code, "" if one.code else one.name.casefold())
        if key in seen:
            continue
        seen.add(key)
        taken = one.role == "main" and any(each.role == "main" for each in kept)
        kept.append(Diagnosis("comorbid", one.code, one.name) if taken else one)
    return tuple(kept)
