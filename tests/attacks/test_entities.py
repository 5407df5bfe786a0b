"""XML that names files, other addresses, or itself many times: through every door that reads XML.

The readers' own tests have the words of each refusal; here all doors meet the same documents.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hoaban.connect import claims, sheets
from hoaban.foundation.workforce.rules import unit_list
from hoaban.record.tests.fhir_client import Call, client
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:L/SC:L/SI:N/SA:N", 7.1),
]
CANARY = "canh-bao-7f3a"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file whose content must not come out anywhere."""
    path = tmp_path / "canary.txt"
    path.write_text(CANARY, encoding="utf-8")
    return path


def _doctypes(file: Path) -> dict[str, str]:
    chain = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9))
    return {
        "external": f'<!DOCTYPE r [<!ENTITY x SYSTEM "{file.as_uri()}">]>',
        "parameter": f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{file.as_uri()}"> %p; <!ENTITY x "{CANARY}">]>',
        "public": f'<!DOCTYPE r PUBLIC "-//x//y" "{file.as_uri()}">',
        "network": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
        "bomb": f'<!DOCTYPE r [<!ENTITY b0 "ha">{chain}<!ENTITY x "&b8;">]>',
        "far down": f'<!--{"x" * 70_000}--><!DOCTYPE r [<!ENTITY x "haha">]>',
    }


def _xinclude(file: Path) -> str:
    return f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file.as_uri()}" parse="text"/>'


def _fhir(doctype: str, text: str) -> bytes:
    """The resource itself."""
    resource = f'<Patient xmlns="http://hl7.org/fhir"><name><text value="{text}"/></name></Patient>'
    return _called("/Patient", f"{doctype}{resource}")


def _narrative(doctype: str, text: str) -> bytes:
    """XHTML inside JSON."""
    div = f'{doctype}<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'
    call = client(cast.integration())
    made = call("POST", "/Patient", {"resourceType": "Patient", "text": {"status": "generated", "div": div}})
    assert made.status in {400, 422}
    return made.body


def _called(path: str, body: str) -> bytes:
    call: Call = client(cast.integration())
    answer = call("POST", path, body.encode(), content_type="application/fhir+xml")
    assert answer.status in {400, 422}
    return answer.body


def _claims_envelope(doctype: str, text: str) -> bytes:
    return _read(f"{doctype}<GIAMDINHHS><MACSKCB>{text}</MACSKCB></GIAMDINHHS>".encode())


def _claims_table(doctype: str, text: str) -> bytes:
    inner = base64.b64encode(f"{doctype}<TONG_HOP><MA_LK>{text}</MA_LK></TONG_HOP>".encode()).decode()
    file = f"<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>{inner}</NOIDUNGFILE></FILEHOSO>"
    return _read(
        f"<GIAMDINHHS><THONGTINHOSO><DANHSACHHOSO><HOSO>{file}</HOSO></DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>".encode()
    )


def _read(content: bytes) -> bytes:
    found = list(claims.read(io.BytesIO(content)))
    assert found
    assert not [one for one in found if isinstance(one, claims.Dossier) and not one.problems]
    return repr(found).encode()


def _sheet(part: str) -> Callable[[str, str], bytes]:
    def send(doctype: str, text: str) -> bytes:
        """One part of a workbook."""
        book = sheets.write(unit_list.columns(), [], name=unit_list.SHEET)
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                body = old.read(name)
                if name == part:
                    head, tail = body.split(b"?>", 1)
                    body = head + b"?>" + doctype.encode() + tail.replace(b"</", text.encode() + b"</", 1)
                new.writestr(name, body)
        with pytest.raises(sheets.NotASpreadsheet) as refused:
            sheets.read(made.getvalue(), unit_list.columns(), name=unit_list.SHEET)
        return str(refused.value).encode()

    return send


PARTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
         "xl/worksheets/sheet1.xml", "docProps/core.xml")  # fmt: skip
DOORS: dict[str, Callable[[str, str], bytes]] = {
    "a resource": _fhir, "a narrative": _narrative, "an envelope of claims": _claims_envelope,
    "a table of claims": _claims_table, **{f"a workbook: {part}": _sheet(part) for part in PARTS},
}  # fmt: skip


@pytest.mark.parametrize("kind", ["external", "parameter", "public", "network", "bomb", "far down"])
@pytest.mark.parametrize("door", DOORS)
def test_a_document_type_is_refused_and_nothing_it_names_is_read(canary: Path, door: str, kind: str) -> None:
    told = DOORS[door](_doctypes(canary)[kind], "" if kind == "public" else "&x;")

    assert CANARY.encode() not in told
    assert b"haha" not in told


@pytest.mark.parametrize("door", ["a resource", "a narrative", "an envelope of claims", "a table of claims"])
def test_nothing_is_included(canary: Path, door: str) -> None:
    assert CANARY.encode() not in DOORS[door]("", _xinclude(canary).replace('"', "'"))


def test_a_sound_document_is_read_by_the_same_doors() -> None:
    """Or the refusals above would say nothing."""
    call = client(cast.integration())
    sound = b'<Patient xmlns="http://hl7.org/fhir"><name><text value="x"/></name></Patient>'
    assert call("POST", "/Patient", sound, content_type="application/fhir+xml").status == 201
    one = builders.teacher_visit()
    whole = claims.write_envelope([claims.Outgoing(one.tables, one.level)], facility_code=builders.HOSPITAL)
    assert [one for one in claims.read(io.BytesIO(whole)) if isinstance(one, claims.Dossier)]
    sheets.read(
        sheets.write(unit_list.columns(), [{"name": "A", "profession": "nurse", "post": "x"}], name=unit_list.SHEET),
        unit_list.columns(), name=unit_list.SHEET,
    )  # fmt: skip
