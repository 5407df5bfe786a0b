"""Whether the signatures of a file hold, for who signs."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.connect.signatures import Finding, Verdict
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.signing import policies, queries
from hoaban.shared.signing.forms import CheckForm
from hoaban.shared.signing.queries import confirmations
from hoaban.shared.signing.views import words
from hoaban.ui import formats, parts


@needs(policies.SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Every signature of an uploaded file in words. The file is not kept."""
    sent = request.method == "POST"
    form = CheckForm(request.POST if sent else None, request.FILES if sent else None)
    values: dict[str, object] = {"form": form}
    if sent and form.is_valid():
        content = form.cleaned_data["file"].read()
        told = queries.verify(content, now=clock.now())
        values |= {
            "name": form.cleaned_data["file"].name[:120],
            "known": queries.is_kept(content),
            "confirmed": [
                words.confirmation(one)
                for one in confirmations.confirmations_of(hashlib.sha256(content).hexdigest())
            ],
            "found": [_shown(number, one) for number, one in enumerate(told.signatures, 1)],
            **_summary(told),
        }  # fmt: skip
    return render(request, "signing/check.html", values, status=400 if form.errors else 200)


def _summary(told: Verdict) -> dict[str, object]:
    if not told.signatures:
        return {"verdict": _("Tệp này không có chữ ký số."), "verdict_kind": "warning"}
    if not told.valid:
        return {"verdict": _("Có chữ ký không hợp lệ."), "verdict_kind": "danger"}
    if any(one.test for one in told.signatures):
        return {
            "verdict": _("Chữ ký đúng, nhưng là chứng thư thử: không có giá trị pháp lý."),
            "verdict_kind": "warning",
        }
    return {"verdict": _("Mọi chữ ký đều hợp lệ."), "verdict_kind": "success"}


def _shown(number: int, one: Finding) -> dict[str, object]:
    at = formats.day_time(one.signed_at) if one.signed_at else ""
    proved = _("theo dấu thời gian") if one.timed else _("theo lời người ký, chưa có dấu thời gian")
    revoked = (
        _("Có danh sách thu hồi để đối chiếu") if one.revocation_known else _("Chưa biết có bị thu hồi không")
    )
    whole = (
        _("Không có gì thêm vào sau chữ ký này")
        if one.covers_all
        else _("Sau chữ ký này có thêm chữ ký khác hoặc bằng chứng hiệu lực; nội dung không đổi")
    )
    return {
        "title": _("Chữ ký thứ %s") % number,
        "badge": parts.Badge(_("Hợp lệ"), "success")
        if one.valid
        else parts.Badge(_("Không hợp lệ"), "danger"),
        "faults": [words.fault(fault) for fault in one.faults],
        "pairs": (
            parts.Pair(_("Người ký"), one.signer),
            parts.Pair(_("Nơi cấp chứng thư"), one.issuer, note=one.serial),
            parts.Pair(_("Thời điểm ký"), at, note=proved if at else ""),
            parts.Pair(_("Thu hồi"), revoked),
            parts.Pair(_("Toàn vẹn"), "" if one.faults else whole),
        ),
    }
