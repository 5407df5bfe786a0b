"""Forms and bodies that carry more than was asked for, or name what is not the sender's to say."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from hoaban.foundation.accounts.models import Account
from hoaban.foundation.accounts.tests.people import PASSWORD, account, wholly_signed_in
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import models as staff_rows
from hoaban.kernel import clock
from hoaban.record.tests.fhir_client import a_patient, client
from hoaban.shared.people.models import Human, PatientLink
from tests import cast
from tests.attacks import world
from tests.attacks.world import OURS, THEIRS, World
from tests.guards.tree import name, sources

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", 7.1),
]
WISHES = {
    "id": "00000000-0000-4000-8000-000000000001", "pk": "1", "is_superuser": "on", "is_staff": "1", "is_active": "1",
    "role": "accounts_officer", "grants": "record.read:TREAT", "actor": "account:giamdoc", "by": "account:giamdoc",
    "created_at": "2020-01-01", "labels": "0", "scope": "all", "second_factor": "", "must_change_password": "",
}  # fmt: skip
"""Fields that no form has, by which somebody could hope to change what the form is not about."""


_WHOLE = {"dict", "items", "lists", "values", "copy"}
"""What of a form is all of it."""


@pytest.fixture
def things(tmp_path: Path) -> World:
    return world.build(tmp_path)


def test_no_view_hands_on_a_whole_form() -> None:
    """Each field is named where it is used: nothing takes all that was sent, and no form is made from a model."""
    found = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in _WHOLE
                and ast.unparse(node.value).endswith("request.POST")
            ):
                found.append((name(path), ast.unparse(node)))
            if isinstance(node, ast.ClassDef) and any(
                "ModelForm" in ast.unparse(base) for base in node.bases
            ):
                found.append((name(path), node.name))
            if (
                isinstance(node, ast.keyword)
                and node.arg is None
                and "request.POST" in ast.unparse(node.value)
            ):
                found.append((name(path), ast.unparse(node.value)))
    assert found == []


def test_signing_in_and_ones_own_pages_change_nothing_but_what_they_ask() -> None:
    account("ke.gian", "clerk", world.OURS)
    browser = wholly_signed_in("ke.gian")
    kept = _row()

    browser.post("/language/", {"language": "vi", "next": "/", **WISHES})
    browser.post("/account/", WISHES)
    browser.post("/account/pin/", {"pin": "730184", "again": "730184", **WISHES})
    new = {"old": PASSWORD, "password": "Mot-cau-rieng-2027!", "again": "Mot-cau-rieng-2027!", **WISHES}
    browser.post("/account/password/", new)

    changed = {field for field, value in _row().items() if kept[field] != value}
    assert changed <= {"password", "password_set_at"}, changed


def _row() -> dict[str, Any]:
    (row,) = Account.objects.filter(username="ke.gian").values()
    return row


def test_a_staff_file_belongs_to_whoever_the_address_names(things: World) -> None:
    mine = world.browser("unit_staff_officer", THEIRS)
    typed = {"name": "Vàng Thị Sua", "birth": "1992", "sex": "female", "profession": "midwife", "start": "2025-01-01",
             "post": "Hộ sinh"}  # fmt: skip

    refused = mine.post("/staff/new/", {**typed, "facility_code": cast.PROVINCIAL, **WISHES})
    made = mine.post(
        "/staff/new/", {**typed, "facility_code": cast.PHONG_THO, "member": str(things.member), **WISHES}
    )

    assert refused.status_code == 400
    assert made.status_code == 302
    assert WISHES["id"] not in made.headers["Location"]
    file = workforce.find_file(things.member)
    assert file is not None
    assert (file.member.name, [one.facility_code for one in file.posts]) == (
        "Quàng Thị Diên",
        [cast.PROVINCIAL],
    )


def test_nobody_plans_or_sends_lists_for_another_unit(things: World) -> None:
    mine = world.browser("unit_staff_officer", THEIRS)
    day = clock.vietnam_day(clock.now()).isoformat()
    turn = {
        "member": str(things.member),
        "day": day,
        "opens": "07:00",
        "closes": "11:00",
        "facility": cast.PROVINCIAL,
    }
    own = world.browser("unit_staff_officer", OURS)
    file = BytesIO(own.get(f"/staff/lists/{cast.PROVINCIAL}.xlsx").content)
    file.name = "ds.xlsx"

    for where in ("/staff/rota/", f"/staff/rota/?facility={cast.PROVINCIAL}"):
        mine.post(where, turn)
    sent = mine.post("/staff/lists/", {"facility": cast.PROVINCIAL, "file": file})

    assert staff_rows.Shift.objects.count() == 1
    assert sent.status_code in {400, 403, 404}


def test_who_registers_somebody_joins_them_to_nobody(things: World) -> None:
    reception = world.browser("reception", THEIRS)
    typed = {
        "circumstance": "known",
        "name": "Tẩn Mẩy Thử",
        "birth": "5/6/1970",
        "sex": "female",
        "method": "MANUAL",
    }
    wishes = {
        **WISHES,
        "human": str(things.person),
        "rule": "certain",
        "facility": cast.PROVINCIAL,
        "version": "9",
    }
    before = set(PatientLink.objects.values_list("fhir_id", "human"))

    looked = reception.post("/people/register/", {**typed, **wishes, "act": "look"}).content.decode()
    sure = looked.split('name="sure" value="')[1].split('"')[0]
    made = reception.post("/people/register/", {**typed, **wishes, "act": "new", "sure": sure})

    assert made.status_code == 302
    assert before < set(PatientLink.objects.values_list("fhir_id", "human"))
    new = Human.objects.get(name="Tẩn Mẩy Thử")
    assert new.id not in {things.person, WISHES["id"]}
    assert not PatientLink.objects.filter(human=new.id, rule="certain").exists()


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_the_server_says_of_a_resource_no_client_says(method: str) -> None:
    call = client(cast.integration())
    meta = {"versionId": "99", "lastUpdated": "1999-01-01T00:00:00Z", "source": "urn:x",
            "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}]}  # fmt: skip
    path = "/Patient" if method == "POST" else "/Patient/cua-toi"

    made = call(method, path, a_patient(id="cua-toi", meta=meta))
    kept = call("GET", f"/Patient/{made.id}").json

    assert made.status == 201
    assert (kept["id"] == "cua-toi") == (method == "PUT")
    assert kept["meta"]["versionId"] == "1"
    assert not kept["meta"]["lastUpdated"].startswith("1999")


@pytest.mark.parametrize(
    "patch",
    [
        [{"op": "replace", "path": "/id", "value": "other"}],
        [{"op": "replace", "path": "/resourceType", "value": "Observation"}],
        [{"op": "replace", "path": "/meta/versionId", "value": "77"}],
        [{"op": "replace", "path": "/meta/lastUpdated", "value": "1999-01-01T00:00:00Z"}],
    ],
    ids=["id", "type", "version", "time"],
)
def test_a_patch_does_not_reach_what_the_server_keeps(patch: list[dict[str, str]]) -> None:
    call = client(cast.integration())
    call("PUT", "/Patient/cua-toi", a_patient(id="cua-toi"))

    call("PATCH", "/Patient/cua-toi", patch, content_type="application/json-patch+json")

    kept = call("GET", "/Patient/cua-toi").json
    assert (kept["id"], kept["resourceType"]) == ("cua-toi", "Patient")
    assert kept["meta"]["versionId"] in {"1", "2"}
    assert not kept["meta"]["lastUpdated"].startswith("1999")


def test_a_sensitive_fact_stays_one_whatever_label_it_comes_with(things: World) -> None:
    """Labels follow from codes: a writer who leaves them out, or says that all may read, shows nothing to anybody."""
    writes, reads = client(cast.integration()), client(cast.doctor(), "reads")
    code = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "B20"}]}
    patient = writes("GET", "/Patient?_count=1").json["entry"][0]["resource"]["id"]
    fact = {"resourceType": "Condition", "subject": {"reference": f"Patient/{patient}"}, "code": code}
    open_to_all = {
        "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "U"}]
    }
    for told in (fact, {**fact, "meta": open_to_all}):
        made = writes("POST", "/Condition", told)
        assert made.status == 201
        assert reads("GET", f"/Condition/{made.id}").status == 404
        meta = writes("GET", f"/Condition/{made.id}").json["meta"]
        parameters = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}]}
        writes("POST", f"/Condition/{made.id}/$meta-delete", parameters)
        assert reads("GET", f"/Condition/{made.id}").status == 404
    assert reads("GET", f"/Patient/{patient}").status == 200, "the person themself is in reach"
