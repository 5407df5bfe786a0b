"""Drawing a form: a new one, a new version of one, one thing changed in a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotFound
from hoaban.record import language
from hoaban.record.shapes import Json
from hoaban.shared.forms import fhir, policies
from hoaban.shared.forms.fhir import Fault, FormInvalid, OutlineInvalid, editing
from hoaban.shared.forms.models import FormVersion
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.rules import FormStands, State, Version
from hoaban.shared.forms.services import keeping

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
ADD, CHANGE, UP, DOWN, REMOVE = "add", "change", "up", "down", "remove"


class DraftChanged(Conflict):
    """Somebody changed the draft meanwhile."""


@dataclass(frozen=True, slots=True)
class NewForm:
    """What a new form begins with. ``name`` becomes the end of its address."""

    name: str
    version: str
    vi: str
    en: str
    basis: str
    number: str = ""
    use: str = "sheet"


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing to change in a draft: ``act`` at the item ``link_id``; ``props`` for a new or changed one."""

    act: str
    link_id: str = ""
    inside: str = ""
    after: str = ""
    props: dict[str, Any] = field(default_factory=dict)


def new_form(*, actor: Actor, wanted: NewForm, now: datetime) -> Version:
    """A draft with one question, to go on from.

    :raises NotAllowed: the actor keeps no forms. :raises Invalid: a name or version that cannot be, at its field.
    :raises FormStands: there is a form of that name.
    """
    policies.must(actor, keeping.BRING)
    _check_names(wanted.name, wanted.version)
    if FormVersion.objects.filter(url__endswith=f"/{wanted.name}").exists():
        raise FormStands("Đã có biểu mẫu tên này.", "There is a form of this name.", place="name")
    question = {"id": "q1", "kind": "text", "vi": "Câu hỏi thứ nhất", "en": "First question"}
    outline = {
        "name": wanted.name, "version": wanted.version, "vi": wanted.vi, "en": wanted.en or wanted.vi,
        "number": wanted.number, "use": wanted.use, "items": [question],
        "given": {"patient": "Patient", "encounter": "Encounter", "vitals": "Bundle", "allergies": "Bundle",
                  "diagnoses": "Bundle", "lastVisit": "Encounter", "coverage": "Coverage"},
    }  # fmt: skip
    body = language.dumps(fhir.written(outline, {}))
    return keeping.bring_form(actor=actor, body=body, legal_basis=wanted.basis, now=now)


def copy_version(*, actor: Actor, canonical: str, version: str, now: datetime) -> Version:
    """A draft with the same text under another version number: how a published form is changed.

    :raises NotAllowed, NotFound: as their names say. :raises Invalid: the number cannot be. :raises FormStands: it is taken.
    """
    policies.must(actor, keeping.BRING)
    url = canonical.partition("|")[0]
    _check_names(None, version)
    if FormVersion.objects.filter(url=url, version=version).exists():
        raise FormStands("Đã có phiên bản số này.", "There is a version of this number.", place="version")
    json: Json = {**versions.questionnaire(canonical), "version": version}
    basis = versions.get_version(*canonical.split("|", 1)).legal_basis
    return keeping.bring_form(actor=actor, body=language.dumps(json), legal_basis=basis, now=now)


def edit_draft(*, actor: Actor, canonical: str, seen: str, edit: Edit, now: datetime) -> str:
    """Change one thing in a draft; what could then not be filled in is refused and nothing changes.

    :returns: the digest of the draft as it is now. :raises NotAllowed, NotFound: as their names say.
    :raises FormStands: it is no draft. :raises DraftChanged: ``seen`` is not what is there.
    :raises FormInvalid: with every fault at its item.
    """
    policies.must(actor, keeping.BRING)
    version = versions.get_version(*canonical.split("|", 1))
    if version.state(vietnam_day(now)) is not State.DRAFT:
        raise FormStands("Phiên bản đã ban hành không sửa được.", "A published version is never changed.")
    if versions.digest_of(canonical) != seen:
        raise DraftChanged(
            "Có người vừa sửa bản này: hãy xem lại.", "Somebody has just changed it: look again."
        )
    try:
        changed = _edited(versions.questionnaire(canonical), edit)
    except editing.NoSuchItem as missing:
        raise NotFound("Không có mục này.", "There is no such item.", place="item") from missing
    except OutlineInvalid as invalid:
        vi, en = "điều kiện hỏi mục không có", "a condition asks for an item that there is not"
        raise FormInvalid((Fault("unknown-link-id", edit.link_id, vi, en),)) from invalid
    keeping.bring_form(actor=actor, body=language.dumps(changed), legal_basis=version.legal_basis, now=now)
    return versions.digest_of(canonical)


def _edited(json: Json, edit: Edit) -> Json:
    match edit.act:
        case "add":
            return editing.add_item(json, edit.props, inside=edit.inside, after=edit.after)
        case "change":
            return editing.change_item(json, edit.link_id, edit.props)
        case "up" | "down":
            return editing.move_item(json, edit.link_id, -1 if edit.act == UP else 1)
        case "remove":
            return editing.remove_item(json, edit.link_id)
    raise Invalid("Không có việc này.", "There is no such act.", place="act")


def _check_names(name: str | None, version: str) -> None:
    if name is not None and _NAME.fullmatch(name) is None:
        raise Invalid(
            "Tên chỉ gồm chữ thường không dấu, chữ số, gạch nối.", "Small letters, digits and hyphens only.", place="name"
        )  # fmt: skip
    if _VERSION.fullmatch(version) is None:
        raise Invalid("Số phiên bản không hợp lệ.", "This version number is not possible.", place="version")
