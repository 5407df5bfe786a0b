"""``$validate``: what the door would say of a resource, without writing it.

Structure, types, cardinality, required codes, reference targets and the specification's invariants are checked;
best practice that is not kept is told as a warning. No profile beyond R4 itself is known here, and the answer says so.
"""

from __future__ import annotations

from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine.validate import Issue, invariants, validate
from hoaban.record.rest import outcome
from hoaban.record.rest.http import Request, Response
from hoaban.record.rest.opening import door
from hoaban.record.rest.operations import parameters
from hoaban.record.shapes import Json

_KNOWN = frozenset({"resource", "mode", "profile"})
_MODES = ("create", "update", "delete", "profile")
_BASE = "http://hl7.org/fhir/StructureDefinition/"


def answered(request: Request) -> Response:
    """POST $validate, [type]/$validate or [type]/[id]/$validate; GET of the last judges what is stored."""
    owner = request.path[:-1]
    resource, mode, profile = _asked(request)
    if mode not in (None, *_MODES):
        raise Invalid("mode không có trong R4.", "R4 has no such mode.", place="mode")
    if resource is None and len(owner) > 1:
        resource = door(request).read(*owner).json()
    if mode == "delete":
        return outcome.response(
            200, [outcome.told("Không xét nội dung khi xóa.", "Nothing to check of a deletion.")]
        )
    if not isinstance(resource, dict):
        raise Invalid("Thiếu tài nguyên cần kiểm tra.", "The resource to check is missing.", place="resource")
    issues = [
        outcome.issue_of(each) for each in [*_about_the_address(resource, owner, mode), *_found(resource)]
    ]
    if profile and profile.partition("|")[0] != f"{_BASE}{resource.get('resourceType')}":
        said = (
            "Hồ sơ (profile) này không có ở đây nên chưa được kiểm tra",
            "This profile is not known here and was not checked",
        )
        issues.append(
            {
                **outcome.told(f"{said[0]}: {profile[:200]}", f"{said[1]}: {profile[:200]}"),
                "severity": "warning",
            }
        )
    return outcome.response(200, issues or [outcome.told("Không có lỗi.", "No faults.")])


def _asked(request: Request) -> tuple[Any, str | None, str | None]:
    query = dict(request.params())
    unknown = set(query) - {"mode", "profile"}
    if unknown:
        raise Invalid("Tham số không có.", "There is no such parameter.", place=sorted(unknown)[0][:40])
    mode, profile = query.get("mode"), query.get("profile")
    if request.method == "GET" or not (request.body or request.given):
        return None, mode, profile
    sent = request.resource()
    if sent.get("resourceType") != "Parameters" or request.path[0] == "Parameters":
        return sent, mode, profile
    given = parameters.sent(request, _KNOWN)
    return given.value("resource", "resource"), given.text("mode") or mode, given.text("profile") or profile


def _about_the_address(resource: Json, owner: tuple[str, ...], mode: str | None) -> list[Issue]:
    kind, fhir_id = (*owner, "", "")[:2]
    found = []
    if kind and resource.get("resourceType") != kind:
        found.append(
            _issue("resourceType", "khác với loại trong địa chỉ", "differs from the type in the address")
        )
    if fhir_id and mode in (None, "update") and resource.get("id") != fhir_id:
        found.append(_issue("id", "khác với id trong địa chỉ", "differs from the id in the address"))
    return found


def _issue(path: str, vi: str, en: str) -> Issue:
    return Issue("error", "invalid", path, f"{path}: {vi}", f"{path}: {en}")


def _found(resource: Json) -> list[Issue]:
    issues = validate(resource)
    if any(each.severity in ("error", "fatal") for each in issues):
        return issues
    return [*issues, *invariants.broken(resource, warnings=True)]
