"""Breaches of personal data: the work list, a new one, one with what was done, its facts, the notice on paper."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.clock import VIETNAM, vietnam_day
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.forms import BreachForm, BreachStepForm, ConcernedForm, FactsForm
from hoaban.shared.privacy.queries import breaches as queries
from hoaban.shared.privacy.rules import breaches as rules
from hoaban.shared.privacy.rules.breaches import Facts, StepKind, StepTaken
from hoaban.shared.privacy.services import breaches as services
from hoaban.shared.privacy.services.telling import Concerned, tell_concerned
from hoaban.shared.privacy.views import incidents as showing
from hoaban.shared.privacy.views.requests import term
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, Pairs, actor_of, attempt, page_url, said, start_of

_PAGE = 50


@needs(policies.BREACHES)
@require_safe
def work_list(request: HttpRequest) -> HttpResponse:
    """Open ones, the first due first; or closed ones."""
    closed, start, now = request.GET.get("show") == "done", start_of(request), clock.now()
    found = queries.list_breaches(actor=actor_of(request), closed=closed, start=start, count=_PAGE, now=now)
    kept = {"show": "done"} if closed else {}
    values = {
        "tabs": (
            parts.Tab(_("Đang xử lý"), request.path, current=not closed, count=found.open),
            parts.Tab(_("Đã kết thúc"), f"{request.path}?show=done", current=closed),
        ),
        "late": found.late,
        "term": term(rules.clock(vietnam_day(now)).term),
        "table": showing.table(found.breaches, now),
        "older": page_url(kept, start=str(start + _PAGE)) if found.more else "",
        "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
    }
    return render(request, "privacy/breaches.html", values)


@needs(policies.BREACHES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start the clock of a breach; it may begin with a sign of unusual use."""
    now = clock.now().astimezone(VIETNAM)
    initial = {
        "once": _token(), "finding": request.GET.get("finding", ""), "discovered_on": now.date(),
        "discovered_time": now.time(),
    }  # fmt: skip
    form = BreachForm(request.POST or None, lists={"categories": _categories()}, initial=initial)
    made: list[int] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: made.append(_open(request, form)))
    ):
        messages.success(request, _("Đã mở vụ việc; thời hạn báo cơ quan đang chạy."))
        return HttpResponseRedirect(reverse("privacy:breach", args=made))
    lead = _("Chưa biết hết thì ghi điều đã biết; bổ sung sau. Giờ báo cơ quan tính từ lúc phát hiện.")
    return _form_page(request, form, _("Mở vụ việc lộ dữ liệu"), lead)


@needs(policies.BREACHES)
@require_http_methods(["GET", "HEAD", "POST"])
def one_breach(request: HttpRequest, number: int) -> HttpResponse:
    """One breach: its clock, what is known, what was done, and the form for the next step."""
    now = clock.now()
    found = queries.find_breach(actor=actor_of(request), number=_known(number), now=now)
    form = BreachStepForm(
        request.POST or None,
        lists={
            "kind": [(key, said(*both)) for key, both in rules.STEPS.items()],
            "recipient": [(one.key, said(*one.name)) for one in rules.recipients(vietnam_day(now))],
        },
        initial={"once": _token()},
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _step(request, number, form)):
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(request.path)
    title = showing.title(found)
    values = {
        "title": title,
        "badge": showing.state(found, now),
        "clock": showing.clock_pairs(found, now),
        "facts": showing.facts_pairs(found.facts, found.discovered_at),
        "missing": showing.missing(found.facts),
        "steps": showing.steps_table(found),
        "versions": showing.versions_table(found),
        "warnings": showing.warnings(found),
        "form": form if found.closed_at is None or form.is_bound else None,
        "open": found.closed_at is None,
        "number": number,
        "finding_url": reverse("auditing:finding", args=[found.finding]) if found.finding else "",
        "crumbs": (parts.Crumb(_("Vụ việc lộ dữ liệu"), reverse("privacy:breaches")), parts.Crumb(title)),
    }
    return render(request, "privacy/breach.html", values, status=400 if form.errors else 200)


@needs(policies.BREACHES)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, number: int) -> HttpResponse:
    """What is known of a breach, to be written anew; what was known before stays."""
    found = queries.find_breach(actor=actor_of(request), number=_known(number), now=clock.now())
    known = found.facts
    initial = {
        "once": _token(), "seen": len(found.versions), "what": known.what, "how": known.how, "people": known.people,
        "categories": list(known.categories), "consequences": known.consequences, "measures": known.measures,
    }  # fmt: skip
    form = FactsForm(request.POST or None, lists={"categories": _categories()}, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _describe(request, number, form))
    ):
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(reverse("privacy:breach", args=[number]))
    crumb = parts.Crumb(showing.title(found), reverse("privacy:breach", args=[number]))
    return _form_page(request, form, _("Ghi thêm điều đã biết"), "", crumb)


