"""How a visit is coded in its Encounter, whether a claim file brought it or it was opened here: the same lines for both.

Codes of the claim data (MA_LOAI_KCB, MA_LOAI_RV) beside those of HL7 that surely mean the same.
"""

from __future__ import annotations

from typing import Any, Final

from hoaban.record import pieces, systems

_AMBULATORY: Final = ("AMB", "ambulatory")
_EMERGENCY: Final = ("EMER", "emergency")
_CLASSES: Final = {
    "03": ("IMP", "inpatient encounter"), "04": ("SS", "short stay"), "06": ("IMP", "inpatient encounter"),
    "09": ("IMP", "inpatient encounter"), "11": ("FLD", "field"), "12": ("HH", "home health"), "14": ("VR", "virtual"),
}  # fmt: skip
"""MA_LOAI_KCB -> (v3 ActCode, its name), for a FHIR reader; the national code stands in ``type``."""
_DISPOSITIONS: Final = {
    "1": ("home", "Home"), "2": ("other-hcf", "Other healthcare facility"), "5": ("other-hcf", "Other healthcare facility"),
}  # fmt: skip
"""MA_LOAI_RV -> HL7 discharge disposition, where the meaning is surely the same."""
_ROLES: Final = {
    "admission": ("AD", "Admission diagnosis"), "main": ("DD", "Discharge diagnosis"),
    "comorbid": ("CM", "Comorbidity diagnosis"), "traditional": ("DD", "Discharge diagnosis"),
}  # fmt: skip


def stay_class(form_of_care: str, *, emergency: bool) -> dict[str, str]:
    """Encounter.class of a form of care (MA_LOAI_KCB, two digits); an emergency that was not admitted is EMER."""
    value, name = _CLASSES.get(form_of_care, _AMBULATORY)
    if value == "AMB" and emergency:
        value, name = _EMERGENCY
    return pieces.coding(systems.ACT_CODE, value, name)


def priority(*, emergency: bool) -> dict[str, Any] | None:
    """Encounter.priority; only an emergency has one."""
    if not emergency:
        return None
    return pieces.concept(pieces.coding(systems.ACT_PRIORITY, "EM", "emergency"), text="Cấp cứu")


def disposition(code: str) -> dict[str, str] | None:
    """The HL7 coding of MA_LOAI_RV, where there is one of surely the same meaning."""
    standard = _DISPOSITIONS.get(code)
    return pieces.coding(systems.DISCHARGE, *standard) if standard else None


def diagnosis(condition: str, role: str, rank: int | None) -> dict[str, Any]:
    """One Encounter.diagnosis: a Condition's id and its part (``admission``, ``main``, ``comorbid``, ``traditional``)."""
    use = pieces.concept(pieces.coding(systems.DIAGNOSIS_ROLE, *_ROLES[role]))
    entry: dict[str, Any] = {"condition": pieces.reference("Condition", condition), "use": use}
    if rank:
        entry["rank"] = rank
    return entry


def attender(who: dict[str, Any]) -> dict[str, Any]:
    """One Encounter.participant: a practitioner who examined."""
    attends = pieces.concept(pieces.coding(systems.PARTICIPATION, "ATND", "attender"))
    return {"type": [attends], "individual": who}


def department(facility: str, code: str, name: str | None) -> dict[str, Any]:
    """A logical reference to a department of a facility: nobody keeps Location resources for them."""
    return {
        "identifier": pieces.identifier(systems.DEPARTMENT, f"{facility}.{code}"),
        "display": name or f"Khoa {code}",
    }
