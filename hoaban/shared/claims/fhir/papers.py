"""Papers of a stay: discharge paper (XML7) and record summary (XML8), and the relatives they name."""

from __future__ import annotations

from typing import Any, Final

from hoaban.kernel import ids
from hoaban.record import systems
from hoaban.shared.claims.fhir import composition, pieces, vitals
from hoaban.shared.claims.fhir.visit import Line, Visit

_DISCHARGE_SECTIONS: Final = (
    ("CHAN_DOAN_RV", "Chẩn đoán ra viện"),
    ("PP_DIEUTRI", "Phương pháp điều trị"),
    ("GHI_CHU", "Ghi chú"),
)
_SUMMARY_SECTIONS: Final = (
    ("CHAN_DOAN_VAO", "Chẩn đoán vào viện"),
    ("CHAN_DOAN_RV", "Chẩn đoán ra viện"),
    ("QT_BENHLY", "Quá trình bệnh lý và diễn biến lâm sàng"),
    ("TOMTAT_KQ", "Tóm tắt kết quả cận lâm sàng có giá trị"),
    ("PP_DIEUTRI", "Phương pháp điều trị"),
    ("GHI_CHU", "Ghi chú"),
    ("DON_VI", "Đơn vị công tác"),
)
# field -> (v3 role, shown word, field of the relative's social-insurance number).
_RELATIVES: Final = (
    ("HO_TEN_CHA", "FTH", "Cha", "MA_CHA"),
    ("HO_TEN_ME", "MTH", "Mẹ", "MA_ME"),
    ("NGUOI_GIAM_HO", "GUARD", "Người giám hộ", ""),
)
_TERMINATED: Final = "1"


def build_papers(visit: Visit) -> list[pieces.Resource]:
    """The relatives, then each paper after the facts it tells of."""
    found = _build_relatives(visit)
    for line in visit.lines("XML7"):
        facts = _build_termination(visit, line)
        found += [*facts, _discharge_paper(visit, line, facts)]
    found += [_record_summary(visit, line) for line in visit.lines("XML8")]
    return found


def signed(visit: Visit, line: Line) -> list[dict[str, Any]] | None:
    """The signatory of the facility as legal attester."""
    signatory = visit.practitioner(line.get("MA_TTDV"))
    return [{"mode": "legal", "party": signatory}] if signatory else None


def _discharge_paper(visit: Visit, line: Line, facts: list[pieces.Resource]) -> pieces.Resource:
    sections = [composition.section(field, title, line.get(field)) for field, title in _DISCHARGE_SECTIONS]
    told = [pieces.reference(one["resourceType"], one["id"]) for one in facts]
    sections += [
        composition.section("MA_DINH_CHI_THAI", "Đình chỉ thai nghén", line.get("NGUYENNHAN_DINHCHI"), told),
        composition.section("SO_NGAY_NGHI", "Nghỉ ngoại trú", _leave(line)),
    ]
    number, card = line.get("SO_LUU_TRU"), line.get("MA_THE_TAM")
    author = visit.practitioner(line.get("MA_BS"))
    if author and line.get("TEN_BS"):
        author["display"] = line.get("TEN_BS")
    department = visit.coding("MA_KHOA", line.get("MA_KHOA_RV"))
    temporary = pieces.identifier(systems.INSURANCE_NUMBER, card, kind="NIIP") if card else None
    more = {
        "extension": pieces.present(
            [
                pieces.extension("department", valueCoding=department),
                pieces.extension("temporary-card", valueIdentifier=temporary),
            ]
        ),
        "identifier": pieces.identifier(systems.ARCHIVE_NUMBER, number, assigner=visit.provider)
        if number
        else None,
        "attester": signed(visit, line),
        "event": _event(line),
    }
    return composition.build_composition(
        visit,
        uid=visit.uid("XML7", line.key, "paper"),
        kind=("18842-5", "Discharge summary"),
        title="Giấy ra viện",
        written_at=line.get("NGAY_CT"),
        authors=[author] if author else [],
        sections=sections,
        more=more,
    )


