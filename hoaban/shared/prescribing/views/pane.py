"""The pane of prescriptions: type a drug, Enter, type the dose, Enter; alerts beside it; issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.prescribing import policies
from hoaban.shared.prescribing.forms import DetailsForm, StepForm
from hoaban.shared.prescribing.queries.panes import find_for, see_pane
from hoaban.shared.prescribing.services import drafts
from hoaban.shared.prescribing.services.drafts import DraftChanged
from hoaban.shared.prescribing.services.issuing import PrescriptionNotValid, Reason, ReasonNeeded
from hoaban.shared.prescribing.views import showing
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, said

_MOST_ALERTS = 60
_PANE = "pane-prescribing"
"""Its own forms ask with this as their target; who only loads the pane into a page keeps the focus where it is."""


@needs(policies.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The prescriptions of a visit. Asked by htmx, only the inner part."""
    if request.method != "POST":
        return _shown(
            request, visit, text=request.GET.get("q", "")[:200], asked=request.GET.get("code", "")[:40]
        )
    form = StepForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, error=_("Biểu mẫu không đọc được; hãy thử lại."), status=400)
    act = request.POST.get("act", "")
    details = DetailsForm(request.POST if act == "details" else None)
    if act == "details" and not details.is_valid():
        return _shown(request, visit, details=details, status=400)
    try:
        told = _STEPS.get(act, _nothing)(request, visit, {**form.cleaned_data, "details": details})
    except DraftChanged as failure:
        return _shown(
            request, visit, error=_stale(failure), typed=form.cleaned_data, text=_sought(form), status=409
        )
    except (ReasonNeeded, PrescriptionNotValid) as failure:
        return _shown(request, visit, error=said(failure.message_vi, failure.message_en), status=409)
    except (Invalid, Conflict) as failure:
        return _shown(
            request, visit, error=said(failure.message_vi, failure.message_en), typed=form.cleaned_data,
            text=_sought(form), status=failure.status,
        )  # fmt: skip
    if told:
        messages.success(request, told)
    answer = HttpResponseRedirect(request.path)
    answer.status_code = 303
    return answer


@needs(policies.WRITE)
@require_safe
def find(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Drugs while they are typed; a part of the pane."""
    text = request.GET.get("q", "")[:200]
    found = find_for(actor=actor_of(request), visit=visit, text=text, now=clock.now())
    return render(
        request, "prescribing/found.html", {"found": showing.candidates(found), "text": text, "visit": visit}
    )


Values = dict[str, Any]
Step = Callable[[HttpRequest, UUID, Values], str]


def _add(request: HttpRequest, visit: UUID, given: Values) -> str:
    typed = str(given["typed"]).strip() or str(given["last"])
    drafts.add_line(code=str(given["code"]), typed=typed, **_common(request, visit, given))
    return ""


def _change(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.change_line(
        place=_place(given),
        code=str(given["code"]),
        typed=str(given["typed"]),
        **_common(request, visit, given),
    )
    return ""


def _remove(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.remove_line(place=_place(given), code=str(given["code"]), **_common(request, visit, given))
    return ""


def _details(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.tell_details(**given["details"].cleaned_data, **_common(request, visit, given))
    return _("Đã ghi.")


def _copy(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.copy_last(**_common(request, visit, given))
    return ""


def _again(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.begin_again(prescription=_uuid(given["prescription"]), **_common(request, visit, given))
    return ""


def _discard(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.discard(**_common(request, visit, given))
    return ""


def _use(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.use_set(saved=_uuid(given["saved"]), **_common(request, visit, given))
    return ""


def _save(request: HttpRequest, visit: UUID, given: Values) -> str:
    drafts.save_set(actor=actor_of(request), visit=visit, name=str(given["name"]), now=clock.now())
    return _("Đã giữ bộ thuốc.")


def _drop(request: HttpRequest, visit: UUID, given: Values) -> str:  # noqa: ARG001 (a step like the others)
    drafts.drop_set(actor=actor_of(request), saved=_uuid(given["saved"]))
    return _("Đã bỏ bộ thuốc.")


def _issue(request: HttpRequest, visit: UUID, given: Values) -> str:
    post, reasons = request.POST, {}
    for number in range(_MOST_ALERTS):
        if key := post.get(f"key.{number}"):
            reasons[key] = Reason(
                post.get(f"reason.{number}", "")[:20], post.get(f"words.{number}", "")[:300]
            )
    made = drafts.issue_draft(reasons=reasons, **_common(request, visit, given))
    return _("Đã kê đơn %(codes)s.") % {"codes": ", ".join(one.code for one in made)}


def _nothing(request: HttpRequest, visit: UUID, given: Values) -> str:  # noqa: ARG001 (a step like the others)
    raise Invalid("Không có việc này.", "There is no such act.", place="act")


_STEPS: dict[str, Step] = {
    "add": _add, "change": _change, "remove": _remove, "details": _details, "copy": _copy, "again": _again, "use": _use,
    "save": _save, "drop": _drop, "discard": _discard, "issue": _issue,
}  # fmt: skip


def _common(request: HttpRequest, visit: UUID, given: Values) -> Values:
    return {
        "actor": actor_of(request), "visit": visit, "version": given["version"], "once": given["once"], "now": clock.now(),
    }  # fmt: skip


def _place(given: Values) -> int:
    place = given["place"]
    return place if isinstance(place, int) else -1


def _uuid(value: object) -> UUID:
    if not isinstance(value, UUID):
        raise Invalid("Không có mục này.", "There is no such thing.", place="act")
    return value


def _sought(form: StepForm) -> str:
    return str(form.cleaned_data.get("code", "")) if form.data.get("act") == "add" else ""


def _stale(failure: DraftChanged) -> str:
    if not failure.by:
        return said(failure.message_vi, failure.message_en)
    return _(
        "%(who)s đã sửa đơn lúc %(at)s. Dưới đây là đơn hiện nay; điều bạn vừa gõ còn trong ô, chưa được ghi."
    ) % {
        "who": failure.by,
        "at": formats.clock(failure.at),
    }


def _shown(
    request: HttpRequest, visit: UUID, *, text: str = "", asked: str = "", error: str = "", typed: Values | None = None,
    details: DetailsForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    seen = see_pane(actor=actor_of(request), visit=visit, text=text, now=clock.now())
    inner = bool(request.headers.get("HX-Request"))
    values = {
        **showing.pane(seen, inner=inner), "error": error, "address": request.path, "once": uuid4().hex, "text": text,
        "candidates": showing.candidates(seen.candidates, asked), "typed": (typed or {}).get("typed", ""),
        "typed_place": (typed or {}).get("place"),
        "details": details or DetailsForm(initial=showing.details(seen)), "inner": inner,
        "focus": not inner or request.headers.get("HX-Target") == _PANE,
        "extends": "prescribing/inner.html" if inner else "ui/page.html",
    }  # fmt: skip
    return render(request, "prescribing/pane.html", values, status=200 if inner else status)
