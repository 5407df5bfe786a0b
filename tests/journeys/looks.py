"""One planted person, and what must be true of every answer that shows them: one entry in the trail, no more, no less."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.middleware import REQUEST_ID
from hoaban.foundation.accounts.tests.people import wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.foundation.audit.queries.keys import digest_key
from hoaban.foundation.audit.services import writing
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.kernel.clock import vietnam_day
from hoaban.record import api as record
from hoaban.record.models import Resource
from hoaban.record.shapes import Entry
from hoaban.shared.auditing.api import mark_person
from hoaban.shared.auditing.models import Finding, Mark
from hoaban.shared.chart.tests.test_pages import PASSWORD, bring
from hoaban.shared.claims.models import Batch, Submission
from hoaban.shared.claims.tests import builders
from hoaban.shared.messaging import api as messaging
from hoaban.shared.messaging.models import Message
from hoaban.shared.people import api as people
from hoaban.shared.people import fhir
from hoaban.shared.people.models import Decision, Doubt, HouseholdMember, Human
from hoaban.shared.privacy.api import Asking, ask_about_data
from tests import cast
from tests.arrivals import Arrived, hand_over, receive
from tests.sheets import FORM, begin_form
from tests.small_province import open_facilities

PLANTED = ("Lò Văn Inh", "099064000103", "0000000103", "0100000103", "HT3120000000103", "DEMO-0001")
"""What stands in one person's record and nowhere else."""
TOLD_BY_DOSSIER = frozenset(
    {"claims.list", "claims.read", "claims.findings", "claims.submit", "figures.single"}
)
"""Acts about dossiers or numbers: the trail names these, not the people."""
numbers = count(1)
AT = {
    "all": Scope("all"),
    "facility": Scope("facility", cast.PROVINCIAL),
    "department": Scope("department", f"{cast.PROVINCIAL}.K01"),
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
    message: UUID
    outgoing: UUID
    household: UUID
    stay: UUID
    mark: int
    arrived: Arrived

    def fill(self, route: str) -> str:
        """An address of a route of the access table."""
        values: dict[str, object] = {
            "person": self.person, "visit": self.visit, "document": self.document, "batch": self.batch, "ref": self.ref,
            "version": 1, "emergency": self.emergency, "finding": self.finding, "one": min(self.person, self.other),
            "other": max(self.person, self.other), "entry": self.entry, "username": "tester", "code": cast.PROVINCIAL,
            "facility": cast.PROVINCIAL, "kind": "csv", "what": "correct", "key": "national", "audience": "staff",
            "number": self.number, "message": self.message, "household": self.household, "mark": self.mark, "section": "timeline",
            "outgoing": self.outgoing, "form": FORM,
        }  # fmt: skip
        values |= {"point": self.arrived.point, "ticket": self.arrived.ticket}
        values |= {"paper": self.arrived.paper, "paper_kind": "coverage", "part": "xml"}
        ours = {("uuid", "visit"): self.arrived.visit}  # the chart names visits of every source by text
        unknown = {"uuid": uuid4(), "int": 987654321, "str": "none"}
        values |= {"entry": self.stay, "kind": "stay"} if "<uuid:entry>" in route else {}
        return "/" + re.sub(
            r"<(\w+):(\w+)>",
            lambda one: str(ours.get((one[1], one[2]), values.get(one[2], unknown[one[1]]))),
            route,
        )


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    bring(tmp_path, builders.teacher_visit())
    open_facilities()
    person = Human.objects.get(name="Lò Văn Inh").id
    other = Human.objects.create(
        id=uuid4(), name="Ai Khác", name_sort="ai khac", sex="male", birth="1990", keys=[]
    )
    doctor = opened_account("bs.khancap", "doctor", Scope("facility", cast.PHONG_THO))
    actor, now = accounts.actor_of(doctor), clock.now()
    accounts.break_glass(actor=actor, person=person, kind="life", words="Hôn mê sau tai nạn xe máy", now=now)
    emergency = accounts.emergencies_of_person([person])[0]
    reviewer = accounts.actor_of(opened_account("kiemtra.dat", "auditor", Scope("all")))
    Decision.objects.create(
        id=uuid4(), verdict="different", one=person, other=other.id, reason="Khác", decided_at=now,
        decided_by="account:x", before={},
    )  # fmt: skip
    one, two = sorted((person, other.id))
    Doubt.objects.create(one=one, other=two, reason="name")
    mark_person(actor=reviewer, person=person, kind="public", words="Người nhiều người biết", now=now)
    finding = Finding.objects.create(
        id=uuid4(), rule="marked", actor_id=actor.id, starts_at=now, ends_at=now, persons=[person],
        figures={"looks": 1, "limit": 1}, found_at=now,
    )  # fmt: skip
    begin_form((arrived := receive(person)).visit)
    return Planted(
        person, fhir_id("Encounter"), fhir_id("DocumentReference"), Batch.objects.get().id, Submission.objects.get().ref,
        emergency.id, finding.pk, other.id, audit.list_looks(persons=[person], limit=1)[0].id, _asked(person),
        _to_be_told(person), hand_over(person), *_housed(person), Mark.objects.get().pk, arrived,
    )  # fmt: skip


def _asked(person: UUID) -> int:
    """A request about the person's data, taken down at the desk."""
    desk = accounts.actor_of(opened_account("quay.dat", "reception", Scope("facility", cast.PROVINCIAL)))
    asking = Asking("copy", "Xin bản in hồ sơ", identified="known")
    return ask_about_data(actor=desk, person=person, asking=asking, once="", now=clock.now())


def _housed(person: UUID) -> tuple[UUID, UUID]:
    """A household that the person heads, and the stay by which they live there."""
    keeper, now = cast.staff("keeper", ("people.households", cast.ALL)), clock.now()
    home = people.found_household(
        actor=keeper,
        head=person,
        commune_code=AT["commune"].code,
        address="",
        since=clock.vietnam_day(now),
        now=now,
    )
    return home, HouseholdMember.objects.get(household=home).pk


def _to_be_told(person: UUID) -> UUID:
    """A message that the station has to tell the person."""
    made = messaging.send_message(
        actor=cast.staff("kiemtra"), person=person, template="request-answered", values={"number": 1}, about="request/1",
        now=clock.now(),
    )  # fmt: skip
    Message.objects.filter(pk=made).update(state="to_tell", commune_code=AT["commune"].code)
    return made


def fhir_id(kind: str) -> str:
    from hoaban.record.engine import structure

    row = Resource.objects.filter(type=structure.type_number(kind)).exclude(person=None).first()
    assert row is not None
    return row.given_id or str(row.uid)


def opened_account(name: str, role: str, scope: Scope) -> str:
    officer, now = system_actor("test", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(name, "Người Thử", "Thử", "Test", PASSWORD, temporary=False)
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    if entrusted := accounts.entrusted_of(scope):
        days, paper = (vietnam_day(now), vietnam_day(now)), accounts.Basis("person", "Giấy số 12")
        accounts.assign_for_person(
            actor=officer, username=name, role=role, entrusted=entrusted, period=days, basis=paper, reason="", now=now
        )  # fmt: skip
        _say_entrusted(entrusted, days[0])
    else:
        accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)
    return name


def _say_entrusted(entrusted: accounts.Entrusted, day: date) -> None:
    """As the register of people does, of a facility that this world has in no register."""
    here = fhir.Carer(places.organization_id(entrusted.facility_code), "Cơ sở")
    patient, code = fhir_id("Patient"), entrusted.scope.code
    team = fhir.build_entrusting(uuid4(), patient, here, code=code, since=day, until=day)
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact([Entry("PUT", "CareTeam", team["id"], team)])


def browser(name: str, role: str, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody of a role who signed in wholly."""
    monkeypatch.setattr("hoaban.foundation.accounts.tests.people.PASSWORD", PASSWORD)
    made = wholly_signed_in(opened_account(name, role, scope))
    made.raise_request_exception = False
    return made


def ask(
    who: Client, address: str, form: dict[str, str] | None, **extra: str
) -> tuple[Any, str, list[audit.TrailEntry]]:
    """The answer, its text, and what the trail tells of the request."""
    request_id = f"q-{next(numbers):08d}"
    named: dict[str, Any] = {REQUEST_ID: request_id, **extra}
    answer = who.get(address, **named) if form is None else who.post(address, form, **named)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    entries = audit.list_entries(sought=audit.TrailFilter(request_id=request_id)) if request_id else []
    return answer, body.decode("utf-8", "replace"), entries


def text(answer: Any) -> str:
    """What a page says, its letters as a reader sees them."""
    return html.unescape(answer.content.decode())


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
