"""Names that climb out of where files lie: in addresses, uploads, archives, lists and imports."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as ours
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hoaban.connect import claims as format_
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.record.tests.fhir_client import client
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Batch
from hoaban.shared.claims.services.uploads import safe_name
from hoaban.shared.claims.tests import builders
from tests import cast
from tests.attacks import addresses, world
from tests.guards.test_access import ACCESS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.7),
]
CLIMBING = [
    "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "..\\..\\secrets", "%2e%2e/%2e%2e/secrets",
    "....//....//secrets", "/etc/passwd", "file:///etc/passwd", "..%c0%afsecrets", "secrets/hoaban_secret_key%00.xml", "~root",
]  # fmt: skip
NAMES = ("document", "facility", "visit", "code", "what", "key", "audience", "username", "kind")
STRANGE = ["a\0b.xml", "\u202exml.exe", "x" * 500 + ".xml", ".", "..", "", "-rf.xml", ".htaccess"]
CANARY = "canh-bao-91c2"


@pytest.fixture
def var(settings: object, tmp_path: Path) -> Path:
    """The installation's folder, with a secret in it."""
    folder = tmp_path / "var"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets/hoaban_secret_key").write_text(CANARY)
    settings.VAR = folder  # type: ignore[attr-defined]
    return folder


@pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", 8.7)
@pytest.mark.parametrize("climbing", CLIMBING)
def test_static_files_are_those_that_were_collected(var: Path, climbing: str) -> None:
    inside = Path(ours.STATIC_ROOT).parent / "secrets"
    assert not (Path(ours.STATIC_ROOT) / "secrets").exists(), inside

    for where in (f"/static/{climbing}", f"/static/../{climbing}", f"/static/%2e%2e/{climbing}"):
        answer = Client().get(where)
        assert answer.status_code in {302, 400, 404}, where
        assert b"root:" not in answer.getvalue()
        assert CANARY.encode() not in answer.getvalue()


@pytest.mark.parametrize("role", ["doctor", "insurance_officer", "unit_staff_officer"])
def test_no_text_in_an_address_is_a_path(var: Path, role: str) -> None:
    browser = world.browser(role, world.OURS)

    for route in (one for one in ACCESS if "<str:" in one):
        for climbing in CLIMBING:
            names = dict.fromkeys(
                ("document", "facility", "visit", "code", "what", "key", "audience", "username", "kind"),
                climbing,
            )
            answer = browser.get(addresses.address(route, **names))
            assert answer.status_code in {302, 400, 403, 404, 405}, (route, climbing)
            assert CANARY.encode() not in answer.content


@pytest.mark.parametrize("name", [*CLIMBING, *STRANGE])
def test_what_a_sender_calls_a_file_is_no_path(var: Path, name: str) -> None:
    kept = safe_name(name)

    assert kept
    assert "/" not in kept
    assert "\\" not in kept
    assert "\0" not in kept
    assert len(kept.encode()) < 250
    assert (var / "uploads" / f"000-{kept}").resolve().parent == (var / "uploads").resolve()


def test_uploads_stay_in_the_folder_of_their_batch(var: Path) -> None:
    account("bhyt", "insurance_officer", world.OURS)
    browser = wholly_signed_in("bhyt")
    files = [SimpleUploadedFile("x.xml", b"<a/>", "application/xml") for _ in CLIMBING]
    for one, name in zip(files, CLIMBING, strict=True):
        one._name = f"{name}.xml"  # as a client that is no browser would send it

    assert browser.post("/claims/upload/", {"uploads": files, "receipt": ""}).status_code == 302

    (folder,) = (var / "uploads").iterdir()
    assert len(list(folder.iterdir())) == len(CLIMBING)
    assert {path.name for path in var.iterdir()} == {"uploads", "secrets"}


def test_an_archive_unpacks_nowhere(var: Path, tmp_path: Path) -> None:
    visit = builders.teacher_visit()
    whole = format_.write_envelope(
        [format_.Outgoing(visit.tables, visit.level)], facility_code=builders.HOSPITAL
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in (
            "../../climbed.xml",
            f"{tmp_path}/climbed.xml",
            "..\\climbed.xml",
            "a/../../climbed.xml",
        ):
            archive.writestr(name, whole)
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(var / "secrets/hoaban_secret_key"))
    account("bhyt", "insurance_officer", world.OURS)
    sent = SimpleUploadedFile("a.zip", packed.getvalue(), "application/zip")

    browser = wholly_signed_in("bhyt")
    browser.post("/claims/upload/", {"uploads": [sent], "receipt": ""})
    batch: UUID = Batch.objects.get().id
    services.run_delivered(batch)

    page = browser.get(f"/claims/batches/{batch}/").content.decode()
    assert not list(tmp_path.rglob("climbed.xml"))
    assert CANARY not in page


@pytest.mark.parametrize(
    "name", [*CLIMBING, "http://127.0.0.1:9/x.ndjson", "inbox/../../secrets/hoaban_secret_key", "."]
)
def test_an_import_names_files_of_the_inbox_only(var: Path, name: str) -> None:
    call = client(cast.integration())
    part = [{"name": "type", "valueCode": "Patient"}, {"name": "url", "valueUrl": name}]
    asked = {"resourceType": "Parameters", "parameter": [{"name": "input", "part": part}]}

    answer = call("POST", "/$import", asked)

    assert answer.status in {400, 403, 404, 422}, answer.status
    assert CANARY.encode() not in answer.body
