"""``$validate``, ``$everything``, ``$meta``, ``$fhirpath``."""

from __future__ import annotations

from typing import Any

import pytest

from hoaban.record.tests.fhir_client import Answer, Call, a_patient

pytestmark = pytest.mark.django_db

ABOUT = {"extension": [{"url": "urn:x", "valueBoolean": True}]}
TAG = {"system": "urn:tag", "code": "a"}


def told(**more: Any) -> dict[str, Any]:
    """A Patient with a narrative, as best practice wants."""
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Lò Văn Inh</div>'
    return a_patient(text={"status": "generated", "div": div}, **more)


def parameters(**parts: Any) -> dict[str, Any]:
    """A Parameters resource; a text stands for a valueString, a resource for itself."""
    listed = []
    for name, value in parts.items():
        key = (
            "valueString"
            if isinstance(value, str)
            else "resource"
            if "resourceType" in value
            else "valueMeta"
        )
        listed.append({"name": name, key: value})
    return {"resourceType": "Parameters", "parameter": listed}


class TestValidate:
    def test_a_sound_resource_has_no_faults(self, call: Call) -> None:
        answer = call("POST", "/Patient/$validate", told())

        assert answer.status == 200
        assert [issue["severity"] for issue in answer.json["issue"]] == ["information"]
        assert "entry" not in call("GET", "/Patient").json

    @pytest.mark.parametrize(
        ("path", "resource", "place"),
        [
            ("/Patient/$validate", told(gender="nam"), "Patient.gender"),
            ("/Patient/$validate", told(telecom=[{"value": "1"}]), "Patient.telecom[0]"),
            ("/$validate", {"resourceType": "Nonsense"}, "Nonsense.resourceType"),
            ("/Person/$validate", told(), "resourceType"),
            ("/Patient/p1/$validate", told(id="p2"), "id"),
        ],
    )
    def test_each_fault_is_told_with_its_place(
        self, call: Call, path: str, resource: Any, place: str
    ) -> None:
        answer = call("POST", path, resource)

        assert answer.status == 200
        assert [(each["severity"], each["expression"]) for each in answer.json["issue"]] == [
            ("error", [place])
        ]

    def test_best_practice_is_a_warning(self, call: Call) -> None:
        answer = call("POST", "/Basic/$validate", {"resourceType": "Basic", "code": {"text": "x"}})

        assert {each["severity"] for each in answer.json["issue"]} == {"warning"}

    def test_parameters_name_a_mode_and_a_profile(self, call: Call) -> None:
        unknown = call(
            "POST", "/Patient/$validate", parameters(resource=told(), mode="create", profile="urn:p")
        )
        known = call(
            "POST", "/Patient/$validate?profile=http://hl7.org/fhir/StructureDefinition/Patient", told()
        )
        wrong = call("POST", "/Patient/$validate", parameters(resource=told(), mode="fly"))

        assert "urn:p" in unknown.said
        assert "urn:p" not in known.said
        assert wrong.status == 400

    def test_what_is_stored_can_be_judged(self, call: Call) -> None:
        call("PUT", "/Patient/p1", told(id="p1"))

        assert call("GET", "/Patient/p1/$validate").status == 200
        assert call("GET", "/Patient/p2/$validate").status == 404
        assert call("POST", "/Patient/$validate").status == 400


class TestWrites:
    def test_a_broken_invariant_refuses_a_write_and_is_named(self, call: Call) -> None:
        refused = call("POST", "/Patient", a_patient(contact=[{"gender": "male"}]))

        assert refused.status == 422
        assert refused.json["issue"][0]["expression"] == ["Patient.contact[0]"]
        assert "pat-1" in refused.said

    def test_contained_resources_keep_the_rules_for_them(self, call: Call) -> None:
        inside = {"resourceType": "Organization", "id": "o", "name": "Trạm"}
        named = a_patient(contained=[inside], managingOrganization={"reference": "#o"})

        assert call("POST", "/Patient", named).status == 201
        assert "dom-3" in call("POST", "/Patient", a_patient(contained=[inside])).said
        assert call("POST", "/Patient", a_patient(managingOrganization={"reference": "#o"})).status == 422


