"""Failures as FHIR OperationOutcome. The one place that turns a named failure into an answer."""

from __future__ import annotations

from hoaban.kernel.errors import HoaBanError
from hoaban.record.engine import parse_json
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.search.query import SearchRefused
from hoaban.record.engine.validate import Issue
from hoaban.record.rest.http import Response
from hoaban.record.shapes import Json

_ISSUE_CODES = {
    "invalid", "structure", "forbidden", "not-found", "conflict", "deleted", "not-supported", "transient", "login",
    "throttled", "too-long", "exception", "value", "required", "code-invalid", "too-costly",
}  # fmt: skip


def of(failure: HoaBanError) -> Response:
    """The answer to an expected failure: every issue with its place, in Vietnamese and English."""
    if isinstance(failure, ValidationFailed | SearchRefused):
        issues = [issue_of(one) for one in failure.issues[:100]]
    else:
        issues = [_issue(failure.code, failure.message_vi, failure.message_en, failure.place)]
    return response(failure.status, issues)


def unexpected() -> Response:
    """The apology for a fault of ours; the log has the rest under the request id."""
    return response(
        500, [_issue("exception", "Hệ thống gặp sự cố; đã ghi lại.", "Something failed here; it is logged.")]
    )


def response(status: int, issues: list[Json]) -> Response:
    """An OperationOutcome with these issues."""
    return Response(status, parse_json.dumps({"resourceType": "OperationOutcome", "issue": issues}))


def issue_of(finding: Issue) -> Json:
    """A finding as an issue of an OperationOutcome."""
    return {
        **_issue(finding.code, finding.message_vi, finding.message_en, finding.path),
        "severity": finding.severity,
    }


def _issue(code: str, message_vi: str, message_en: str, place: str = "") -> Json:
    issue: Json = {
        "severity": "error",
        "code": code if code in _ISSUE_CODES else "processing",
        "details": {"text": message_vi},
        "diagnostics": message_en,
    }
    if place:
        issue["expression"] = [place]
    return issue
