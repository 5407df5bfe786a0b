"""A person's answers as Consents: valid R4, readable again, and enforced where they refuse care alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hoaban.record.engine import consent
from hoaban.record.engine.validate import validate
from hoaban.shared.privacy import fhir
from hoaban.shared.privacy.fhir import Place, Said
from hoaban.shared.privacy.rules import purposes
from hoaban.shared.privacy.rules.agreeing import Answer, How
from tests.cast import DAO_SAN

ON = date(2026, 11, 29)
HOSPITAL = Place("12981", "Bệnh viện Đa khoa tỉnh", "0198d2f4-0000-8000-8000-000000000001")
STATION = Place(
    "12983", "Trạm Y tế xã Dào San", "0198d2f4-0000-8000-8000-000000000002", (DAO_SAN, "2025-07-01")
)
AT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
SAID = [
    Said(purposes.CARE, Answer.GIVEN, AT, How.ACCOUNT),
    Said(purposes.CARE, Answer.REFUSED, AT, How.SIGNATURE, taken_at=HOSPITAL),
    Said(purposes.CARE, Answer.REFUSED, AT, How.FINGER, refused=STATION, witness="Quàng Thị Diên"),
    Said(purposes.CARE, Answer.WITHDRAWN, AT, How.SIGNATURE, refused=HOSPITAL, taken_at=HOSPITAL),
    Said("research", Answer.REFUSED, AT, How.VOICE, recording="a" * 64, recording_name="loi.ogg", recording_type="audio/ogg"),
    Said("shared-phone", Answer.GIVEN, AT, How.SIGNATURE, guardian="Sùng Thị Chở", relation="mẹ", child_agreed=True),
]  # fmt: skip


def _built(said: Said) -> dict[str, Any]:
    asked = purposes.purpose(said.purpose, ON)
    topic = fhir.Topic(asked.scope, asked.code, asked.name[0])
    return fhir.build(said, topic, fhir_id="dy-1", patient="bn-1")


@pytest.mark.parametrize("said", SAID)
def test_an_answer_is_valid_r4_and_reads_back(said: Said) -> None:
    built = _built(said)

    assert [one for one in validate(built) if one.severity in {"error", "fatal"}] == []
    assert fhir.read(built) == said
    assert fhir.patient_of(built) == "bn-1"


@pytest.mark.parametrize(("said", "refuses"), list(zip(SAID, [0, 1, 3, 0, 0, 0], strict=True)))
def test_the_record_enforces_refusals_of_care_alone(said: Said, refuses: int) -> None:
    built = _built(said)

    assert len(consent.refusals(built)) == refuses


def test_somebody_elses_consent_answers_no_question_of_ours() -> None:
    assert fhir.read({"resourceType": "Consent", "status": "active"}) is None
