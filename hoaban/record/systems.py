"""Every URI that our resources carry: identifiers, code systems, extensions (docs/fhir-profile.md)."""

from __future__ import annotations

_OURS = "https://hoaban.example/fhir"
_SID = f"{_OURS}/sid"
_CODES = f"{_OURS}/CodeSystem"
_EXT = f"{_OURS}/StructureDefinition"
_VN = "http://fhir.ehealth.gov.vn/core/sid"
_HL7 = "http://terminology.hl7.org/CodeSystem"

# Identifier systems: of the ministry's guide where it names one, else of the community guide, else ours.
NATIONAL_ID = f"{_VN}/national_id"
OLD_CITIZEN_ID = f"{_VN}/citizen_id"
PASSPORT = f"{_VN}/passport_number"
INSURANCE_NUMBER = f"{_VN}/insurance_number"
PATIENT_NUMBER = f"{_VN}/patient-internal-id"
MA_LK = "http://fhir.hl7.org.vn/core/sid/ma-lk"
PRACTICE_LICENCE = "http://fhir.hl7.org.vn/core/sid/cchn"
FACILITY_CODE = f"{_SID}/facility-code"
OTHER_IDENTITY = f"{_SID}/identity-document"
SOCIAL_INSURANCE = f"{_SID}/social-insurance-number"
STAFF_CODE = f"{_SID}/staff-code"
RECORD_NUMBER = f"{_SID}/medical-record-number"
ARCHIVE_NUMBER = f"{_SID}/archive-number"
CLAIM_LINE = f"{_SID}/claim-line"
CLAIM_NUMBER = f"{_SID}/claim"
DEPARTMENT = f"{_SID}/department"
BED = f"{_SID}/bed"
MACHINE = f"{_SID}/machine"
REFERRAL_PAPER = f"{_SID}/referral-paper"
REFERRAL_DOSSIER = f"{_SID}/referral-dossier"
REFERRAL_REGISTER = f"{_SID}/referral-register"
FOLLOW_UP_PAPER = f"{_SID}/follow-up-paper"
PAPER_NUMBER = f"{_SID}/paper-number"
PAYER = f"{_SID}/payer"
PRESCRIPTION = f"{_SID}/prescription"

# Code systems of others.
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ACT_CODE = f"{_HL7}/v3-ActCode"
ACT_PRIORITY = f"{_HL7}/v3-ActPriority"
ROLE_CODE = f"{_HL7}/v3-RoleCode"
PARTICIPATION = f"{_HL7}/v3-ParticipationType"
IDENTIFIER_TYPE = f"{_HL7}/v2-0203"
REPORT_SECTION = f"{_HL7}/v2-0074"
OBSERVATION_CATEGORY = f"{_HL7}/observation-category"
CONDITION_CATEGORY = f"{_HL7}/condition-category"
CONDITION_VERIFICATION = f"{_HL7}/condition-ver-status"
DIAGNOSIS_ROLE = f"{_HL7}/diagnosis-role"
CLAIM_DIAGNOSIS_TYPE = f"{_HL7}/ex-diagnosistype"
DISCHARGE = f"{_HL7}/discharge-disposition"
MEDICATION_CATEGORY = f"{_HL7}/medicationrequest-category"
DISPENSE_CATEGORY = "http://terminology.hl7.org/fhir/CodeSystem/medicationdispense-category"
COVERAGE_CLASS = f"{_HL7}/coverage-class"
COVERAGE_SELF_PAY = f"{_HL7}/coverage-selfpay"
SUBSCRIBER = f"{_HL7}/subscriber-relationship"
CLAIM_TYPE = f"{_HL7}/claim-type"
PRIORITY = f"{_HL7}/processpriority"
PROVENANCE_AGENT = f"{_HL7}/provenance-participant-type"
DATA_OPERATION = f"{_HL7}/v3-DataOperation"


def code_list(field: str) -> str:
    """The code system of a claim field: MA_LOAI_KCB -> .../CodeSystem/ma-loai-kcb."""
    return f"{_CODES}/{field.lower().replace('_', '-')}"


COMMUNE = code_list("commune")
PROVINCE = code_list("province")
DISTRICT = code_list("district")
SUBSTANCE = code_list("MA_THUOC")
REGISTRATION = code_list("SO_DANG_KY")
SERVICE = code_list("MA_DICH_VU")
SUPPLY = code_list("MA_VAT_TU")
TRADITIONAL_DISEASE = code_list("MA_BENH_YHCT")
LINE_GROUP = code_list("MA_NHOM")
CLAIM_FIELD = code_list("claim-field")
TABLE = code_list("TABLE")
CLAIM_LEVEL = code_list("claim-level")
REQUEST_KIND = code_list("request-kind")

NATIONALITY_EXTENSION = "http://hl7.org/fhir/StructureDefinition/patient-nationality"
BIRTH_TIME_EXTENSION = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"


def extension_url(name: str) -> str:
    """The address of one of our own extensions."""
    return f"{_EXT}/{name}"