def _event(line: Line) -> list[dict[str, Any]]:
    stay = pieces.period(line.get("NGAY_VAO"), line.get("NGAY_RA"))
    return [{"period": stay}] if stay else []


def _leave(line: Line) -> str:
    days = line.get("SO_NGAY_NGHI")
    first, last = (pieces.shown_day(line.get(name)) for name in ("NGOAITRU_TUNGAY", "NGOAITRU_DENNGAY"))
    parts = [
        f"{days} ngày" if days else "",
        f"từ ngày {first}" if first else "",
        f"đến ngày {last}" if last else "",
    ]
    return " ".join(part for part in parts if part)


def _build_termination(visit: Visit, line: Line) -> list[pieces.Resource]:
    """A pregnancy that was ended, coded so that the door can label it, and its weeks."""
    if line.get("MA_DINH_CHI_THAI") != _TERMINATED:
        return []
    at = line.get("THOIGIAN_DINHCHI")
    fields = {
        "verificationStatus": {"coding": [{"system": systems.CONDITION_VERIFICATION, "code": "confirmed"}]},
        "code": pieces.concept(visit.coding("MA_DINH_CHI_THAI", _TERMINATED), text="Đình chỉ thai nghén"),
        "subject": visit.subject,
        "encounter": visit.encounter,
        "onsetDateTime": pieces.when(at),
        "note": [{"text": line.get("NGUYENNHAN_DINHCHI")}] if line.get("NGUYENNHAN_DINHCHI") else None,
    }
    found = [pieces.resource("Condition", visit.uid("XML7", line.key, "termination"), fields)]
    weeks = pieces.number(line.get("TUOI_THAI"))
    if weeks is not None:
        found.append(
            vitals.observation(
                visit,
                uid=visit.uid("XML7", line.key, "weeks"),
                category="exam",
                code=vitals.loinc("18185-9", "Tuổi thai"),
                at=at or line.get("NGAY_RA"),
                value={"valueQuantity": pieces.quantity(weeks, "tuần", "wk")},
            )
        )
    return found


def _record_summary(visit: Visit, line: Line) -> pieces.Resource:
    sections = [composition.section(field, title, line.get(field)) for field, title in _SUMMARY_SECTIONS]
    sections.append(composition.section("SO_CONCHET", "Con chết sau sinh", _lost_children(line)))
    return composition.build_composition(
        visit,
        uid=visit.uid("XML8", line.key, "paper"),
        kind=("34133-9", "Summary of episode note"),
        title="Tóm tắt hồ sơ bệnh án",
        written_at=line.get("NGAY_CT"),
        authors=[],
        sections=sections,
        more={"attester": signed(visit, line), "event": _event(line)},
    )


def _lost_children(line: Line) -> str:
    born, died = (pieces.shown_day(line.get(name)) for name in ("NGAY_SINHCON", "NGAY_CONCHET"))
    count = line.get("SO_CONCHET")
    parts = [
        f"Số con chết: {count}" if count else "",
        f"ngày sinh {born}" if born else "",
        f"ngày chết {died}" if died else "",
    ]
    return ", ".join(part for part in parts if part)


def _build_relatives(visit: Visit) -> list[pieces.Resource]:
    """Father, mother and guardian of the patient, once each, from whichever paper names them."""
    found = []
    for name, role, word, number in _RELATIVES:
        lines = [line for table in ("XML7", "XML8") for line in visit.lines(table) if line.get(name)]
        if not lines:
            continue
        insured = next((line.get(number) for line in lines if number and line.get(number)), "")
        fields = {
            "identifier": [pieces.identifier(systems.SOCIAL_INSURANCE, insured)] if insured else None,
            "active": True,
            "patient": visit.subject,
            "relationship": [pieces.concept(pieces.coding(systems.ROLE_CODE, role), text=word)],
            "name": [{"text": lines[0].get(name)}],
        }
        uid = str(ids.uuid8_timeless("related-person", visit.subject["reference"], role))
        found.append(pieces.resource("RelatedPerson", uid, fields))
    return found
