from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Batch, Dossier
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = pytest.mark.django_db

PASSWORD = "Hoa-Ban-2026-only-for-tests"
XML = "application/xml"


def file(facility: str = builders.HOSPITAL, **head: str) -> bytes:
    one = builders.teacher_visit(MA_CSKCB=facility, **head)
    return format_.write_envelope([format_.Outgoing(one.tables, one.level)], facility_code=facility)


@pytest.fixture
def officer() -> Client:
    """The insurance officer of the provincial hospital."""
    steward, now = system_actor("test", "accounts.manage"), clock.now()
    newcomer = accounts.Newcomer(
        username="bhyt",
        display_name="Phạm Bích Ngọc",
        post_vi="BHYT",
        post_en="Claims",
        password=PASSWORD,
        temporary=False,
    )
    accounts.register_account(actor=steward, newcomer=newcomer, now=now)
    accounts.assign(
        actor=steward, username="bhyt", role="insurance_officer", scope=Scope("facility", "12981"), now=now
    )
    browser = Client()
    browser.post("/sign-in/", {"username": "bhyt", "password": PASSWORD})
    return browser


@pytest.fixture
def token() -> str:
    steward, now = system_actor("test", "accounts.manage"), clock.now()
    grants = list(cast.integration().grants)
    accounts.register_client(actor=steward, name="integration", label="integration", grants=grants, now=now)
    return accounts.issue_token(actor=steward, client="integration", now=now, lifetime=timedelta(hours=1))


def post(token: str, body: bytes, kind: str = XML, query: str = "?wait=true") -> Any:
    return Client().generic(
        "POST", f"/api/claims{query}", body, content_type=kind, headers={"Authorization": f"Bearer {token}"}
    )


class TestUploadPage:
    def test_files_become_a_batch_that_the_background_reads(self, officer: Client) -> None:
        sent = officer.post(
            "/claims/upload/", {"uploads": [SimpleUploadedFile("a.xml", file(), XML)], "receipt": ""}
        )
        batch = Batch.objects.get()

        assert sent.status_code == 302
        services.run_delivered(batch.id)
        page = officer.get(sent["Location"]).content.decode()
        assert Dossier.objects.count() == 1
        assert "099064000103" not in page, "values that identify a person are masked"
        assert not list((Path(batch.files.get().path)).glob("*")), "what was uploaded is gone when it is done"

    def test_a_dossier_of_another_facility_is_refused_and_said(self, officer: Client) -> None:
        body = SimpleUploadedFile("a.xml", file(builders.HEALTH_CENTRE), XML)
        officer.post("/claims/upload/", {"uploads": [body], "receipt": ""})
        services.run_delivered(Batch.objects.get().id)

        page = officer.get(f"/claims/batches/{Batch.objects.get().id}/").content.decode()

        assert not Dossier.objects.exists()
        assert "INT-001" in page

    def test_files_are_called_as_their_sender_calls_them(self, officer: Client) -> None:
        officer.post(
            "/claims/upload/",
            {"uploads": [SimpleUploadedFile("thang-10.xml", file()[:300], XML)], "receipt": ""},
        )
        batch = Batch.objects.get().id
        services.run_delivered(batch)

        for place in ("", f"batches/{batch}/", f"batches/{batch}/findings.csv"):
            page = officer.get(f"/claims/{place}").content.decode()
            assert "thang-10.xml" in page, place
            assert "uploads/" not in page, place
            assert "000-thang" not in page, place

    def test_no_file_is_said(self, officer: Client) -> None:
        assert officer.post("/claims/upload/", {"receipt": ""}).status_code == 400

    def test_batches_of_others_do_not_exist(self, officer: Client, token: str) -> None:
        post(token, file())

        assert officer.get(f"/claims/batches/{Batch.objects.get().id}/").status_code == 404
        assert officer.get("/claims/").status_code == 200

    def test_findings_can_be_taken_away_as_a_harmless_table(self, officer: Client) -> None:
        officer.post(
            "/claims/upload/",
            {"uploads": [SimpleUploadedFile("a.xml", file(T_THUOC="1"), XML)], "receipt": ""},
        )
        services.run_delivered(Batch.objects.get().id)

        table = officer.get(f"/claims/batches/{Batch.objects.get().id}/findings.csv").content.decode()

        assert "T_THUOC" in table
        assert not [line for line in table.splitlines()[1:] if line.startswith(("=", "+", "-", "@"))]


class TestApi:
    def test_a_small_file_is_answered_with_its_report(self, token: str) -> None:
        told = post(token, file()).json()

        assert told["totals"]["stored"] == 1
        dossier = told["files"][0]["dossiers"][0]
        assert {"facility", "ma_lk", "verdict", "findings"} <= set(dossier)
        assert told["files"][0]["path"] == "body.xml", "where it lies on our disk is nobody's business"

    def test_the_same_file_again_changes_nothing(self, token: str) -> None:
        post(token, file())

        assert post(token, file()).json()["totals"]["unchanged"] == 1

    def test_a_receipt_with_odd_characters_is_refused_and_nothing_is_kept(self, token: str) -> None:
        answer = post(token, file(), query="?wait=true&receipt=A%00B")

        assert answer.status_code == 400
        assert "receipt" in answer.content.decode()
        assert not Batch.objects.exists()

    def test_without_waiting_the_address_of_the_batch_is_given(self, token: str) -> None:
        answer = post(token, file(), query="")
        told = Client().get(answer["Location"], headers={"Authorization": f"Bearer {token}"})

        assert answer.status_code == 202
        assert json.loads(told.getvalue())["state"] == "waiting"

    def test_no_token_no_door(self) -> None:
        assert Client().generic("POST", "/api/claims", file(), content_type=XML).status_code == 401

    @pytest.mark.parametrize(
        ("kind", "status"), [("text/html", 415), ("application/json", 415), ("multipart/form-data", 400)]
    )
    def test_other_media_are_refused_in_words(self, token: str, kind: str, status: int) -> None:
        assert post(token, b"x", kind).status_code in {status, 400}

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        body=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
        kind=st.sampled_from([XML, "application/zip"]),
    )
    def test_no_body_ends_in_a_fault_of_ours(self, token: str, body: bytes, kind: str) -> None:
        assert post(token, body, kind).status_code < 500
