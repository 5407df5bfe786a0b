"""Every answer that shows a person's data has exactly one entry in the trail, committed before it goes out; every refusal too.

Asked of every address of the access table for every role, and of every interaction of ``/fhir/R4``. What shows data is
known by what was planted: a name, a number, a telephone, a case number. Without a trail nothing is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.middleware import REQUEST_ID
from hoaban.foundation.accounts.rules.roles import roles
from hoaban.foundation.accounts.tests.people import wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.services import writing
from hoaban.kernel import clock, outbox
from hoaban.kernel.actor import Scope, system_actor
from hoaban.kernel.tests.sealing import seal_all
from hoaban.ops.cli import main
from hoaban.ops.runtime.feed import find_followers
from hoaban.record.models import Resource
from hoaban.record.tests.fhir_client import Call, client
from hoaban.shared.auditing.api import mark_person
from hoaban.shared.auditing.models import Finding
from hoaban.shared.chart.tests.test_pages import PASSWORD, bring
from hoaban.shared.claims.models import Batch, Submission
from hoaban.shared.claims.tests import builders
from hoaban.shared.people.models import Human
from hoaban.shared.privacy.api import Asking, ask_about_data
from tests import cast
from tests.guards.test_access import ACCESS
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

PLANTED = ("Lò Văn Inh", "099064000103", "0000000103", "0100000103", "HT3120000000103", "DEMO-0001")
"""What stands in one person's record and nowhere else."""
TOLD_BY_DOSSIER = frozenset(
    {"claims.list", "claims.read", "claims.findings", "claims.submit", "figures.single"}
)
"""Acts about dossiers or numbers: the trail names these, not the people."""
_numbers = count(1)
AT = {
    "all": Scope("all"),
    "facility": Scope("facility", cast.PROVINCIAL),
    "commune": Scope("commune", "03583"),
}


@dataclass(frozen=True)
class Planted:
    """What addresses are filled with."""

    person: UUID
    visit: str
    document: str
    batch: UUID
    ref: UUID
    emergency: UUID
    finding: UUID
    other: UUID
    entry: int
    number: int

    def fill(self, route: str) -> str:
        """An address of a route of the access table."""
        values: dict[str, object] = {
            "person": self.person, "visit": self.visit, "document": self.document, "batch": self.batch, "ref": self.ref,
            "version": 1, "emergency": self.emergency, "finding": self.finding, "one": min(self.person, self.other),
            "other": max(self.person, self.other), "entry": self.entry, "username": "tester", "code": cast.PROVINCIAL,
            "facility": cast.PROVINCIAL, "kind": "csv", "what": "correct", "key": "national", "audience": "staff",
            "number": self.number,
        }  # fmt: skip
        unknown = {"uuid": uuid4(), "int": 987654321, "str": "none"}
        return "/" + re.sub(r"<(\w+):(\w+)>", lambda one: str(values.get(one[2], unknown[one[1]])), route)


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    bring(tmp_path, builders.teacher_visit())
    person = Human.objects.get(name="Lò Văn Inh").id
    other = Human.objects.create(
        id=uuid4(), name="Ai Khác", name_sort="ai khac", sex="male", birth="1990", keys=[]
    )
    doctor = _open("bs.khancap", "doctor", Scope("facility", cast.PHONG_THO))
    actor, now = accounts.actor_of(doctor), clock.now()
    accounts.break_glass(actor=actor, person=person, kind="life", words="Hôn mê sau tai nạn xe máy", now=now)
    emergency = accounts.emergencies_of_person([person])[0]
    reviewer = accounts.actor_of(_open("kiemtra.dat", "auditor", Scope("all")))
    mark_person(actor=reviewer, person=person, kind="public", words="Người nhiều người biết", now=now)
    finding = Finding.objects.create(
        id=uuid4(), rule="marked", actor_id=actor.id, starts_at=now, ends_at=now, persons=[person],
        figures={"looks": 1, "limit": 1}, found_at=now,
    )  # fmt: skip
    return Planted(
        person, _fhir_id("Encounter"), _fhir_id("DocumentReference"), Batch.objects.get().id, Submission.objects.get().ref,
        emergency.id, finding.pk, other.id, audit.list_looks(persons=[person], limit=1)[0].id, _asked(person),
    )  # fmt: skip


def _asked(person: UUID) -> int:
    """A request about the person's data, taken down at the desk."""
    desk = accounts.actor_of(_open("quay.dat", "reception", Scope("facility", cast.PROVINCIAL)))
    asking = Asking("copy", "Xin bản in hồ sơ", identified="known")
    return ask_about_data(actor=desk, person=person, asking=asking, once="", now=clock.now())


