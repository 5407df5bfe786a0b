"""Batches and transactions."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from hoaban.record.tests.fhir_client import Answer, Call, a_patient, bundle, entry

pytestmark = pytest.mark.django_db

URN = "urn:uuid:7f1f0e53-0000-4000-8000-00000000000"
CARD = {"identifier": [{"system": "urn:card", "value": "7"}]}
BY_CARD = "identifier=urn:card|7"


def an_observation(subject: str, **more: Any) -> dict[str, Any]:
    about = {"status": "final", "code": {"text": "Cân nặng"}, "subject": {"reference": subject}}
    return {"resourceType": "Observation", **about, **more}


def statuses(answer: Answer) -> list[str]:
    return [each["response"]["status"].split()[0] for each in answer.json["entry"]]


def stored(call: Call, answer: Answer, number: int) -> Any:
    """What an entry of a response left in the record."""
    place = answer.json["entry"][number]["response"]["location"].split("/_history")[0]
    return call("GET", f"/{place}").json


class TestTransaction:
    def test_all_methods_go_together_and_reads_see_what_was_written(self, call: Call) -> None:
        for name in ("p1", "p2", "p3"):
            call("PUT", f"/Patient/{name}", a_patient(id=name))
        change = base64.b64encode(b'[{"op":"remove","path":"/gender"}]').decode()
        patch = {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": change}

        done = call(
            "POST", "",
            bundle(
                "transaction",
                entry("GET", "Patient?_sort=_id&_elements=active"),
                entry("GET", "Patient/p2"),
                entry("PATCH", "Patient/p2", patch),
                entry("PUT", "Patient/p1", a_patient(id="p1", active=True), ifMatch='W/"1"'),
                entry("POST", "Patient", a_patient()),
                entry("DELETE", "Patient/p3"),
            ),
        )  # fmt: skip

        assert statuses(done) == ["200", "200", "200", "200", "201", "204"]
        assert len(done.json["entry"][0]["resource"]["entry"]) == 3
        assert "gender" not in done.json["entry"][1]["resource"]
        assert "resource" not in done.json["entry"][3]

    def test_entries_may_name_each_other_in_a_circle(self, call: Call) -> None:
        one = {"resourceType": "Patient", "link": [{"other": {"reference": URN + "2"}, "type": "seealso"}]}
        two = {"resourceType": "Patient", "link": [{"other": {"reference": URN + "1"}, "type": "seealso"}]}

        done = call(
            "POST", "",
            bundle("transaction", entry("POST", "Patient", one, URN + "1"), entry("POST", "Patient", two, URN + "2")),
        )  # fmt: skip

        first, second = stored(call, done, 0), stored(call, done, 1)
        assert first["link"][0]["other"]["reference"] == f"Patient/{second['id']}"
        assert second["link"][0]["other"]["reference"] == f"Patient/{first['id']}"

    def test_references_by_criteria_find_what_is_stored_and_what_comes_with_them(self, call: Call) -> None:
        call("POST", "/Organization", {"resourceType": "Organization", "name": "Trạm", **CARD})
        performer = [{"reference": f"Organization?{BY_CARD}"}]

        done = call(
            "POST", "",
            bundle(
                "transaction",
                entry("POST", "Observation", an_observation(f"Patient?{BY_CARD}", performer=performer)),
                entry("POST", "Patient", a_patient(**CARD)),
            ),
        )  # fmt: skip

        observation, patient = stored(call, done, 0), stored(call, done, 1)
        assert observation["subject"]["reference"] == f"Patient/{patient['id']}"
        assert observation["performer"][0]["reference"].startswith("Organization/")

    def test_who_refers_to_a_conditional_create_refers_to_what_it_found(self, call: Call) -> None:
        known = call("POST", "/Patient", a_patient(**CARD))

        done = call(
            "POST", "",
            bundle(
                "transaction",
                entry("POST", "Patient", a_patient(**CARD), URN + "1", ifNoneExist=BY_CARD),
                entry("PUT", f"Patient?{BY_CARD}x", a_patient(), URN + "2"),
                entry("POST", "Observation", an_observation(URN + "1")),
                entry("POST", "Observation", an_observation(URN + "2")),
            ),
        )  # fmt: skip

        assert statuses(done) == ["200", "201", "201", "201"]
        assert stored(call, done, 2)["subject"]["reference"] == f"Patient/{known.id}"
        assert stored(call, done, 3)["subject"]["reference"] == f"Patient/{stored(call, done, 1)['id']}"

    @pytest.mark.parametrize(
        ("faulty", "status", "place"),
        [
            (
                entry("POST", "Patient", a_patient(gender="nam"), URN + "1"),
                422,
                "Bundle.entry[1].resource.gender",
            ),
            (entry("PUT", "Patient/p1", a_patient(id="p1"), ifMatch='W/"9"'), 412, "Bundle.entry[1]"),
            (entry("PUT", "Patient/p1", a_patient(id="p2")), 400, "Bundle.entry[1]"),
            (entry("POST", "Observation", an_observation(f"Patient?{BY_CARD}")), 422, "Bundle.entry[1]"),
            (entry("POST", "Observation", an_observation("Patient/none")), 422, "Bundle.entry[1]"),
            (entry("GET", "Patient/none"), 404, "Bundle.entry[1]"),
            (entry("GET", "Patient?colour=red"), 400, "Bundle.entry[1]"),
            (entry("POST", "Patient/$validate", a_patient()), 400, "Bundle.entry[1].request.url"),
            (entry("POST", "", bundle("batch")), 400, "Bundle.entry[1].request.url"),
            (entry("TRACE", "Patient/p1"), 422, "Bundle.entry[1].request"),
            (entry("POST", "Patient", a_patient(id="z"), URN + "0"), 400, "Bundle.entry[1].fullUrl"),
            (entry("PUT", "Patient/first", a_patient(id="first")), 400, "Bundle.entry[1]"),
            (entry("PATCH", "Patient/none", {"resourceType": "Parameters"}), 404, "Bundle.entry[1]"),
            ("no entry", 400, "Bundle.entry[1].request"),
        ],
    )
    def test_a_failing_entry_is_named_and_nothing_is_stored(
        self, call: Call, faulty: Any, status: int, place: str
    ) -> None:
        good = entry("PUT", "Patient/first", a_patient(id="first"), URN + "0")

        refused = call("POST", "", bundle("transaction", good, faulty))

        (issue,) = refused.json["issue"]
        assert (refused.status, issue["expression"]) == (status, [place])
        assert "Bundle.entry[1]" in issue["details"]["text"]
        assert call("GET", "/Patient/first").status == 404

    def test_the_full_url_of_a_failing_entry_is_told(self, call: Call) -> None:
        faulty = {"resourceType": "Patient", "x": 1}

        refused = call("POST", "", bundle("transaction", entry("POST", "Patient", faulty, URN + "1")))

        assert f"Bundle.entry[0] ({URN}1)" in refused.said

    def test_nothing_may_be_found_and_written_twice(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1", **CARD))

        refused = call(
            "POST", "",
            bundle("transaction", entry("DELETE", "Patient/p1"), entry("PUT", "Patient/p1", a_patient(id="p1"))),
        )  # fmt: skip

        assert refused.status == 400
        assert call("GET", "/Patient/p1").status == 200

    def test_what_goes_is_not_found_by_what_comes(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1", **CARD))

        done = call(
            "POST", "",
            bundle(
                "transaction",
                entry("POST", "Patient", a_patient(**CARD), ifNoneExist=BY_CARD),
                entry("DELETE", "Patient/p1"),
            ),
        )  # fmt: skip

        assert statuses(done) == ["201", "204"]

    def test_a_transaction_comes_and_goes_as_xml_too(self, call: Call) -> None:
        from hoaban.record.engine import fhir_xml

        sent = fhir_xml.write(bundle("transaction", entry("PUT", "Patient/p1", a_patient(id="p1"))))

        done = call("POST", "", sent, content_type="application/fhir+xml", accept="application/fhir+xml")

        assert fhir_xml.read(done.body)["entry"][0]["response"]["status"] == "201 Created"


class TestBatch:
    def test_entries_do_not_hinder_each_other(self, call: Call) -> None:
        done = call(
            "POST", "",
            bundle(
                "batch",
                entry("GET", "Patient/p1"),
                entry("PUT", "Patient/p1", a_patient(id="p1")),
                entry("POST", "Patient", a_patient(gender="nam")),
                entry("POST", "Patient", a_patient(**CARD), ifNoneExist=BY_CARD),
                entry("POST", "Patient", a_patient(**CARD), ifNoneExist=BY_CARD),
                entry("GET", "Nonsense"),
                {"request": []},
                entry("POST", "/", bundle("batch")),
            ),
        )  # fmt: skip

        assert done.status == 200
        assert statuses(done) == ["200", "201", "422", "201", "200", "404", "400", "400"]
        assert done.json["entry"][2]["response"]["outcome"]["resourceType"] == "OperationOutcome"
        assert done.json["entry"][0]["resource"]["id"] == "p1"
        assert done.json["entry"][3]["response"]["location"].startswith("Patient/")

    def test_a_preference_holds_for_every_entry(self, call: Call) -> None:
        sent = bundle("batch", entry("PUT", "Patient/p1", a_patient(id="p1")))

        done = call("POST", "", sent, prefer="return=representation")

        assert done.json["entry"][0]["resource"]["id"] == "p1"

    def test_the_base_address_may_stand_before_urls(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        base = "http://127.0.0.1:8000/fhir/R4/"

        done = call(
            "POST",
            "",
            bundle("batch", entry("GET", base + "Patient/p1"), entry("GET", "http://x.vn/Patient/p1")),
        )

        assert statuses(done) == ["200", "400"]

    def test_more_entries_than_are_taken_are_refused(self, call: Call) -> None:
        many = json.dumps(bundle("batch")).replace("[]", "[" + ",".join(["{}"] * 5001) + "]")

        assert call("POST", "", many.encode()).status == 400
