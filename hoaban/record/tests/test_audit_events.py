"""The trail as AuditEvent: valid R4, found by what our own index would find it by, for who may read it and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.tests.trail import enter
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Purpose, system_actor
from hoaban.record.audit_events import meaning, shape
from hoaban.record.engine import parse_json
from hoaban.record.engine.validate import invariants, validate
from hoaban.record.tests.fhir_client import Call, a_patient, bundle, client, entry
from tests import cast

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
READER = Actor("client:archive", ActorKind.CLIENT, "archive", frozenset({Grant("audit.read", cast.ALL)}))


@pytest.fixture
def archive() -> Call:
    """A machine that may read the trail and nothing else."""
    return client(READER, "archive")


def found(answer: Any) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.body
    return [one["resource"] for one in answer.json.get("entry", [])]


def write(act: str = "record.read", who: str = "account:bs.kham", **more: Any) -> None:
    kind = ActorKind.PERSON if who.startswith(("account", "citizen")) else ActorKind.SYSTEM
    enter(actor=Actor(who, kind, "", request_id=more.pop("request", "")), act=act, **more)


def everything() -> None:
    """One entry of every act that means something, and some that mean nothing in particular."""
    person = UUID("01932f00-0000-7000-8000-000000000001")
    acts = [name for one in meaning.acts_where(lambda _: True) if not one.others for name in one.names]
    for number, act in enumerate(dict.fromkeys([*acts, "jobs.manage", "places.set-detail"])):
        for outcomes in (
            {"created": 1},
            {"updated": 2},
            {"deleted": 1},
            {"created": 1, "updated": 1},
            {"unchanged": 1},
        ):
            write(
                act, ["account:bs.kham", "system:watch", f"citizen:{person}", "visitor", "client:x"][number % 5],
                purpose=[*Purpose, ""][number % (len(Purpose) + 1)], persons=[person],
                detail={
                    "outcomes": outcomes, "count": 3, "digest": "ab", "resources": [f"Observation/{person}/2"],
                    "address": "10.0.0.1", "calls": [{"way": "read"}], "flag": True, "none": None,
                },
                request="r-1" if number % 2 else "", now=NOON + timedelta(seconds=number),
            )  # fmt: skip
            if act.partition(":")[0] != meaning.WRITE:
                break


class TestShape:
    def test_every_event_is_valid_r4_and_breaks_no_rule_of_it(self, archive: Call) -> None:
        everything()

        pages = found(archive("GET", "/AuditEvent?_count=1000"))

        assert len(pages) > 100
        for one in pages:
            event = parse_json.loads(parse_json.dumps(one))
            assert validate(event) == [], one
            assert invariants.broken(event) == [], one

    def test_an_event_says_who_did_what_for_which_purpose_to_whom(self, call: Call, archive: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        call("GET", "/Patient/p1", x_purpose_of_use="HPAYMT")

        (event,) = found(archive("GET", "/AuditEvent?patient=Patient/p1&action=R"))

        assert event["type"]["code"] == "rest"
        assert [one["code"] for one in event["subtype"]] == ["read", "record.read"]
        assert event["outcome"] == "0"
        assert event["purposeOfEvent"][0]["coding"][0]["code"] == "HPAYMT"
        agent = event["agent"][0]
        assert agent["who"]["identifier"]["value"] == "client:integration"
        assert (agent["requestor"], agent["altId"]) == (True, "integration")
        patient = event["entity"][0]
        assert patient["what"]["reference"] == "Patient/p1"
        assert (patient["type"]["code"], patient["role"]["code"]) == ("1", "1")

    @pytest.mark.parametrize(
        ("method", "url", "body", "action"),
        [
            ("PUT", "/Patient/p1", a_patient(id="p1", active=True), "U"),
            ("DELETE", "/Patient/p1", None, "D"),
            ("POST", "/Patient", a_patient(), "C"),
            ("GET", "/Patient?name=lo", None, "E"),
            (
                "POST",
                "",
                bundle("transaction", entry("DELETE", "Patient/p1"), entry("POST", "Patient", a_patient())),
                "E",
            ),
        ],
    )
    def test_what_is_done_by_fhir_is_told_in_the_words_of_fhir(
        self, call: Call, archive: Call, method: str, url: str, body: Any, action: str
    ) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        call(method, url, body)

        newest = found(archive("GET", "/AuditEvent?agent:identifier=client:integration"))[0]

        assert newest["action"] == action

    def test_the_same_event_is_read_by_its_id(self, archive: Call) -> None:
        write()
        (event,) = found(archive("GET", "/AuditEvent?altid=bs.kham"))

        assert archive("GET", f"/AuditEvent/{event['id']}").json == event
        assert archive("GET", f"/AuditEvent?_id={event['id']}").json["entry"][0]["resource"] == event
        assert archive("GET", "/AuditEvent/trail-999999").status == 404
        assert archive("GET", "/AuditEvent/trail-x").status == 404

    def test_xml_and_summaries_are_made_of_it_like_of_any_resource(self, archive: Call) -> None:
        write()
        (event,) = found(archive("GET", "/AuditEvent?altid=bs.kham"))

        assert b"<AuditEvent" in archive("GET", f"/AuditEvent/{event['id']}?_format=xml").body
        summary = archive("GET", f"/AuditEvent/{event['id']}?_summary=true").json
        assert "entity" in summary or "agent" in summary


class TestSearch:
    CRITERIA = (
        "date=2026-11-11", "date=ge2026-11-11T05:00:20Z", "date=lt2026-11-11T05:00:20Z", "date=gt2026-11-12",
        "_lastUpdated=ge2026-11-11T05:00:30Z", "action=R", "action=C", "action=U", "action=D", "action=E", "action=R,C",
        "outcome=0", "outcome=4", "type=rest", "type=110113", "subtype=create", "subtype=transaction", "subtype=110122",
        f"type={quote('http://dicom.nema.org/resources/ontology/DCM|110100')}", "subtype=audit.export",
        f"subtype={quote('https://hoaban.example/fhir/CodeSystem/trail-act|jobs.manage')}",
        "entity=Person/01932f00-0000-7000-8000-000000000001",
        "altid=bs.kham", "altid=nobody", "altid=visitor", "purpose=BTG",
    )  # fmt: skip

    def _holds(self, one: dict[str, Any], criterion: str) -> bool:
        name, _, value = criterion.partition("=")
        value = value.rpartition("%7C")[2]
        at = datetime.fromisoformat(one["recorded"])
        if name in ("date", "_lastUpdated"):
            prefix, text = (value[:2], value[2:]) if value[0].isalpha() else ("eq", value)
            days = len(text) == 10
            low = datetime.fromisoformat(text + "T00:00:00+07:00" if days else text)
            high = low + (timedelta(days=1) if days else timedelta(seconds=1))
            return {"eq": low <= at < high, "ge": at >= low, "lt": at < low, "gt": at >= high}[prefix]
        told: dict[str, list[str]] = {
            "action": [one["action"]], "outcome": [one["outcome"]], "type": [one["type"]["code"]],
            "subtype": [each["code"].partition(":")[0] for each in one["subtype"]],
            "entity": [each.get("what", {}).get("reference", "") for each in one.get("entity", [])],
            "agent": [one["agent"][0]["who"].get("reference", "")], "altid": [one["agent"][0]["altId"]],
            "purpose": [each["coding"][0]["code"] for each in one.get("purposeOfEvent", [])],
        }  # fmt: skip
        return any(each in told[name] for each in value.split(","))

    def test_what_is_found_is_what_the_events_themselves_say(self, archive: Call) -> None:
        everything()
        write(outcome="refused", now=NOON)
        every = found(archive("GET", "/AuditEvent?_count=1000&date=lt2026-11-20"))

        for criterion in self.CRITERIA:
            got = [
                one["id"]
                for one in found(archive("GET", f"/AuditEvent?_count=1000&date=lt2026-11-20&{criterion}"))
            ]
            assert got == [one["id"] for one in every if self._holds(one, criterion)], criterion
            assert got or criterion in {"date=gt2026-11-12", "altid=nobody"}, criterion

    def test_pages_follow_each_other_to_the_end(self, archive: Call) -> None:
        for number in range(7):
            write(now=NOON + timedelta(seconds=number % 3))
        every = [one["id"] for one in found(archive("GET", "/AuditEvent?altid=bs.kham"))]

        got, url = [], "/AuditEvent?altid=bs.kham&_count=3"
        while url:
            answer = archive("GET", url)
            got += [one["id"] for one in found(answer)]
            following = [one["url"] for one in answer.json["link"] if one["relation"] == "next"]
            url = following[0].split("/fhir/R4")[1] if following else ""

        assert got == every
        assert len(got) == 7

    def test_a_citizen_is_found_by_the_patient_that_they_are(self, call: Call, archive: Call) -> None:
        made = call("POST", "/Patient", a_patient())
        write(who=f"citizen:{made.id}", persons=[UUID(made.id)])

        (event,) = found(archive("GET", f"/AuditEvent?agent=Patient/{made.id}"))

        assert event["agent"][0]["who"]["reference"] == f"Patient/{made.id}"
        assert found(archive("GET", "/AuditEvent?agent=Patient/none")) == []

    def test_a_resource_is_found_by_what_names_it_and_by_its_person(self, call: Call, archive: Call) -> None:
        call("PUT", "/Patient/p1", a_patient(id="p1"))
        made = {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "x"}}
        call("PUT", "/Observation/o1", made | {"subject": {"reference": "Patient/p1"}})
        call("GET", "/Observation/o1")

        events = found(archive("GET", "/AuditEvent?entity=Observation/o1"))

        assert [one["action"] for one in events] == ["R", "C"]
        references = [one["what"].get("reference") for one in events[0]["entity"] if "what" in one]
        assert references[:2] == ["Patient/p1", "Observation/o1"]
        assert found(archive("GET", "/Patient/p1/AuditEvent?action=C"))[0]["action"] == "C"
        assert (
            found(archive("POST", "/AuditEvent/_search", b"entity=Observation/o1", content_type="x"))
            == events
        )

    @pytest.mark.parametrize(
        "asked",
        [
            "agent-name=x", "entity-name=x", "_include=AuditEvent:patient", "_summary=count", "foo=1", "date=ap2026", "date=x",
            "_sort=date", "_total=accurate", "patient:identifier=1", "patient.name=x", "action=X", "outcome=99", "_count=x",
            "_page=x", "entity=Observation", "agent=Practitioner/1", "type=", "action=R&type=rest", "entity=Organization/none",
            "patient=Patient/1,Patient/2", "purpose=FUN",
        ],
    )  # fmt: skip
    def test_what_is_not_served_is_refused_by_name(self, archive: Call, asked: str) -> None:
        answer = archive("GET", f"/AuditEvent?{asked}")

        assert answer.status == 400, answer.body
        name = asked.partition("=")[0] if "&" not in asked else "type"
        assert name in [one["expression"][0] for one in answer.json["issue"]]

    def test_a_lenient_search_leaves_aside_what_is_unknown(self, archive: Call) -> None:
        write()

        answer = archive("GET", "/AuditEvent?altid=bs.kham&agent-name=x", prefer="handling=lenient")

        assert len(found(answer)) == 1
        assert "agent-name" not in answer.json["link"][0]["url"]


class TestWhoMay:
    def test_others_find_the_type_of_the_record_and_nothing_of_the_trail(self, call: Call) -> None:
        sent = {
            "resourceType": "AuditEvent", "type": {"system": "x", "code": "y"}, "recorded": "2026-11-11T00:00:00Z",
            "agent": [{"requestor": True}], "source": {"observer": {"display": "another system"}},
        }  # fmt: skip
        made = call("POST", "/AuditEvent", sent)

        assert [one["id"] for one in found(call("GET", "/AuditEvent"))] == [made.id]
        assert call("GET", f"/AuditEvent/{made.id}").status == 200

    def test_an_entry_of_the_trail_is_refused_to_them_and_the_refusal_told(self, call: Call) -> None:
        write()
        (one,) = audit.list_entries(sought=audit.TrailFilter(actor_id="account:bs.kham"))

        assert call("GET", f"/AuditEvent/{shape.PREFIX}{one.id}").status == 404
        (refused,) = audit.list_entries(sought=audit.TrailFilter(act="audit.entry"))
        assert (refused.outcome, refused.actor_id) == ("refused", "client:integration")

    def test_a_person_who_audits_reads_it_with_a_token_and_opens_no_record(self) -> None:
        officer, now = system_actor("test", "accounts.manage"), clock.now()
        newcomer = accounts.Newcomer(
            "kiemtra2", "Bùi Lan Chi", "Kiểm tra", "Auditor", "Hoa-Ban-2026-only-for-tests"
        )
        accounts.register_account(actor=officer, newcomer=newcomer, now=now)
        accounts.assign(actor=officer, username="kiemtra2", role="auditor", scope=cast.ALL, now=now)
        auditor = Call(accounts.issue_token(actor=officer, username="kiemtra2", now=now))

        assert found(auditor("GET", "/AuditEvent?_count=1"))
        assert auditor("GET", "/Patient").status == 403

    def test_each_reading_is_one_entry_that_names_whom_it_was_about(self, call: Call, archive: Call) -> None:
        made = call("PUT", "/Patient/p1", a_patient(id="p1"))
        assert made.status == 201
        archive("GET", "/AuditEvent?patient=Patient/p1")

        entries = audit.list_entries(sought=audit.TrailFilter(actor_id="client:archive"))

        assert [one.act for one in entries] == ["audit.read"]
        assert len(entries[0].persons) == 1
        assert entries[0].detail["filters"] == ["patient"]
