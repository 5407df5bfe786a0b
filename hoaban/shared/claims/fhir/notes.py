"""What clinicians wrote: progress notes (XML5), and the treatment and advice of the summary (XML1)."""

from __future__ import annotations

from hoaban.shared.claims.fhir import composition, pieces, stay, vitals
from hoaban.shared.claims.fhir.visit import Visit

_PROGRESS_SECTIONS = (
    ("DIEN_BIEN_LS", "Diễn biến lâm sàng"),
    ("GIAI_DOAN_BENH", "Giai đoạn bệnh"),
    ("HOI_CHAN", "Hội chẩn"),
    ("PHAU_THUAT", "Phẫu thuật"),
)
_SUMMARY_SECTIONS = (("PP_DIEU_TRI", "Phương pháp điều trị"), ("GHI_CHU", "Lời dặn"))


def build_progress(visit: Visit) -> list[pieces.Resource]:
    """A Composition for each progress note, after the vital signs that it tells of."""
    found: list[pieces.Resource] = []
    for line in visit.lines("XML5"):
        signs = vitals.build_vital_signs(visit, line)
        seen = [pieces.reference("Observation", one["id"]) for one in signs]
        sections = [
            composition.section(
                field, title, line.get(field), entries=seen if field == "DIEN_BIEN_LS" else ()
            )
            for field, title in _PROGRESS_SECTIONS
        ]
        found += signs
        found.append(
            composition.build_composition(
                visit,
                uid=visit.uid("XML5", line.key, "note"),
                kind=("11506-3", "Progress note"),
                title="Diễn biến lâm sàng",
                written_at=line.get("THOI_DIEM_DBLS"),
                authors=visit.practitioners(line.get("NGUOI_THUC_HIEN")),
                sections=sections,
            )
        )
    return found


def build_visit_note(visit: Visit) -> list[pieces.Resource]:
    """Treatment and advice of the summary row as one short note, when there are words."""
    head = visit.head
    sections = [composition.section(field, title, head.get(field)) for field, title in _SUMMARY_SECTIONS]
    if not any(sections) or not visit.is_finished:
        return []
    doctors = [
        number
        for line in visit.lines("XML3")
        if line.get("MA_NHOM") == stay.EXAMINATION
        for number in pieces.several(line.get("MA_BAC_SI"))
    ]
    return [
        composition.build_composition(
            visit,
            uid=visit.uid("XML1", "note"),
            kind=("34108-1", "Outpatient Note") if _is_outpatient(visit) else ("34112-3", "Inpatient Note"),
            title="Điều trị và lời dặn",
            written_at=head.get("NGAY_RA"),
            authors=[one for number in dict.fromkeys(doctors) for one in visit.practitioners(number)],
            sections=sections,
        )
    ]


def _is_outpatient(visit: Visit) -> bool:
    head = visit.head
    return stay.encounter_class(head.get("MA_LOAI_KCB"), head.get("MA_DOITUONG_KCB"))["code"] not in (
        "IMP",
        "SS",
    )
