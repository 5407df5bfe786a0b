"""Create, update, patch and delete by id and by criteria; formats; bytes."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import pytest

from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.record.engine import fhir_xml, parse_json
from hoaban.record.tests.fhir_client import Call, a_patient, client
from tests import cast

pytestmark = pytest.mark.django_db

CARD = {"identifier": [{"system": "urn:card", "value": "7"}]}
BY_CARD = "identifier=urn:card|7"


def parameters(*operations: dict[str, Any]) -> dict[str, Any]:
    """A FHIRPath Patch."""
    listed = [
        {"name": "operation", "part": [{"name": name, **value} for name, value in one.items()]}
        for one in operations
    ]
    return {"resourceType": "Parameters", "parameter": listed}


class TestFormats:
    def test_what_comes_as_xml_goes_out_as_json_and_as_xml(self, call: Call) -> None:
        sent = fhir_xml.write(a_patient(id="p1", multipleBirthInteger=2))

        made = call("PUT", "/Patient/p1", sent, content_type="application/fhir+xml; charset=utf-8")
        as_xml = call("GET", "/Patient/p1", accept="application/fhir+xml")

        assert made.status == 201
        assert made.json["multipleBirthInteger"] == 2
        assert as_xml.headers["Content-Type"] == "application/fhir+xml; charset=utf-8"
        assert fhir_xml.read(as_xml.body) == parse_json.loads(made.body)

    @pytest.mark.parametrize(
        ("query", "accept", "starts"),
        [
            ("?_format=xml", "application/fhir+json", b"<?xml"),
            ("?_format=application/fhir+xml", "", b"<?xml"),
            ("?_format=json", "application/fhir+xml", b"{"),
            ("", "application/xml;q=0.5, application/json;q=0.9", b"{"),
            ("", "application/fhir+xml; fhirVersion=4.0", b"<?xml"),
            ("?_pretty=true", "", b"{\n  "),
            ("?_format=xml&_pretty=true", "", b'<?xml version="1.0" encoding="UTF-8"?>\n<Patient'),
        ],
    )
    def test_the_format_asked_for_is_answered(
        self, call: Call, query: str, accept: str, starts: bytes
    ) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        assert call("GET", f"/Patient/p1{query}", accept=accept).body.startswith(starts)

    def test_a_refusal_comes_in_the_format_asked_for(self, call: Call) -> None:
        refused = call("GET", "/Patient/none", accept="application/fhir+xml")

        assert refused.status == 404
        assert fhir_xml.read(refused.body)["issue"][0]["code"] == "not-found"

    @pytest.mark.parametrize("accept", ["text/html", "application/fhir+json; fhirVersion=3.0", "json/;;q=x"])
    def test_another_format_is_refused(self, call: Call, accept: str) -> None:
        assert call("GET", "/Patient/p1", accept=accept).status == 406

    def test_a_body_of_another_kind_is_refused(self, call: Call) -> None:
        assert call("POST", "/Patient", b"a=b", content_type="text/plain").status == 415


class TestPreferences:
    def test_a_client_says_how_much_it_wants_back(self, call: Call) -> None:
        minimal = call("PUT", "/Patient/p1", a_patient(id="p1"), prefer="return=minimal")
        told = call("PUT", "/Patient/p1", a_patient(id="p1", active=True), prefer="return=OperationOutcome")
        whole = call("PUT", "/Patient/p1", a_patient(id="p1", active=False), prefer="return=representation")

        assert (minimal.body, minimal.headers["ETag"]) == (b"", 'W/"1"')
        assert told.json["issue"][0]["severity"] == "information"
        assert whole.json["active"] is False

    def test_what_the_client_has_already_is_not_sent_again(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        modified = call("GET", "/Patient/p1").headers["Last-Modified"]

        assert call("GET", "/Patient/p1", if_none_match='W/"9", W/"1"').status == 304
        assert call("GET", "/Patient/p1", if_modified_since=modified).status == 304
        assert call("GET", "/Patient/p1", if_none_match='W/"9"', if_modified_since=modified).status == 200
        for other in (
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "yesterday",
            "Sun, 06 Nov 1994 08:49:37 -0000",
            "1 2 3",
        ):
            assert call("GET", "/Patient/p1", if_modified_since=other).status == 200

    def test_an_update_may_insist_that_nothing_is_there(self, call: Call) -> None:
        first = call("PUT", "/Patient/p1", a_patient(id="p1"), if_none_match="*")
        second = call("PUT", "/Patient/p1", a_patient(id="p1", active=True), if_none_match="*")

        assert (first.status, second.status) == (201, 412)


class TestPatch:
    def test_a_json_patch_changes_what_it_names(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        change = [{"op": "replace", "path": "/gender", "value": "female"}]

        patched = call(
            "PATCH", "/Patient/p1", change, content_type="application/json-patch+json", if_match='W/"1"'
        )

        assert (patched.status, patched.headers["ETag"], patched.json["gender"]) == (200, 'W/"2"', "female")

    @pytest.mark.parametrize("xml", [False, True])
    def test_a_fhirpath_patch_changes_what_it_names(self, call: Call, xml: bool) -> None:
        call(
            "PUT",
            "/Patient/p1",
            a_patient(
                id="p1", telecom=[{"system": "phone", "value": "1"}, {"system": "phone", "value": "22"}]
            ),
        )
        path = "Patient.telecom.where(system.exists() and value.length() = 1)"
        change = parameters({"type": {"valueCode": "delete"}, "path": {"valueString": path}})
        body = fhir_xml.write(change) if xml else change

        patched = call(
            "PATCH", "/Patient/p1", body, content_type=f"application/fhir+{'xml' if xml else 'json'}"
        )

        assert patched.json["telecom"] == [{"system": "phone", "value": "22"}]

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ([{"op": "replace", "path": "/gender", "value": "nam"}], 422),
            ([{"op": "replace", "path": "/id", "value": "p2"}], 422),
            ([{"op": "replace", "path": "/resourceType", "value": "Person"}], 422),
            ([{"op": "replace", "path": "/meta/versionId", "value": "9"}], 422),
            ([{"op": "test", "path": "/gender", "value": "female"}], 422),
            ([{"op": "remove", "path": "/nothing"}], 422),
            ([{"op": "fly"}], 400),
        ],
    )
    def test_a_patch_that_cannot_stand_changes_nothing(self, call: Call, change: Any, status: int) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        refused = call("PATCH", "/Patient/p1", change, content_type="application/json-patch+json")

        assert refused.status == status
        assert call("GET", "/Patient/p1").headers["ETag"] == 'W/"1"'

    def test_a_patch_of_a_passed_version_is_refused(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        call("PUT", "/Patient/p1", a_patient(id="p1", active=True))
        change = [{"op": "remove", "path": "/gender"}]
        kind = {"content_type": "application/json-patch+json"}

        assert call("PATCH", "/Patient/p1", change, if_match='W/"1"', **kind).status == 412
        assert call("PATCH", "/Patient/none", change, **kind).status == 404


class TestByCriteria:
    def test_a_conditional_create_makes_one_and_finds_it_again(self, call: Call) -> None:
        first = call("POST", "/Patient", a_patient(**CARD), if_none_exist=BY_CARD)
        again = call("POST", "/Patient", a_patient(**CARD, active=True), if_none_exist=f"Patient?{BY_CARD}")

        assert (first.status, again.status) == (201, 200)
        assert again.id == first.id
        assert "active" not in again.json

    def test_a_conditional_create_takes_no_id_from_the_body(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        made = call("POST", "/Patient", a_patient(**CARD, id="p1"), if_none_exist=BY_CARD)

        assert made.status == 201
        assert made.id != "p1"
        assert call("GET", "/Patient/p1").headers["ETag"] == 'W/"1"'

    def test_a_conditional_update_changes_the_one_that_is_found(self, call: Call) -> None:
        first = call("PUT", f"/Patient?{BY_CARD}", a_patient(**CARD))
        again = call("PUT", f"/Patient?{BY_CARD}", a_patient(**CARD, active=True))
        other = call("PUT", f"/Patient?{BY_CARD}", a_patient(**CARD, id="another"))

        assert (first.status, again.status, other.status) == (201, 200, 400)
        assert (again.id, again.headers["ETag"]) == (first.id, 'W/"2"')

    def test_a_conditional_update_makes_what_is_not_there_under_the_id_given(self, call: Call) -> None:
        made = call("PUT", f"/Patient?{BY_CARD}", a_patient(**CARD, id="p7"))

        assert (made.status, made.id) == (201, "p7")

    def test_a_conditional_patch_changes_the_one_that_is_found(self, call: Call) -> None:
        change, kind = [{"op": "remove", "path": "/gender"}], {"content_type": "application/json-patch+json"}
        none = call("PATCH", f"/Patient?{BY_CARD}", change, **kind)
        call("POST", "/Patient", a_patient(**CARD))

        patched = call("PATCH", f"/Patient?{BY_CARD}", change, **kind)

        assert (none.status, patched.status) == (404, 200)
        assert "gender" not in patched.json

    def test_a_conditional_delete_takes_one_and_never_several(self, call: Call) -> None:
        none = call("DELETE", f"/Patient?{BY_CARD}")
        made = call("POST", "/Patient", a_patient(**CARD))
        one = call("DELETE", f"/Patient?{BY_CARD}")
        call("POST", "/Patient", a_patient(**CARD))
        call("POST", "/Patient", a_patient(**CARD))
        several = call("DELETE", f"/Patient?{BY_CARD}")

        assert (none.status, one.status, several.status) == (204, 204, 412)
        assert call("GET", f"/Patient/{made.id}").status == 410
        assert len(call("GET", f"/Patient?{BY_CARD}").json["entry"]) == 2

    @pytest.mark.parametrize(
        ("criteria", "status"),
        [
            ("", 412),
            ("identifier=", 412),
            ("_count=1", 400),
            ("colour=red", 400),
            ("birthdate=x", 400),
            ("a=%ff", 400),
        ],
    )
    def test_criteria_that_mean_nothing_are_refused(self, call: Call, criteria: str, status: int) -> None:
        assert call("POST", "/Patient", a_patient(), if_none_exist=criteria).status == status
        assert "entry" not in call("GET", "/Patient").json

    def test_a_hidden_match_is_no_match_and_is_not_told_of(self, call: Call) -> None:
        hidden = UUID(int=7)
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        door.update("Patient", str(hidden), {**cast.patient(hidden), **CARD})
        acts = (f"record.{verb}:TREAT" for verb in ("read", "write"))
        station = client(
            cast.staff("tram", *((act, Scope("commune", cast.DAO_SAN)) for act in acts)), "station"
        )
        mine = {**cast.patient(UUID(int=8), commune=cast.DAO_SAN), **CARD}
        mine.pop("id")

        made = station("POST", "/Patient", mine, if_none_exist=BY_CARD)

        assert made.status == 201
        assert made.id != str(hidden)
        assert call("POST", "/Patient", mine, if_none_exist=BY_CARD).status == 412


class TestBinary:
    def test_bytes_go_in_and_come_out_as_they_are(self, call: Call) -> None:
        data = bytes(range(256))

        made = call("POST", "/Binary", data, content_type="image/x-scan")
        raw = call("GET", f"/Binary/{made.id}", accept="*/*")

        assert (made.status, raw.status) == (201, 200)
        assert (raw.body, raw.headers["Content-Type"]) == (data, "image/x-scan")
        assert raw.headers["Content-Disposition"] == "attachment"

    def test_who_asks_for_fhir_gets_the_resource(self, call: Call) -> None:
        call("PUT", "/Binary/b1", b"<b>x</b>", content_type="text/html")

        as_json = call("GET", "/Binary/b1", accept="application/fhir+json")
        as_xml = call("GET", "/Binary/b1", accept="application/fhir+xml")

        assert as_json.json["data"] == base64.b64encode(b"<b>x</b>").decode()
        assert fhir_xml.read(as_xml.body)["contentType"] == "text/html"

    def test_bytes_share_the_access_of_what_they_are_said_to_belong_to(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        made = call("POST", "/Binary", b"x", content_type="text/plain", x_security_context="Patient/p1")
        wrong = call("POST", "/Binary", b"x", content_type="text/plain", x_security_context="nobody")

        assert made.json["securityContext"] == {"reference": "Patient/p1"}
        assert call("GET", f"/Binary/{made.id}").headers["X-Security-Context"] == "Patient/p1"
        assert wrong.status == 400


class TestReferences:
    def test_a_reference_to_nothing_is_refused(self, call: Call) -> None:
        about = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

        refused = call("POST", "/Observation", {**about, "subject": {"reference": "Patient/none"}})
        elsewhere = call("POST", "/Observation", {**about, "subject": {"reference": "http://a.vn/Patient/1"}})

        assert (refused.status, elsewhere.status) == (422, 201)
        assert refused.json["issue"][0]["code"] == "not-found"

    def test_what_others_refer_to_is_not_deleted(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        about = {"status": "final", "code": {"text": "x"}, "subject": {"reference": "Patient/p1"}}
        call("PUT", "/Observation/o1", {"resourceType": "Observation", "id": "o1", **about})

        refused = call("DELETE", "/Patient/p1")
        call("DELETE", "/Observation/o1")

        assert refused.status == 409
        assert call("DELETE", "/Patient/p1").status == 204

    def test_a_reference_to_what_is_hidden_reads_like_one_to_nothing(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        scope = Scope("commune", cast.DAO_SAN)
        acts = [(f"record.{verb}:TREAT", scope) for verb in ("read", "write")]
        station = client(cast.staff("tram", *acts), "station")
        general = {"resourceType": "Substance", "code": {"text": "x"}}
        named = {"extension": [{"url": "urn:x", "valueReference": {"reference": "Patient/p1"}}]}
        nobody = json.loads(json.dumps(named).replace("p1", "p9"))

        hidden = station("POST", "/Substance", {**general, **named})
        absent = station("POST", "/Substance", {**general, **nobody})

        assert (hidden.status, absent.status) == (422, 422)
        assert hidden.body == absent.body
