"""Attachments of answers: pictures drawn in a form, files kept beside it, facts of the record that are referred to."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from hoaban.foundation.files import api as files
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.forms import fhir
from hoaban.shared.forms.fhir import Form, Kind, Sheet, Value

SCHEME = "urn:hoaban:original:"
_SHOWN = frozenset({"image/svg+xml", "image/jpeg", "image/png"})
_MOST = "50"


def picture_of(value: Value) -> str:
    """An attachment as an address that a paper carries within itself; empty where it is no picture."""
    kind, data = value.json.get("contentType", ""), value.json.get("data", "")
    if kind not in _SHOWN:
        return ""
    digest = digest_of(value)
    if not data and digest:
        data = base64.b64encode(files.get(digest)).decode()
    return f"data:{kind};base64,{data}" if data else ""


def digest_of(value: Value) -> str:
    """The digest of a kept file; empty where it is none of ours."""
    url = str(value.json.get("url", ""))
    return url.removeprefix(SCHEME) if url.startswith(SCHEME) else ""


def file_of(sheet: Sheet, digest: str) -> tuple[bytes, str, str]:
    """A file that the answers name: content, type, title. :raises NotFound: they name none such."""
    for blank in sheet.all():
        for answer in blank.answers:
            if answer.value.type == "Attachment" and digest and digest_of(answer.value) == digest:
                told = answer.value.json
                return files.get(digest), told.get("contentType", ""), told.get("title", "")
    raise NotFound("Không có tệp này.", "There is no such file.", place="file")


def offered(*, actor: Actor, form: Form, patient: str) -> dict[str, list[tuple[str, str]]]:
    """What the references of a form may name, by link id: facts about the patient, newest first, each in words."""
    asked = {
        one.link_id: one.targets for one in form.all_items() if one.kind is Kind.REFERENCE and one.targets
    }
    if not asked:
        return {}
    door = record.open(actor, purpose=Purpose.TREATMENT)
    by_kind = {kind: list(_facts(door, kind, patient)) for kinds in asked.values() for kind in kinds}
    return {name: [one for kind in kinds for one in by_kind[kind]] for name, kinds in asked.items()}


def _facts(door: record.Door, kind: str, patient: str) -> Iterator[tuple[str, str]]:
    wanted = [("patient", patient), ("_sort", "-_lastUpdated"), ("_count", _MOST)]
    for stored in door.search(kind, wanted).entries:
        json = stored.json()
        yield f"{kind}/{json['id']}", fhir.in_words(json)
