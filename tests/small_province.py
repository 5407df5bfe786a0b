"""A province small enough to be counted by hand: visits written through the door, followed into figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from click.testing import CliRunner, Result
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import clock, ids, outbox
from hoaban.kernel.actor import Purpose, Scope, system_actor
from hoaban.kernel.tests.sealing import seal_all
from hoaban.ops.cli.figures import figures
from hoaban.ops.demo.facilities import register_demo_facilities
from hoaban.oversight.command_centre import followers
from hoaban.record import api as record
from hoaban.record.shapes import Entry
from tests import cast

OURS = "https://hoaban.example/fhir/"
PASSWORD = "Hoa-Ban-2026-only-for-tests"
KHONG_LAO = "03583"


@dataclass(frozen=True, slots=True)
class Visit:
    """What figures count of a visit. Amounts in VND."""

    key: str
    start: str = "2026-11-10T09:00:00+07:00"
    facility: str = cast.PROVINCIAL
    commune: str = cast.DAO_SAN
    icd10: str = "J18.9"
    admitted: bool = False
    referred: bool = False
    total: int = 100_000
    fund: int = 80_000
    copayment: int = 20_000
    patient: str = ""
    labelled: str = ""
    """An ICD-10 code that makes the visit a sensitive fact."""

    def id_of(self, kind: str) -> str:
        """The id of its Encounter, Condition, Claim or Patient."""
        return str(
            ids.uuid8_timeless(
                "small-province", kind, (self.patient if kind == "Patient" else "") or self.key
            )
        )


TOLD = (
    Visit("a"),
    Visit("b", start="2026-11-10T10:00:00+07:00", admitted=True, total=2_000_000, fund=1_900_000, copayment=100_000),
    Visit("c", start="2026-11-12T08:00:00+07:00", facility=cast.PHONG_THO, referred=True, icd10="S06.0"),
    Visit("d", start="2026-11-12T08:30:00+07:00", facility=cast.PHONG_THO, commune=KHONG_LAO, icd10="J18.0"),
    Visit("e", start="2026-10-05T08:30:00+07:00", commune=KHONG_LAO, icd10="I10", total=50_000, fund=0, copayment=0),
    Visit("f", start="2026-11-12T09:00:00+07:00", icd10="B20", labelled="B20", total=700_000, fund=700_000, copayment=0),
)  # fmt: skip
"""Five plain visits, four of them in November, and one of a person with HIV."""


def tell(*visits: Visit) -> None:
    """Write visits as one transaction each, and let the figures follow."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    for one in visits:
        door.transact([Entry("PUT", body["resourceType"], body["id"], body) for body in resources(one)])
    follow()


def withdraw(one: Visit) -> None:
    """Take a visit back, with its diagnosis and its claim."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.transact(
        [Entry("DELETE", kind, one.id_of(kind), None) for kind in ("Claim", "Condition", "Encounter")]
    )
    follow()


def follow() -> None:
    """Seal what was announced and let the follower read it to the end."""
    seal_all()
    for follower in followers.FOLLOWERS:
        while outbox.advance(follower):
            pass


def rebuild() -> Result:
    """``hoaban figures rebuild``."""
    return CliRunner().invoke(figures, ["rebuild"])


def resources(one: Visit) -> list[dict[str, Any]]:
    """Patient, Encounter, Condition and Claim of a visit."""
    patient, encounter = one.id_of("Patient"), one.id_of("Encounter")
    visit = cast.encounter(UUID(encounter), UUID(patient), one.facility) | {"period": {"start": one.start}}
    visit["class"]["code"] = "IMP" if one.admitted else "AMB"
    visit["serviceProvider"]["identifier"] = {"system": f"{OURS}sid/facility-code", "value": one.facility}
    visit["diagnosis"] = [{"condition": {"reference": f"Condition/{one.id_of('Condition')}"}, "rank": 1}]
    if one.referred:
        visit["hospitalization"] = {"dischargeDisposition": _coded(f"{OURS}CodeSystem/ma-loai-rv", "2")}
    if one.labelled:
        visit["reasonCode"] = [_coded("http://hl7.org/fhir/sid/icd-10", one.labelled)]
    return [
        cast.patient(UUID(patient), f"Lò Văn {one.key.title()}", one.commune),
        visit,
        cast.condition(UUID(one.id_of("Condition")), UUID(patient), UUID(encounter), one.icd10),
        _claim(one, patient, encounter),
    ]


def _claim(one: Visit, patient: str, encounter: str) -> dict[str, Any]:
    sums = {"T_TONGCHI_BH": one.total, "T_BHTT": one.fund, "T_BNCCT": one.copayment,
            "T_BNTT": one.total - one.fund - one.copayment}  # fmt: skip
    organization = {"reference": f"Organization/{places.organization_id(one.facility)}"}
    return {
        "resourceType": "Claim", "id": one.id_of("Claim"), "status": "active", "use": "claim",
        "type": _coded("http://terminology.hl7.org/CodeSystem/claim-type", "institutional"),
        "patient": {"reference": f"Patient/{patient}"}, "created": one.start[:10], "provider": organization,
        "priority": _coded("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "BHYT"}}],
        "item": [{"sequence": 1, "productOrService": {"text": "Khám"}, "encounter": [{"reference": f"Encounter/{encounter}"}]}],
        "total": _vnd(one.total),
        "extension": [
            {
                "url": f"{OURS}StructureDefinition/claim-totals",
                "extension": [{"url": name, "valueMoney": _vnd(value)} for name, value in sums.items()],
            }
        ],
    }  # fmt: skip


def _coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _vnd(value: int) -> dict[str, Any]:
    return {"value": value, "currency": "VND"}


def open_facilities() -> None:
    """Enter the demo's facilities, so that pages know their names."""
    register_demo_facilities(actor=system_actor("test", "system.manage"), now=clock.now())


def browser(role: str, scope: Scope) -> Client:
    """A person of this role who signed in."""
    officer, now = system_actor("test", "accounts.manage"), clock.now()
    name = f"{role}.{scope.code or 'all'}".replace("_", "-").lower()
    newcomer = accounts.Newcomer(
        username=name,
        display_name="Người Thử",
        post_vi="Thử",
        post_en="Test",
        password=PASSWORD,
        temporary=False,
    )
    accounts.register_account(actor=officer, newcomer=newcomer, now=now)
    accounts.assign(actor=officer, username=name, role=role, scope=scope, now=now)
    made = Client()
    made.post("/sign-in/", {"username": name, "password": PASSWORD})
    return made