class TestMeta:
    def test_tags_come_and_go_and_each_change_is_a_version(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1", meta={"profile": ["urn:p"]}))
        more = {"tag": [TAG], "security": [{"system": "urn:s", "code": "R"}]}

        added = call("POST", "/Patient/p1/$meta-add", parameters(meta=more))
        again = call("POST", "/Patient/p1/$meta-add", parameters(meta=more))
        removed = call("POST", "/Patient/p1/$meta-delete", parameters(meta={"security": more["security"]}))
        shown = call("GET", "/Patient/p1/$meta")

        def meta(answer: Answer) -> Any:
            return answer.json["parameter"][0]["valueMeta"]

        assert (meta(added)["tag"], meta(added)["profile"]) == ([TAG], ["urn:p"])
        assert (meta(added)["versionId"], meta(again)["versionId"], meta(removed)["versionId"]) == (
            "2",
            "2",
            "3",
        )
        assert "security" not in meta(shown)
        assert meta(shown)["tag"] == [TAG]

    def test_what_is_no_meta_is_refused(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        assert call("POST", "/Patient/p1/$meta-add", parameters(meta={"tag": "a"})).status == 422
        assert call("POST", "/Patient/p1/$meta-add", parameters()).status == 400
        assert call("POST", "/Patient/p1/$meta-add", a_patient()).status == 400
        assert call("POST", "/Patient/none/$meta-add", parameters(meta={"tag": [TAG]})).status == 404


class TestFhirpath:
    @pytest.mark.parametrize(
        ("expression", "wanted"),
        [
            ("name.text", {"valueString": "Lò Văn Inh"}),
            ("gender", {"valueCode": "male"}),
            ("name", {"valueHumanName": {"text": "Lò Văn Inh"}}),
            ("name.count() + 1", {"valueInteger": 2}),
            ("1.50", {"valueDecimal": 1.5}),
            ("gender = 'male'", {"valueBoolean": True}),
            ("@2020-01", {"valueDate": "2020-01"}),
            ("@T10:00", {"valueTime": "10:00"}),
            (
                "5 'mg'",
                {
                    "valueQuantity": {
                        "value": 5,
                        "unit": "mg",
                        "system": "http://unitsofmeasure.org",
                        "code": "mg",
                    }
                },
            ),
            ("birthDate", {"valueDate": "1964", "_valueDate": ABOUT}),
            ("contained", {"resource": {"resourceType": "Basic", "id": "c", "code": {"text": "x"}}}),
        ],
    )
    def test_results_come_with_their_types(self, call: Call, expression: str, wanted: Any) -> None:
        inside = {"resourceType": "Basic", "id": "c", "code": {"text": "x"}}
        patient = a_patient(birthDate="1964", _birthDate=ABOUT, contained=[inside])

        answer = call("POST", "/$fhirpath", parameters(expression=expression, resource=patient))

        assert answer.json["parameter"] == [{"name": "result", **wanted}]

    def test_a_stored_resource_may_be_asked_if_it_may_be_read(self, call: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))

        assert call("POST", "/$fhirpath", parameters(expression="id", reference="Patient/p1")).json[
            "parameter"
        ]
        assert call("POST", "/$fhirpath", parameters(expression="id", reference="Patient/p2")).status == 404
        assert call("POST", "/$fhirpath", parameters(expression="((", reference="Patient/p1")).status == 400
        assert call("POST", "/$fhirpath", parameters(expression="id")).status == 400
        assert call("POST", "/$fhirpath", parameters(colour="red")).status == 400

    def test_elements_without_a_value_type_come_as_their_json(self, call: Call) -> None:
        patient = a_patient(contact=[{"gender": "male", "name": {"text": "x"}}])

        (part,) = call("POST", "/$fhirpath", parameters(expression="contact", resource=patient)).json[
            "parameter"
        ]

        assert part["extension"][0]["valueString"] == '{"gender":"male","name":{"text":"x"}}'


class TestEverything:
    @pytest.fixture
    def house(self, call: Call) -> Call:
        call("PUT", "/Organization/o1", {"resourceType": "Organization", "id": "o1", "name": "Trạm"})
        for name in ("p1", "p2"):
            call(
                "PUT",
                f"/Patient/{name}",
                a_patient(id=name, managingOrganization={"reference": "Organization/o1"}),
            )
        visit = {
            "resourceType": "Encounter", "id": "e1", "status": "finished", "subject": {"reference": "Patient/p1"},
            "class": {"code": "AMB"}, "period": {"start": "2026-01-05", "end": "2026-01-06"},
        }  # fmt: skip
        call("PUT", "/Encounter/e1", visit)
        for number, (whose, day) in enumerate(
            [("p1", "2026-01-05"), ("p1", "2026-03-01"), ("p2", "2026-01-05")]
        ):
            about = {
                "resourceType": "Observation", "id": f"x{number}", "status": "final", "code": {"text": "x"},
                "subject": {"reference": f"Patient/{whose}"}, "effectiveDateTime": day,
            }  # fmt: skip
            within = {"encounter": {"reference": "Encounter/e1"}} if number == 0 else {}
            call("PUT", f"/Observation/x{number}", {**about, **within})
        return call

    @staticmethod
    def ids(answer: Answer) -> set[str]:
        return {each["resource"]["id"] for each in answer.json.get("entry", ())}

    @pytest.mark.parametrize(
        ("path", "wanted"),
        [
            ("Patient/p1/$everything", "p1 e1 x0 x1 o1"),
            ("Patient/p1/$everything?_type=Observation", "x0 x1"),
            ("Patient/p1/$everything?start=2026-02", "p1 x1 o1"),
            ("Patient/p1/$everything?end=2026-02&_type=Observation,Encounter", "x0 e1"),
            ("Patient/p1/$everything?_since=2999", ""),
            ("Encounter/e1/$everything", "e1 x0 p1"),
        ],
    )
    def test_all_that_belongs_together_comes_together(self, house: Call, path: str, wanted: str) -> None:
        assert self.ids(house("GET", f"/{path}")) == set(wanted.split())

    def test_pages_bring_everything_once(self, house: Call) -> None:
        seen: list[str] = []
        path = "/Patient/p1/$everything?_count=2"
        while path:
            page = house("GET", path)
            seen += sorted(self.ids(page))
            links = {link["relation"]: link["url"] for link in page.json["link"]}
            path = links.get("next", "").partition("/fhir/R4")[2]

        assert sorted(seen) == sorted(["p1", "e1", "x0", "x1", "o1"])

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("Patient/none/$everything", 404), ("Observation/x1/$everything", 404), ("Patient/p1/$everything?start=x", 400),
            ("Patient/p1/$everything?colour=red", 400), ("Patient/p1/$everything?_type=Nonsense", 404),
            ("Patient/p1/$everything?_page=x", 400),
        ],
    )  # fmt: skip
    def test_nonsense_is_refused(self, house: Call, path: str, status: int) -> None:
        assert house("GET", f"/{path}").status == status
