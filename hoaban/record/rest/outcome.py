"""Failures as FHIR OperationOutcome. The one place that turns a named failure into an answer."""

from __future__ import annotations

from dataclasses import replace

from hoaban.kernel.errors import Busy, HoaBanError
from hoaban.record.engine import parse_json
from hoaban.record.engine.drafting import ValidationFailed
from hoaban.record.engine.search.query import NotIndexedYet, SearchRefused
from hoaban.record.engine.validate import Issue
from hoaban.record.rest.entries import EntryFailed
from hoaban.record.rest.http import Response
from hoaban.record.shapes import Json

_ISSUE_CODES = {
    "invalid", "structure", "forbidden", "not-found", "conflict", "deleted", "not-supported", "transient", "login",
    "throttled", "too-long", "exception", "value", "required", "code-invalid", "too-costly", "multiple-matches",
    "informational", "invariant", "duplicate",
}  # fmt: skip


def of(failure: HoaBanError) -> Response:
    """The answer to an expected failure: every issue with its place, in Vietnamese and English."""
    answer = response(failure.status, issues_of(failure))
    if isinstance(failure, Busy):
        return replace(answer, headers=(("Retry-After", str(failure.retry_after)),))
    return answer


def issues_of(failure: HoaBanError) -> list[Json]:
    """The issues of an expected failure."""
    if isinstance(failure, EntryFailed):
        return [_in_entry(one, failure) for one in issues_of(failure.cause)]
    if isinstance(failure, ValidationFailed | SearchRefused | NotIndexedYet):
        return [issue_of(one) for one in failure.issues[:100]]
    return [_issue(failure.code, failure.message_vi, failure.message_en, failure.place)]


def _in_entry(issue: Json, failure: EntryFailed) -> Json:
    """An issue of one entry, as one of the whole bundle."""
    place = issue.get("expression", [""])[0]
    return {
        **issue,
        "details": {"text": f"{failure.name}: {issue['details']['text']}"},
        "diagnostics": f"{failure.name}: {issue['diagnostics']}",
        "expression": [failure.expression(place)],
    }


def done(what: str) -> bytes:
    """That a write went through, for who prefers to be told so."""
    said = {"created": "Đã tạo.", "updated": "Đã cập nhật.", "deleted": "Đã xóa.", "unchanged": "Không đổi."}
    issue = told(said[what], what.capitalize() + ".")
    return parse_json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})


def told(message_vi: str, message_en: str) -> Json:
    """An issue that is none: something to know."""
    return {**_issue("informational", message_vi, message_en), "severity": "information"}


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