@needs(policies.BREACHES)
@require_http_methods(["GET", "HEAD", "POST"])
def concerned(request: HttpRequest, number: int) -> HttpResponse:
    """Let those know whose data a breach concerns."""
    found = queries.find_breach(actor=actor_of(request), number=_known(number), now=clock.now())
    form = ConcernedForm(request.POST or None, initial={"once": _token()})
    told: list[Concerned] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: told.append(_tell(request, number, form)))
    ):
        if told[0].people:
            count = formats.number(told[0].people)
            messages.success(request, _("Đã giao báo tin cho %s người.") % count)
        if not told[0].unknown:
            return HttpResponseRedirect(reverse("privacy:breach", args=[number]))
        form = _of_unknown(told[0].unknown)
    lead = _("Mỗi người được báo một lần, theo cách họ chọn; người không có điện thoại do Trạm Y tế nói.")
    crumb = parts.Crumb(showing.title(found), reverse("privacy:breach", args=[number]))
    title = _("Báo cho những người bị ảnh hưởng")
    page = _form_page(request, form, title, lead, crumb, submit=_("Báo cho những người này"))
    if told:  # the known ones are told; what is left on the form names the others
        page.status_code = 200
    return page


@needs(policies.BREACHES)
@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """The notice to the authority, as a document to print and sign."""
    now = clock.now()
    found = queries.find_breach(actor=actor_of(request), number=_known(number), now=now)
    law, authority = rules.clock(vietnam_day(found.discovered_at)), rules.authority(vietnam_day(now))
    values = {
        "back": reverse("privacy:breach", args=[number]),
        "number": number,
        "day": formats.day(now),
        "to": said(*authority.name),
        "way": said(*authority.way),
        "form": law.form,
        "basis": law.basis,
        "pairs": showing.notice_pairs(found),
        "missing": showing.missing(found.facts),
        "crumbs": (
            parts.Crumb(showing.title(found), reverse("privacy:breach", args=[number])), parts.Crumb(_("Thông báo")),
        ),
    }  # fmt: skip
    return render(request, "privacy/breach_notice.html", values)


def _form_page(
    request: HttpRequest, form: PageForm, title: str, lead: str, *before: parts.Crumb, submit: str = ""
) -> HttpResponse:
    values = {
        "title": title, "lead": lead, "form": form, "submit": submit,
        "crumbs": (
            parts.Crumb(_("Vụ việc lộ dữ liệu"), reverse("privacy:breaches")), *before, parts.Crumb(title),
        ),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _open(request: HttpRequest, form: BreachForm) -> int:
    given = form.cleaned_data
    finding: UUID | None = given["finding"]
    return services.open_breach(
        actor=actor_of(request), discovered_at=_at(given["discovered_on"], given["discovered_time"]),
        facts=_facts(form), finding=finding, once=given["once"], now=clock.now(),
    )  # fmt: skip


def _describe(request: HttpRequest, number: int, form: FactsForm) -> None:
    given = form.cleaned_data
    services.describe_breach(
        actor=actor_of(request), number=number, facts=_facts(form), seen=given["seen"] or 0, once=given["once"],
        now=clock.now(),
    )  # fmt: skip


def _step(request: HttpRequest, number: int, form: BreachStepForm) -> None:
    given = form.cleaned_data
    day, hour = given["told_on"], given["told_time"]
    at = _at(day, hour) if day and hour else None
    step = StepTaken(StepKind(given["kind"]), given["words"], given["recipient"], at)
    services.take_breach_step(
        actor=actor_of(request), number=number, step=step, once=given["once"], now=clock.now()
    )


def _tell(request: HttpRequest, number: int, form: ConcernedForm) -> Concerned:
    given = form.cleaned_data
    return tell_concerned(
        actor=actor_of(request), number=number, numbers=given["numbers"], once=given["once"], now=clock.now()
    )


def _of_unknown(numbers: Sequence[str]) -> ConcernedForm:
    """The form with the numbers that stand for nobody, named where they can be mended; they are kept nowhere."""
    form = ConcernedForm({"once": _token(), "numbers": "\n".join(numbers)})
    count = formats.number(len(numbers))
    form.add_error(
        "numbers",
        _("%s số này không có trong danh bạ: sửa rồi gửi lại, hoặc báo những người ấy bằng cách khác.")
        % count,
    )
    return form


def _facts(form: FactsForm) -> Facts:
    given = form.cleaned_data
    return Facts(
        given["what"], given["how"], given["people"], tuple(given["categories"]), given["consequences"],
        given["measures"],
    )  # fmt: skip


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, VIETNAM)


def _categories() -> Pairs:
    return [(one.key, said(*one.name)) for one in rules.categories(vietnam_day(clock.now()))]


def _known(number: int) -> int:
    """A number that the database can look for."""
    return number if number < 2**63 else 0


def _token() -> str:
    return secrets.token_hex(16)
