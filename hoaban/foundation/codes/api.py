"""Code lists of the sector, each row with its period and legal basis.

List ids are the names of the claim's fields (``MA_LOAI_KCB``, ``MA_NHOM`` ...) and ``ICD10``, ``CARD_GROUP``,
``CARD_LEVEL``. An unknown list or code is never an error here:
the caller decides what it means (checks warn).
"""

from __future__ import annotations

from hoaban.foundation.codes.queries.diagnoses import (
    Release,
    find_diagnoses,
    find_diagnosis,
    list_releases,
    search_diagnoses,
)
from hoaban.foundation.codes.queries.groups import icd10_block, icd10_chapter, icd10_chapters
from hoaban.foundation.codes.queries.lists import (
    base_salary,
    card_level,
    code_lists,
    coverage_class,
    exists,
    find,
    is_known,
    names,
    usual_level,
)
from hoaban.foundation.codes.queries.sensitive import sensitive_labels, sensitive_text_labels, table_labels
from hoaban.foundation.codes.rules import icd10
from hoaban.foundation.codes.rules.diagnoses import Diagnosis, Objection, objections
from hoaban.foundation.codes.rules.diagnosis_table import DiagnosisTable, read_diagnosis_table
from hoaban.foundation.codes.rules.shapes import Amount, CardLevel, Code, CodeList, CoverageClass, Group
from hoaban.foundation.codes.services.diagnoses import (
    LOAD,
    AlreadyLoaded,
    compare_diagnoses,
    load_diagnoses,
    load_shipped_diagnoses,
)

is_icd10_shaped = icd10.is_shaped
icd10_dotted = icd10.dotted

__all__ = [
    "LOAD",
    "AlreadyLoaded",
    "Amount",
    "CardLevel",
    "Code",
    "CodeList",
    "CoverageClass",
    "Diagnosis",
    "DiagnosisTable",
    "Group",
    "Objection",
    "Release",
    "base_salary",
    "card_level",
    "code_lists",
    "compare_diagnoses",
    "coverage_class",
    "exists",
    "find",
    "find_diagnoses",
    "find_diagnosis",
    "icd10_block",
    "icd10_chapter",
    "icd10_chapters",
    "icd10_dotted",
    "is_icd10_shaped",
    "is_known",
    "list_releases",
    "load_diagnoses",
    "load_shipped_diagnoses",
    "names",
    "objections",
    "read_diagnosis_table",
    "search_diagnoses",
    "sensitive_labels",
    "sensitive_text_labels",
    "table_labels",
    "usual_level",
]
