"""One assignment: who gave it and why, its reviews; keep it, take it away, agree to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries import assignments as queries
from hoaban.foundation.accounts.queries.assignments import Given
from hoaban.foundation.accounts.queries.holders import known_actors
from hoaban.foundation.accounts.queries.naming import name_entrusted
from hoaban.foundation.accounts.rules.assignments import State
from hoaban.foundation.accounts.rules.entrusting import BASES
from hoaban.foundation.accounts.rules.giving import GRANT, MANAGE, READ, may_agree, may_give
from hoaban.foundation.accounts.services import assigning, reviewing
from hoaban.foundation.accounts.views import words
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.formats import day, day_time
from hoaban.ui.forms import PageForm, actor_of, attempt, said
from hoaban.ui.language import language


@needs(READ)
@require_safe
def assignment(request: HttpRequest, number: int) -> HttpResponse:
    """All that is known of one assignment, and what the officer may do about it."""
    return _page(request, number, {})


@needs(GRANT)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Keep or withdraw it, agree to it, or name its last day: the button pressed says which."""
    actor, now, wanted = actor_of(request), clock.now(), request.POST.get("act", "")
    if wanted == "agree":
        assigning.agree_assignment(actor=actor, assignment=number, now=now)
        return _done(request, number)
    form: PageForm
    if wanted == "review":
        form = forms.Review(request.POST)
        do = partial(_review, actor, number, form, now)
    else:
        wanted, form = "end", forms.End(request.POST)
        do = partial(_end, actor, number, form, now)
    if form.is_valid() and attempt(form, do):
        return _done(request, number)
    return _page(request, number, {wanted: form}, status=400)


def _review(actor: Actor, number: int, form: PageForm, now: datetime) -> None:
    given = form.cleaned_data
    reviewing.review_assignment(
        actor=actor, assignment=number, verdict=given["verdict"], words=given["words"], now=now
    )


def _end(actor: Actor, number: int, form: PageForm, now: datetime) -> None:
    given, today = form.cleaned_data, clock.vietnam_day(now)
    assigning.end_assignment(
        actor=actor, assignment=number, last_day=given["last_day"] or today - timedelta(days=1),
        reason=given["reason"], now=now,
    )  # fmt: skip


def _done(request: HttpRequest, number: int) -> HttpResponse:
    messages.success(request, _("Đã làm xong."))
    return HttpResponseRedirect(reverse("accounts:assignment", args=[number]))


def _page(request: HttpRequest, number: int, tried: dict[str, PageForm], status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    one = queries.get_given(actor=actor, assignment=number, now=now)
    mine = actor.id == f"account:{one.username}"
    gives = actor.may(GRANT) and not mine and may_give(actor, one.role_key, one.scope, one.rights)
    runs, waits = one.state in (State.HELD, State.COMING), one.state is State.WAITING
    shown: dict[str, type[PageForm]] = {}
    if gives and runs:
        shown["review"] = forms.Review
    if gives and one.state is not State.ENDED:
        shown["end"] = forms.End
    title = f"{one.name}: {words.role(one)}"
    values = {
        "title": title,
        "one": one,
        "badge": words.state(one, now),
        "pairs": _pairs(one, actor, now),
        "clash": _clash(one),
        "reviews": _reviews(one),
        "mine": mine,
        "may_agree": gives and waits and may_agree(actor, one.given_by),
        "is_waiting": waits,
        **{f"{key}_form": tried.get(key) or empty() for key, empty in shown.items()},
        "crumbs": (parts.Crumb(_("Vai trò"), reverse("accounts:assignments")), parts.Crumb(one.name)),
    }
    return render(request, "accounts/assignment.html", values, status=status)


def _clash(one: Given) -> str:
    if one.clash is None:
        return ""
    held, why = one.clash.held, one.clash.why
    return f"{said(held.name_vi, held.name_en)}. {said(why.why_vi, why.why_en)}"


def _pairs(one: Given, actor: Actor, now: datetime) -> list[parts.Pair]:
    known = known_actors({one.given_by, one.agreed_by, one.ended_by} - {""})
    url = reverse("accounts:one", args=[one.username]) if actor.may(MANAGE) else ""
    place = words.place(one, words.named_places(now), now)
    person = words.person(name_entrusted(actor=actor, scope=one.scope, now=now), now)
    signed_in = day_time(one.last_sign_in_at) if one.last_sign_in_at else _("chưa lần nào")
    pairs = [
        parts.Pair(_("Tài khoản"), f"{one.name} ({one.username})", url=url, note=one.post(language())),
        parts.Pair(_("Vai trò"), words.role(one), note=_does(one)),
        parts.Pair(_("Phạm vi"), place, note=person),
        parts.Pair(_("Thời hạn"), words.period(one)),
        parts.Pair(_("Người giao"), words.by(one.given_by, known), note=day_time(one.given_at)),
        parts.Pair(_("Lý do giao"), one.reason),
        parts.Pair(_("Xác nhận lần cuối"), day(one.confirmed_at), note=_("hạn %s") % day(one.due_on)),
        parts.Pair(_("Đăng nhập lần cuối"), signed_in),
    ]
    if one.rights:
        pairs.insert(3, parts.Pair(_("Quyền đích danh"), words.rights(one)))
    if one.basis.kind:
        pairs.append(parts.Pair(_("Giấy tờ"), one.basis.paper, note=said(*BASES[one.basis.kind])))
    if one.agreed_at:
        by = words.by(one.agreed_by, known)
        pairs.append(parts.Pair(_("Người thứ hai đồng ý"), by, note=day_time(one.agreed_at)))
    if one.ended_by:
        pairs.append(parts.Pair(_("Người rút"), words.by(one.ended_by, known), note=one.end_reason))
    return pairs


def _does(one: Given) -> str:
    return said(one.role.does_vi, one.role.does_en) if one.role else ""


def _reviews(one: Given) -> parts.Table:
    known = known_actors({each.by for each in one.reviews})
    kept = {"keep": _("Giữ"), "withdraw": _("Rút")}
    columns = (
        parts.Column(_("Lúc"), "date"),
        parts.Column(_("Ai rà soát")),
        parts.Column(_("Kết luận")),
        parts.Column(_("Căn cứ")),
    )
    rows = tuple(
        (
            parts.Cell(day_time(each.at), head=True),
            parts.Cell(words.by(each.by, known)),
            parts.Cell(kept[each.verdict]),
            parts.Cell(each.words),
        )
        for each in one.reviews
    )
    return parts.Table(_("Các lần rà soát"), columns, rows)
