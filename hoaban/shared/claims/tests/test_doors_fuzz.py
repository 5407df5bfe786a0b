"""Whatever comes through the upload page or ``POST /api/claims``: an answer in words, never a fault, nothing half-stored."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.connect import claims as format_
from hoaban.foundation.accounts import api as accounts
from hoaban.kernel import clock
from hoaban.kernel.actor import system_actor
from hoaban.record.models import Resource
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Batch, BatchFile, Dossier, Submission
from hoaban.shared.claims.tests import builders
from hoaban.shared.claims.tests.test_dossier_pages import browser, teacher
from tests import cast

pytestmark = pytest.mark.django_db

FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
GOOD = format_.write_envelope(
    [format_.Outgoing(one.tables, one.level) for one in (teacher(), teacher(ma_lk="DEMO-0002"))],
    facility_code=builders.HOSPITAL,
)


@pytest.fixture
def token() -> str:
    steward, now = system_actor("test", "accounts.manage"), clock.now()
    grants = list(cast.integration().grants)
    accounts.register_client(actor=steward, name="integration", label="integration", grants=grants, now=now)
    return accounts.issue_token(actor=steward, client="integration", now=now, lifetime=timedelta(hours=1))


@pytest.fixture
def officer() -> Client:
    return browser("bhyt", "insurance_officer")


def post(token: str, body: bytes, kind: str, query: str = "?wait=true", **headers: str) -> Any:
    given_headers = {"Authorization": f"Bearer {token}", **headers}
    return Client().generic("POST", f"/api/claims{query}", body, content_type=kind, headers=given_headers)


def kept() -> set[Path]:
    """Folders of uploads that are still on disk."""
    uploads = Path(installation.VAR) / "uploads"
    return set(uploads.iterdir()) if uploads.exists() else set()


def archive(entries: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name or "x"), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def is_whole() -> bool:
    """Every dossier taken has its Encounter, and every Encounter its dossier."""
    encounters = set(Dossier.objects.values_list("id", flat=True))
    return (
        all(Resource.objects.filter(uid=one).exists() for one in encounters)
        and set(Submission.objects.exclude(encounter=None).values_list("encounter", flat=True)) <= encounters
    )


class TestApi:
    @FUZZ
    @given(
        body=st.one_of(st.binary(max_size=200), st.just(GOOD), st.text(max_size=100).map(str.encode)),
        kind=st.one_of(
            st.sampled_from(
                [
                    "application/xml", "text/xml; charset=utf-16", "application/zip", "multipart/form-data",
                    "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "", "x", "application/json",
                    "application/xml; charset=nonsense", "a" * 500, "multipart/form-data; boundary=" + "y" * 300,
                ]
            ),
            st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
        ),
        query=st.sampled_from(["", "?wait=true", "?wait=%00", "?receipt=%00%ff", "?wait=true&receipt=" + "9" * 500]),
    )  # fmt: skip
    def test_any_body_of_any_type_is_answered_in_words(
        self, token: str, body: bytes, kind: str, query: str
    ) -> None:
        answer = post(token, body, kind, query)

        assert answer.status_code < 500
        if answer.status_code >= 400:
            told = json.loads(answer.content)
            assert told, "an error says what is wrong"
        assert is_whole()

    @FUZZ
    @given(st.data())
    def test_a_damaged_file_is_stored_whole_or_not_at_all(self, token: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(GOOD) - 1))
        stop = data.draw(st.integers(start, min(len(GOOD), start + 400)))
        damaged = GOOD[:start] + data.draw(st.binary(max_size=20)) + GOOD[stop:]

        answer = post(token, damaged, "application/xml")

        assert answer.status_code == 200
        assert "INT-002" not in answer.content.decode(), "no fault of ours"
        assert is_whole()

    @FUZZ
    @given(
        names=st.lists(
            st.one_of(
                st.sampled_from(
                    [
                        "../../x.xml",
                        "/etc/passwd",
                        "C:\\x.xml",
                        "..\\x.xml",
                        "a/../../b.xml",
                        "\\\\host\\x",
                        "x\n.xml",
                    ]
                ),
                st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20),
            ),
            max_size=4,
            unique=True,
        ),
        content=st.one_of(st.just(GOOD), st.binary(max_size=50)),
    )
    def test_no_name_in_an_archive_leaves_it(self, token: str, names: list[str], content: bytes) -> None:
        answer = post(token, archive([(name, content) for name in names]), "application/zip")

        assert answer.status_code < 500
        assert is_whole()
        assert not (Path(installation.VAR) / "x.xml").exists()

    def test_a_bomb_is_refused_by_name(self, token: str) -> None:
        answer = post(token, archive([("bomb.xml", b"\0" * 60_000_000)]), "application/zip")

        assert answer.status_code == 200
        assert answer.json()["files"][0]["findings"][0]["code"] == "zip-ratio"

    @pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", "0", ""])
    def test_a_false_length_is_no_fault(self, token: str, length: str) -> None:
        answer = Client().generic(
            "POST", "/api/claims?wait=true", b"", content_type="application/xml",
            headers={"Authorization": f"Bearer {token}"}, CONTENT_LENGTH=length,
        )  # fmt: skip

        assert answer.status_code < 500

    def test_what_was_answered_leaves_no_upload_behind(self, token: str) -> None:
        before = kept()
        post(token, GOOD, "application/xml")
        post(token, b"", "application/xml")
        post(token, b"x", "text/plain")

        assert kept() == before

    def test_the_report_of_a_batch_of_another_client_does_not_exist(self, token: str) -> None:
        for name in ("00000000-0000-4000-8000-000000000000", "x", "%00"):
            answer = Client().get(f"/api/claims/{name}", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 404


class TestUpload:
    @FUZZ
    @given(
        name=st.one_of(
            st.sampled_from(["../../a.xml", "a" * 300 + ".xml", "con", ".", "..", "a/b\\c.xml", "\u202e.xml", "%00.xml"]),
            st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30),
        ),
        content=st.one_of(st.binary(max_size=100), st.just(GOOD)),
        receipt=st.text(max_size=120),
    )  # fmt: skip
    def test_any_file_of_any_name_is_taken_or_refused_in_words(
        self, officer: Client, name: str, content: bytes, receipt: str
    ) -> None:
        batches = Batch.objects.count()
        body = SimpleUploadedFile("x", content, "application/xml")
        body._name = name  # what a browser of ill will may send; the class would clean it

        answer = officer.post("/claims/upload/", {"uploads": [body], "receipt": receipt})

        assert answer.status_code in {302, 400}
        if answer.status_code == 400:
            assert 'class="summary"' in answer.content.decode()
            assert Batch.objects.count() == batches
            return
        batch = Batch.objects.latest("created_at")
        services.run_delivered(batch.id)
        assert officer.get(answer["Location"]).status_code == 200
        assert all(
            Path(path).is_relative_to(Path(installation.VAR).resolve())
            for path in BatchFile.objects.values_list("path", flat=True)
        )
        assert is_whole()

    @FUZZ
    @given(st.dictionaries(st.text(max_size=10) | st.just("uploads"), st.text(max_size=20), max_size=4))
    def test_a_form_without_files_is_refused_in_words(self, officer: Client, fields: dict[str, str]) -> None:
        answer = officer.post("/claims/upload/", fields)

        assert answer.status_code == 400
        assert not Batch.objects.exists()