def _fhir_id(kind: str) -> str:
    from hoaban.record.engine import structure

    row = Resource.objects.filter(type=structure.type_number(kind)).exclude(person=None).first()
    assert row is not None
    return row.given_id or str(row.uid)


def _open(name: str, role: str, scope: Scope) -> str:
    officer, now = system_actor("test", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(name, "Người Thử", "Thử", "Test", PASSWORD, temporary=False)
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)
    return name


def browser(name: str, role: str, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of a role who signed in wholly."""
    monkeypatch.setattr("hoaban.foundation.accounts.tests.people.PASSWORD", PASSWORD)
    made = wholly_signed_in(_open(name, role, scope))
    made.raise_request_exception = False
    return made


QUERIES = {
    "people/": "?q=lo+van+inh", "trail/": "?about=lo+van+inh", "centre/list/": "?kind=visits&period=year",
}  # fmt: skip
"""What a page must be asked before it shows anybody."""
DETAILS = {
    "circumstance": "known",
    "name": "Lo Van Inh",
    "birth": "2/9/1964",
    "sex": "male",
    "method": "MANUAL",
}
FORMS: dict[str, dict[str, str]] = {
    "people/emergency/": {"act": "find", "number": "099064000103"},
    "people/register/": {**DETAILS, "act": "look"},
    "people/<uuid:person>/details/": {**DETAILS, "name": "", "seen": "0"},
    "emergencies/<uuid:emergency>/": {"verdict": "justified", "words": "ngắn"},
    "unusual/<uuid:finding>/": {"verdict": "proper", "words": "ngắn"},
    "people/doubts/<uuid:one>/<uuid:other>/": {"verdict": "same"},
    "people/<uuid:person>/requests/": {
        "kind": "copy",
        "text": "ngắn",
        "asker": "self",
        "identified": "known",
    },
    "privacy/requests/<int:number>/": {"outcome": "fulfilled", "words": "ngắn"},
}
"""Forms that show people: the search, the candidates, or the page again because something is missing."""
QUIET = frozenset({"sign-out/", "language/", "lock/"})
"""What would end the session of who asks."""


def calls(planted: Planted) -> Iterator[tuple[str, str, dict[str, str] | None]]:
    """(route, address, form to send or None) of every address of the table."""
    for route in sorted(ACCESS):
        if route not in QUIET and "api/" not in route:
            yield route, planted.fill(route) + QUERIES.get(route, ""), None
        if route in FORMS:
            yield route, planted.fill(route), FORMS[route]


def ask(
    who: Client, address: str, form: dict[str, str] | None, **extra: str
) -> tuple[Any, str, list[audit.TrailEntry]]:
    """The answer, its text, and what the trail tells of the request."""
    request_id = f"q-{next(_numbers):08d}"
    named: dict[str, Any] = {REQUEST_ID: request_id, **extra}
    answer = who.get(address, **named) if form is None else who.post(address, form, **named)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    entries = audit.list_entries(sought=audit.TrailFilter(request_id=request_id)) if request_id else []
    return answer, body.decode("utf-8", "replace"), entries


def shows(body: str, sent: str) -> bool:
    """Whether an answer holds what was planted and not sent; an original holds it wrapped up."""
    said = body.replace("\u00a0", " ").replace("&nbsp;", " ")
    return any(one in said and one not in sent for one in PLANTED) or "<GIAMDINHHS" in body


def wrong(body: str, sent: str, status: int, entries: list[audit.TrailEntry], person: UUID) -> str:
    """What is not as it must be; empty when all is well."""
    told = [one for one in entries if one.outcome == "allowed"]
    refused = [one for one in entries if one.outcome == "refused"]
    if status in (403, 404) and (len(refused) > 1 or told):
        return f"{len(refused)} refusals, {len(told)} looks"
    if status == 403 and len(refused) != 1:
        return "a refusal that nobody is told of"
    if status < 400 or shows(body, sent):
        if shows(body, sent) and len(told) != 1:
            return f"{len(told)} entries: {[one.act for one in told]}"
        if shows(body, sent) and person not in told[0].persons and told[0].act not in TOLD_BY_DOSSIER:
            return f"{told[0].act} does not name the person"
    return ""


def may_open(role: str, scope: Scope, route: str) -> bool:
    """Whether the role's own acts open an address (what everybody may open shows nobody's data)."""
    return any(act == ACCESS[route] and kind in ("all", scope.kind) for act, kind in roles()[role].acts)


def scopes_of(role: str) -> list[Scope]:
    return [AT[kind] for kind in sorted(roles()[role].given_at)]


def test_every_page_tells_once_whom_it_shows(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, shown, refused = [], set(), set()
    for role in roles():
        for scope in scopes_of(role):
            who = browser(f"{role}.{scope.kind}".replace("_", "-"), role, scope, monkeypatch)
            for route, address, form in calls(planted):
                if not may_open(role, scope, route):
                    if route in refused:
                        continue  # that it is refused to every role, the guard of addresses knows
                    refused.add(route)
                answer, body, entries = ask(who, address, form)
                sent = address + str(form or "")
                if fault := wrong(body, sent, answer.status_code, entries, planted.person):
                    faults.append((role, scope.kind, address, answer.status_code, fault))
                if shows(body, sent):
                    shown.add(route)

    assert faults == []
    assert shown >= {
        "people/", "people/<uuid:person>/", "people/<uuid:person>/timeline/", "people/<uuid:person>/results/",
        "people/<uuid:person>/medicines/", "people/<uuid:person>/papers/", "people/<uuid:person>/visits/<str:visit>/",
        "people/<uuid:person>/details/", "people/<uuid:person>/looks/", "people/<uuid:person>/access/", "people/register/",
        "people/emergency/", "people/doubts/<uuid:one>/<uuid:other>/", "originals/<str:document>/", "claims/dossiers/",
        "claims/dossiers/<uuid:ref>/", "claims/dossiers/<uuid:ref>/original/<int:version>/", "emergencies/",
        "emergencies/<uuid:emergency>/", "trail/", "trail/<int:entry>/", "unusual/", "unusual/<uuid:finding>/", "unusual/marks/",
        "people/<uuid:person>/requests/", "privacy/requests/", "privacy/requests/<int:number>/",
    }  # fmt: skip


def test_what_is_out_of_reach_is_refused_once_and_told(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = browser("bs.la", "doctor", Scope("facility", cast.PHONG_THO), monkeypatch)
    for route in ("", "timeline/", "results/", "medicines/", "papers/", f"visits/{planted.visit}/"):
        answer, body, entries = ask(stranger, f"/people/{planted.person}/{route}", None)

        assert answer.status_code == 404, route
        assert not shows(body, "")
        assert [(one.outcome, one.act) for one in entries] == [("refused", "record.read")], route
        assert planted.person in entries[0].persons


class Trail:
    """The trail as it can be broken: nothing can be written while ``is_broken``."""

    is_broken = False

    def key(self) -> bytes:
        if self.is_broken:
            raise ImproperlyConfigured("the trail cannot be written")
        return digest_key()


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch) -> Trail:
    made = Trail()
    monkeypatch.setattr(writing, "digest_key", made.key)
    return made


def test_without_a_trail_no_page_shows_anybody(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, trail: Trail
) -> None:
    failed = 0
    for role in roles():
        for scope in scopes_of(role):
            trail.is_broken = False
            who = browser(f"{role}.{scope.kind}".replace("_", "-"), role, scope, monkeypatch)
            trail.is_broken = True
            for route, address, form in calls(planted):
                if not may_open(role, scope, route):
                    continue
                answer, body, entries = ask(who, address, form)
                failed += answer.status_code == 500
                assert not shows(body, address + str(form or "")), (role, address)
                assert entries == []
    assert failed > 30


OBSERVED = "Observation"
ABOUT = (
    "Patient",
    "Encounter",
    OBSERVED,
    "Condition",
    "MedicationRequest",
    "DocumentReference",
    "Composition",
    "Claim",
)


def interactions(planted: Planted) -> Iterator[tuple[str, str, Any, dict[str, str]]]:
    """(method, path, body, headers) of every interaction that shows what is stored."""
    for kind in ABOUT:
        one = _fhir_id(kind)
        yield "GET", f"/{kind}/{one}", None, {}
        yield "HEAD", f"/{kind}/{one}", None, {}
        yield "GET", f"/{kind}/{one}?_summary=true", None, {}
        yield "GET", f"/{kind}/{one}/_history", None, {}
        yield "GET", f"/{kind}/{one}/_history/1", None, {}
        yield "GET", f"/{kind}/_history", None, {}
        yield "GET", f"/{kind}?_count=5", None, {}
        yield "GET", f"/{kind}?_id={one}", None, {}
        yield "POST", f"/{kind}/_search", b"_count=5", {"content_type": "application/x-www-form-urlencoded"}
        yield "GET", f"/{kind}/{one}/$meta", None, {}
        yield "GET", f"/{kind}/{one}/$validate", None, {}
        yield "GET", f"/{kind}/{one}", None, {"if_none_match": 'W/"1"'}
        yield "POST", "", {"resourceType": "Bundle", "type": "batch", "entry": [_get(f"{kind}/{one}")]}, {}
        yield (
            "POST",
            "",
            {"resourceType": "Bundle", "type": "transaction", "entry": [_get(f"{kind}/{one}")]},
            {},
        )
    patient, visit = _fhir_id("Patient"), _fhir_id("Encounter")
    yield "GET", "/_history", None, {}
    yield "GET", "?_type=Patient,Encounter", None, {}
    yield "POST", "/_search", b"_type=Patient", {"content_type": "application/x-www-form-urlencoded"}
    yield "GET", f"/Patient/{patient}/$everything", None, {}
    yield "GET", f"/Encounter/{visit}/$everything", None, {}
    yield "GET", f"/Patient/{patient}/{OBSERVED}", None, {}
    yield "GET", f"/Patient/{patient}/*", None, {}
    yield "GET", f"/{OBSERVED}?_include=*", None, {}
    yield "GET", f"/Patient?_id={patient}&_revinclude={OBSERVED}:subject", None, {}
    yield "GET", f"/{OBSERVED}?patient.identifier=099064000103", None, {}
    yield "GET", "/Patient?_has:Encounter:patient:status=finished", None, {}
    yield "POST", "/$fhirpath", _fhirpath(f"Patient/{patient}"), {}
    yield (
        "PUT",
        f"/Patient/{patient}",
        {"resourceType": "Patient", "id": patient},
        {"prefer": "return=representation"},
    )
    yield "PATCH", f"/Patient/{patient}", [{"op": "add", "path": "/active", "value": True}], {
        "content_type": "application/json-patch+json", "prefer": "return=representation",
    }  # fmt: skip
    yield "POST", "/Patient", {"resourceType": "Patient"}, {"if_none_exist": f"_id={patient}"}
    yield "POST", f"/Patient/{patient}/$meta-add", _labelled(), {}
    own = {"resourceType": OBSERVED, "id": "own", "status": "final", "code": {"text": "x"}}
    own["subject"] = {"reference": f"Patient/{patient}"}  # type: ignore[assignment]
    yield "PUT", f"/{OBSERVED}/own", own, {"prefer": "return=representation"}
    yield "DELETE", f"/{OBSERVED}/own", None, {}


def _get(url: str) -> dict[str, Any]:
    return {"request": {"method": "GET", "url": url}}


def _fhirpath(reference: str) -> dict[str, Any]:
    named = [
        {"name": "expression", "valueString": "name.text | identifier.value"},
        {"name": "reference", "valueReference": {"reference": reference}},
    ]
    return {"resourceType": "Parameters", "parameter": named}


def _labelled() -> dict[str, Any]:
    meta = {"name": "meta", "valueMeta": {"tag": [{"system": "urn:x", "code": "y"}]}}
    return {"resourceType": "Parameters", "parameter": [meta]}


def ask_fhir(
    call: Call, method: str, path: str, body: Any, headers: dict[str, str]
) -> tuple[Any, list[audit.TrailEntry]]:
    request_id = f"fhir-{next(_numbers):08d}"
    answer = call(method, path, body, x_request_id=request_id, **headers)
    return answer, audit.list_entries(sought=audit.TrailFilter(request_id=request_id))


def test_every_interaction_of_fhir_tells_once_whom_it_shows(planted: Planted) -> None:
    machine, faults = client(cast.integration()), []
    for method, path, body, headers in interactions(planted):
        answer, entries = ask_fhir(machine, method, path, body, headers)
        told = [(one.outcome, planted.person in one.persons) for one in entries]
        if answer.status >= 400 or told != [("allowed", True)]:
            faults.append((method, path, answer.status, told, answer.body[:200]))

    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_every_interaction_of_fhir_is_refused_once_to_who_may_nothing(planted: Planted) -> None:
    nobody = client(cast.staff("nobody", ("people.find", cast.ALL)), "nobody")
    for method, path, body, headers in interactions(planted):
        answer, entries = ask_fhir(nobody, method, path, body, headers)

        assert not shows(answer.body.decode(), path), path
        assert [one.outcome for one in entries] == ["refused"], (method, path, answer.status, entries)


def test_what_is_out_of_a_doctors_reach_is_absent_and_the_refusal_told(planted: Planted) -> None:
    stranger = client(cast.doctor(cast.PHONG_THO), "stranger")
    for kind in ABOUT:
        for path in (f"/{kind}/{_fhir_id(kind)}", f"/{kind}/{_fhir_id(kind)}/_history"):
            answer, entries = ask_fhir(stranger, "GET", path, None, {})

            assert answer.status == 404, path
            assert [(one.outcome, planted.person in one.persons) for one in entries] == [("refused", True)], (
                path
            )


def test_without_a_trail_no_interaction_of_fhir_shows_anybody(planted: Planted, trail: Trail) -> None:
    machine = client(cast.integration())
    trail.is_broken = True
    for method, path, body, headers in interactions(planted):
        answer = machine(method, path, body, **headers)

        assert b'"exception"' in answer.body or (method, answer.status) == ("HEAD", 500), (
            method,
            path,
            answer.body,
        )
        assert not shows(answer.body.decode(), path)


def test_the_trail_as_audit_events_tells_of_its_own_reading(planted: Planted) -> None:
    archive = client(cast.staff("archive", ("audit.read", cast.ALL)), "archive")
    patient = _fhir_id("Patient")
    for path in (
        f"/AuditEvent/trail-{planted.entry}",
        f"/AuditEvent?patient=Patient/{patient}",
        f"/Patient/{patient}/AuditEvent",
    ):
        answer, entries = ask_fhir(archive, "GET", path, None, {})

        assert answer.status == 200
        assert [(one.outcome, planted.person in one.persons) for one in entries] == [("allowed", True)], path


def test_what_the_api_of_claims_reports_is_told(planted: Planted) -> None:
    sender = client(cast.integration())
    who = Client(HTTP_AUTHORIZATION=f"Bearer {sender.token}")

    _, body, entries = ask(who, f"/api/claims/{planted.batch}", None)

    assert shows(body, "")
    assert [(one.outcome, one.act) for one in entries] == [("allowed", "claims.findings")]


@pytest.mark.parametrize("address", ["/my/record/", "/my/looks/", "/my/access/"])
def test_what_a_citizen_sees_of_the_own_record_is_told_once(planted: Planted, address: str) -> None:
    _, body, entries = ask(citizen(planted.person), address, None)

    assert shows(body, "") or address != "/my/record/"
    assert [(one.outcome, one.actor_id, planted.person in one.persons) for one in entries] == [
        ("allowed", f"citizen:{planted.person}", True)
    ]


@pytest.mark.parametrize("options", [["--json"], []])
def test_what_the_command_line_reports_is_told_once(tmp_path: Path, options: list[str]) -> None:
    wrong_sum = builders.dossier(XML1=[builders.summary([], [], MA_LK="DEMO-0001", T_TONGCHI_BV="123.00")])
    file = tmp_path / "claims.xml"
    file.write_bytes(
        format_.write_envelope(
            [format_.Outgoing(wrong_sum.tables, wrong_sum.level)], facility_code=cast.PROVINCIAL
        )
    )

    said = CliRunner().invoke(main, ["import", "claims", "--quiet", str(file), *options])

    assert shows(said.output, "")
    told = audit.list_entries(sought=audit.TrailFilter(act="claims.findings"))
    assert [(one.actor_id, one.outcome) for one in told] == [("system:operator", "allowed")]


def test_what_jobs_write_and_read_of_a_person_is_told(planted: Planted) -> None:
    written = audit.list_entries(sought=audit.TrailFilter(act="record.write"))
    assert [one for one in written if one.actor_id == "system:claims" and planted.person in one.persons]

    seal_all()
    before = len(audit.list_entries(sought=audit.TrailFilter(act="record.follow"), limit=500))
    for follower in find_followers():
        while outbox.advance(follower):
            pass
    followed = audit.list_entries(sought=audit.TrailFilter(act="record.follow"), limit=500)
    assert len(followed) > before
    assert all(one.actor_kind == "system" and one.detail["changes"] > 0 for one in followed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["page", "fhir"])
def test_the_entry_is_committed_before_the_answer_goes_out(planted: Planted, which: str) -> None:
    from django.db import connections

    ways: dict[str, Callable[[], object]] = {
        "page": lambda: Client(HTTP_AUTHORIZATION=f"Bearer {client(cast.integration()).token}").get(
            f"/api/claims/{planted.batch}"
        ),
        "fhir": lambda: client(cast.integration())("GET", f"/Patient/{_fhir_id('Patient')}"),
    }
    ways[which]()
    with connections["trail"].cursor() as cursor:
        cursor.execute("select act, outcome from audit_entry order by id desc limit 1")
        assert cursor.fetchone() == ({"page": "claims.findings", "fhir": "record.read"}[which], "allowed")
