from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.record.engine import fhir_xml, parse_json
from hoaban.record.engine.validate import invariants, validate
from hoaban.record.tests.fhir_client import Call, a_patient

pytestmark = pytest.mark.django_db


def _transaction(request: bytes) -> bytes:
    return b'{"resourceType":"Bundle","type":"transaction","entry":[{"request":' + request + b"}]}"


class TestInteractions:
    def test_what_is_created_can_be_read_at_its_location(self, call: Call) -> None:
        made = call("POST", "/Patient", a_patient())
        path = made.headers["Location"].split("/fhir/R4")[1].split("/_history")[0]

        read = call("GET", path)

        assert (made.status, read.status) == (201, 200)
        assert read.headers["ETag"] == 'W/"1"'
        assert read.json["name"] == [{"text": "Lò Văn Inh"}]

    def test_an_update_with_a_passed_version_is_refused_with_412(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        call("PUT", "/Patient/p1", a_patient(id="p1", active=True))

        late = call("PUT", "/Patient/p1", a_patient(id="p1", active=False), if_match='W/"1"')

        assert late.status == 412
        assert late.json["resourceType"] == "OperationOutcome"

    def test_history_and_versions(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        call("PUT", "/Patient/p1", a_patient(id="p1", active=True))

        history = call("GET", "/Patient/p1/_history")
        first = call("GET", "/Patient/p1/_history/1")

        assert [entry["resource"]["meta"]["versionId"] for entry in history.json["entry"]] == ["2", "1"]
        assert "active" not in first.json

    def test_a_deleted_resource_answers_410(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        assert call("DELETE", "/Patient/p1").status == 204
        assert call("GET", "/Patient/p1").status == 410

    @pytest.mark.parametrize("base", ["", "/"])
    def test_a_transaction_resolves_urn_references(self, call: Call, base: str) -> None:
        urn = "urn:uuid:7f1f0e53-0000-4000-8000-000000000001"
        bundle = {
            "resourceType": "Bundle", "type": "transaction",
            "entry": [
                {"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "Cân nặng"},
                              "subject": {"reference": urn}}, "request": {"method": "POST", "url": "Observation"}},
                {"fullUrl": urn, "resource": a_patient(), "request": {"method": "POST", "url": "Patient"}},
            ],
        }  # fmt: skip

        done = call("POST", base, bundle)
        observation = call("GET", "/" + done.json["entry"][0]["response"]["location"].split("/_history")[0])
        patient = done.json["entry"][1]["response"]["location"].split("/_history")[0]

        assert done.status == 200
        assert observation.json["subject"]["reference"] == patient

    def test_a_transaction_with_one_fault_stores_nothing(self, call: Call) -> None:
        bundle = {
            "resourceType": "Bundle", "type": "transaction",
            "entry": [
                {"resource": a_patient(id="p1"), "request": {"method": "PUT", "url": "Patient/p1"}},
                {"resource": a_patient(id="p2", gender="nam"), "request": {"method": "PUT", "url": "Patient/p2"}},
            ],
        }  # fmt: skip

        refused = call("POST", "", bundle)

        assert refused.status == 422
        assert call("GET", "/Patient/p1").status == 404

    def test_search_finds_vietnamese_names_without_marks(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1", name=[{"text": "Đèo Thị Khăm"}]))

        found = call("GET", "/Patient?name=deo")

        assert [entry["resource"]["id"] for entry in found.json["entry"]] == ["p1"]

    def test_pages_follow_each_other_without_loss(self, call: Call) -> None:
        for number in range(5):
            call("PUT", f"/Patient/p{number}", a_patient(id=f"p{number}"))
        seen, path = [], "/Patient?_count=2"
        while path:
            page = call("GET", path).json
            seen += [entry["resource"]["id"] for entry in page.get("entry", ())]
            path = next(
                (link["url"].split("/fhir/R4")[1] for link in page["link"] if link["relation"] == "next"), ""
            )

        assert sorted(seen) == [f"p{number}" for number in range(5)]

    def test_an_unknown_parameter_is_refused_and_named(self, call: Call) -> None:
        refused = call("GET", "/Patient?colour=red")

        assert refused.status == 400
        assert "colour" in refused.body.decode()

    def test_what_comes_along_and_what_was_left_aside_are_told_apart(self, call: Call) -> None:
        call("PUT", "/Organization/o1", {"resourceType": "Organization", "id": "o1", "name": "Trạm y tế"})
        call("PUT", "/Patient/p1", a_patient(id="p1", managingOrganization={"reference": "Organization/o1"}))

        refused = call("GET", "/Patient?_include=Patient:organization&colour=red&age=3")
        found = call("GET", "/Patient?_include=Patient:organization&colour=red", prefer="handling=lenient")

        assert refused.status == 400
        assert [issue["expression"] for issue in refused.json["issue"]] == [["colour"], ["age"]]
        assert [entry["search"]["mode"] for entry in found.json["entry"]] == ["match", "include", "outcome"]
        assert "colour" in found.json["entry"][2]["resource"]["issue"][0]["diagnostics"]

    @pytest.mark.parametrize(
        ("method", "path", "form", "wanted"),
        [
            ("GET", "?_type=Patient,Organization&_id=p1,o1", b"", ["Organization", "Patient"]),
            ("POST", "/_search", b"_type=Patient&_id=p1", ["Patient"]),
            ("POST", "/Patient/_search", b"name=inh", ["Patient"]),
            ("POST", "/Patient/_search?name=inh", b"gender=female", []),
            ("GET", "/Patient/p1/Observation?code=a", b"", ["Observation"]),
            ("GET", "/Patient/p1/*", b"", ["Observation", "Patient"]),
            ("POST", "/Patient/p1/Observation/_search", b"code=b", []),
        ],
    )
    def test_searches_over_types_and_compartments(
        self, call: Call, method: str, path: str, form: bytes, wanted: list[str]
    ) -> None:
        call("PUT", "/Organization/o1", {"resourceType": "Organization", "id": "o1", "name": "Trạm y tế"})
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        about = {"code": {"coding": [{"code": "a"}]}, "subject": {"reference": "Patient/p1"}}
        call(
            "PUT", "/Observation/x1", {"resourceType": "Observation", "id": "x1", "status": "final", **about}
        )

        found = call(method, path, form)

        assert found.status == 200
        assert sorted(entry["resource"]["resourceType"] for entry in found.json.get("entry", ())) == wanted

    def test_a_summary_is_marked(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1", maritalStatus={"text": "độc thân"}))

        (entry,) = call("GET", "/Patient?_summary=true&_format=json&_pretty=false").json["entry"]
        counted = call("GET", "/Patient?_summary=count").json

        assert "maritalStatus" not in entry["resource"]
        assert entry["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
        assert (counted["total"], "entry" in counted) == (1, False)

    def test_metadata_tells_how_references_can_be_followed(self, call: Call) -> None:
        told = {one["type"]: one for one in call("GET", "/metadata").json["rest"][0]["resource"]}

        assert {"Patient:organization", "*"} <= set(told["Patient"]["searchInclude"])
        assert {"Observation:patient", "Provenance:target"} <= set(told["Patient"]["searchRevInclude"])
        assert "Organization:partof" not in told["Patient"]["searchRevInclude"]
        by_name = {one["name"]: one for one in told["Observation"]["searchParam"]}
        assert ":not-in" in by_name["code"]["documentation"]

    @pytest.mark.parametrize("xml", [False, True])
    def test_metadata_is_sound_and_tells_of_writes_and_operations(self, call: Call, xml: bool) -> None:
        answer = call("GET", "/metadata", accept="application/fhir+xml" if xml else "")
        statement = fhir_xml.read(answer.body) if xml else parse_json.loads(answer.body)
        (rest,) = statement["rest"]
        patient = next(each for each in rest["resource"] if each["type"] == "Patient")

        assert not [each for each in validate(statement) if each.severity == "error"]
        assert not invariants.broken(statement)
        assert {each["code"] for each in rest["interaction"]} >= {"batch", "transaction", "history-system"}
        assert {each["name"] for each in patient["operation"]} >= {"everything", "meta-add", "validate"}
        assert {each["code"] for each in patient["interaction"]} >= {"patch", "history-type"}
        assert (patient["conditionalDelete"], patient["updateCreate"]) == ("single", True)

    def test_metadata_tells_what_is_served(self, call: Call) -> None:
        statement = call("GET", "/metadata").json

        assert statement["fhirVersion"] == "4.0.1"
        assert {one["type"] for one in statement["rest"][0]["resource"]} >= {
            "Patient",
            "Observation",
            "Claim",
        }


class TestRefusals:
    def test_no_token_no_answer(self, call: Call) -> None:
        assert call("GET", "/Patient/p1", authorization="").status == 401

    def test_a_foreign_host_is_refused(self, call: Call) -> None:
        assert call("GET", "/metadata", host="evil.example").status == 400

    def test_a_page_is_not_answered(self, call: Call) -> None:
        assert call("GET", "/metadata", accept="text/html").status == 406

    @pytest.mark.parametrize(
        ("method", "path", "body", "status"),
        [
            ("GET", "/Nonsense/1", None, 404),
            ("GET", "/Patient/x/_history/99999999999", None, 404),
            ("GET", "/a/b/c/d/e", None, 404),
            ("PATCH", "/Patient/p1", b"[]", 400),
            ("POST", "/Patient", b"{", 400),
            ("POST", "/Patient", b'{"resourceType":"Patient","resourceType":"Patient"}', 400),
            ("POST", "/Patient", b"\xff\xfe", 400),
            ("PUT", "/Patient/p1", b'{"resourceType":"Patient","id":"p2"}', 400),
            ("PUT", "/Patient/" + "x" * 65, b'{"resourceType":"Patient"}', 400),
            ("POST", "", b'{"resourceType":"Bundle","type":"document"}', 422),
            ("POST", "", _transaction(b'{"method":[],"url":"Patient"}'), 422),
            ("POST", "", _transaction(b'{"method":"DELETE","url":"Patient/1","ifMatch":3}'), 400),
            ("GET", "/Patient?_page=tampered", None, 400),
            ("GET", "/Patient?name=%ff", None, 400),
            ("GET", "/Patient/p1,p2/Observation", None, 404),
            ("GET", "/Medication/m1/Observation", None, 404),
            ("GET", "/Patient/p1/Medication", None, 404),
            ("GET", "?_type=Nonsense", None, 404),
            ("GET", "?_filter=((", None, 400),
        ],
    )
    def test_nonsense_gets_a_clear_answer(
        self, call: Call, method: str, path: str, body: bytes | None, status: int
    ) -> None:
        answer = call(method, path, body)

        assert answer.status == status
        assert answer.json["resourceType"] == "OperationOutcome"
        assert answer.json["issue"][0]["details"]["text"]

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        path=st.text(max_size=40).map(lambda text: "/" + text),
        body=st.one_of(
            st.binary(max_size=200),
            st.text(max_size=100).map(lambda t: json.dumps({"resourceType": t}).encode()),
        ),
    )
    def test_no_call_ends_in_a_fault_of_ours(self, call: Call, method: str, path: str, body: bytes) -> None:
        encoded = path.encode("utf-8", "surrogatepass").decode("latin-1")

        assert call(method, encoded, body).status < 500
