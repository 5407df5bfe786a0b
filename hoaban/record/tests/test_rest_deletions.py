"""Deletions: several at once where that is allowed, and none while anything refers to what goes."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.record.rest import capability, opening
from hoaban.record.tests.fhir_client import Call, a_patient, bundle, client, entry
from tests import cast

pytestmark = pytest.mark.django_db

MEN = "/Patient?gender=male"


@pytest.fixture
def three_men(call: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr(opening, "MOST_DELETED", 3)
    for number in range(3):
        call("PUT", f"/Patient/p{number}", a_patient(id=f"p{number}"))
    return call


def left(call: Call) -> list[str]:
    return sorted(one["resource"]["id"] for one in call("GET", "/Patient").json.get("entry", ()))


class TestSeveralAtOnce:
    def test_criteria_take_all_that_they_find(self, three_men: Call) -> None:
        three_men("PUT", "/Patient/w1", a_patient(id="w1", gender="female"))

        gone = three_men("DELETE", MEN)

        assert (gone.status, gone.body, "ETag" in gone.headers) == (204, b"", False)
        assert left(three_men) == ["w1"]
        assert three_men("GET", "/Patient/p0").status == 410
        assert three_men("DELETE", MEN).status == 204

    def test_more_than_the_setting_says_are_refused_and_stay(self, three_men: Call) -> None:
        three_men("PUT", "/Patient/p3", a_patient(id="p3"))

        refused = three_men("DELETE", MEN)

        assert (refused.status, refused.json["issue"][0]["code"]) == (412, "multiple-matches")
        assert left(three_men) == ["p0", "p1", "p2", "p3"]

    def test_in_a_transaction_too_and_none_goes_if_one_must_stay(self, three_men: Call) -> None:
        three_men("PUT", "/Encounter/e1", _visit("p1"))
        both = bundle("transaction", entry("POST", "Patient", a_patient()), entry("DELETE", MEN[1:]))

        refused = three_men("POST", "", both)

        assert refused.status == 409
        assert left(three_men) == ["p0", "p1", "p2"]
        three_men("DELETE", "/Encounter/e1")
        done = three_men("POST", "", both)
        assert [one["response"]["status"] for one in done.json["entry"]] == ["201 Created", "204 No Content"]
        assert len(left(three_men)) == 1

    def test_nobody_deletes_what_they_do_not_see(self, three_men: Call) -> None:
        limited = client(cast.staff("x", *_WRITES_AT_PHONG_THO), "limited")

        assert limited("DELETE", MEN).status == 204
        assert left(three_men) == ["p0", "p1", "p2"]

    def test_the_statement_says_so(self, three_men: Call) -> None:
        capability.statement.cache_clear()
        said = three_men("GET", "/metadata").json["rest"][0]["resource"][0]["conditionalDelete"]
        capability.statement.cache_clear()

        assert said == "multiple"


_WRITES_AT_PHONG_THO = tuple(
    (f"record.{verb}:TREAT", cast.Scope("facility", cast.PHONG_THO)) for verb in ("read", "write")
)


def _visit(patient: str, **more: Any) -> dict[str, Any]:
    kind = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
    return {
        "resourceType": "Encounter", "id": "e1", "status": "finished", "class": kind,
        "subject": {"reference": f"Patient/{patient}"}, **more,
    }  # fmt: skip


IN_AN_EXTENSION = {"extension": [{"url": "urn:x", "valueReference": {"reference": "Patient/p0"}}]}
IN_WHAT_IS_CONTAINED = {
    "contained": [{"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/p0"}}],
    "participant": [{"individual": {"reference": "#r"}}],
}
UNKNOWN_TO_SEARCH = {"hospitalization": {"origin": {"reference": "Location/l0"}}}


class TestWhatIsReferredTo:
    @pytest.mark.parametrize(
        ("more", "name"),
        [
            (IN_AN_EXTENSION, "Patient/p0"),
            (IN_WHAT_IS_CONTAINED, "Patient/p0"),
            (
                {"extension": [{"url": "urn:x", "valueReference": {"reference": "Patient/p0/_history/1"}}]},
                "Patient/p0",
            ),
            (UNKNOWN_TO_SEARCH, "Location/l0"),
        ],
    )
    def test_it_stays_wherever_the_reference_stands(
        self, call: Call, more: dict[str, Any], name: str
    ) -> None:
        for one in ("p0", "p1"):
            call("PUT", f"/Patient/{one}", a_patient(id=one))
        call("PUT", "/Location/l0", {"resourceType": "Location", "id": "l0"})
        assert call("PUT", "/Encounter/e1", _visit("p1", **more)).status == 201

        assert call("DELETE", f"/{name}").status == 409
        call("PUT", "/Encounter/e1", _visit("p1"))
        assert call("DELETE", f"/{name}").status == 204

    def test_what_has_gone_refers_to_nothing(self, call: Call) -> None:
        for one in ("p0", "p1"):
            call("PUT", f"/Patient/{one}", a_patient(id=one))
        call("PUT", "/Encounter/e1", _visit("p1", **IN_AN_EXTENSION))
        call("DELETE", "/Encounter/e1")

        assert call("DELETE", "/Patient/p0").status == 204
