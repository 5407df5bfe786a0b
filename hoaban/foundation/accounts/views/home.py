"""The home page of each role, and one's own account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.queries.accounts import Account, Assigned, list_assignments
from hoaban.foundation.accounts.queries.naming import place_name
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.stages import LOCK
from hoaban.foundation.accounts.views.asking import who
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.guard import needs_sign_in
from hoaban.ui import frame, parts
from hoaban.ui.formats import day_time
from hoaban.ui.home import home_links, home_warnings
from hoaban.ui.language import language

_BEFORE = timedelta(minutes=1)
RIGHTS = {
    "label.hiv": "HIV",
    "label.tb": "lao",
    "label.abortion": "phá thai",
    "label.sexual_violence": "bạo lực tình dục",
    "label.mental": "sức khỏe tâm thần",
    "label.donor": "người hiến",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role as the home page shows it."""

    name: str
    place: str
    does: str


@dataclass(frozen=True, slots=True)
class Way:
    """A page to go to."""

    label: str
    note: str
    url: str
    icon: str


def person_of(request: HttpRequest) -> frame.Person | None:
    """Who is signed in, for the frame of every page."""
    account: Account | None = getattr(request, "account", None)
    present = getattr(request, "present", None)
    if account is None and present is not None and present.owner is None:
        return frame.Person(present.name, _("Người dân"), reverse("accounts:my"))
    if account is None:
        if present is None or present.stage == LOCK:
            return None
        return frame.Person(present.name, _("Chưa đăng nhập xong"))
    return frame.Person(account.display_name, account.post(language()), reverse("accounts:account"))


def lock_of(request: HttpRequest) -> frame.Lock | None:
    """How the screen of who is signed in locks: a little before the server does, so that nothing sent is lost."""
    if getattr(request, "account", None) is None or getattr(request, "present", None) is None:
        return None
    here = who(request)
    idle = measures(clock.vietnam_day(clock.now())).idle_limit(here.actor) - _BEFORE
    return frame.Lock(
        idle_seconds=int(idle.total_seconds()),
        owner=str(here.session),
        lock_url=reverse("accounts:lock"),
        locked_url=reverse("accounts:locked"),
        alive_url=reverse("accounts:alive"),
    )


@needs_sign_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who you are here, what your roles do, where you can go."""
    actor, account = _who(request)
    ways = [
        Way(str(link.label), str(link.note), reverse(link.route), link.icon) for link in home_links(actor)
    ]
    values = {"account": account, "post": account.post(language()), "held": _held(account), "ways": ways}
    values["warnings"] = home_warnings(actor)
    return render(request, "accounts/home.html", values)


@needs_sign_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, post, roles, rights, last sign-in; language and sign-out."""
    _actor, mine = _who(request)
    on = clock.vietnam_day(clock.now())
    assigned = list_assignments(mine.id, now=clock.now())
    pairs = [
        parts.Pair(_("Họ và tên"), mine.display_name),
        parts.Pair(_("Tên đăng nhập"), mine.username),
        parts.Pair(_("Chức vụ"), mine.post(language())),
        parts.Pair(
            _("Vai trò"), "; ".join(f"{role_name(one)} ({place_name(one.scope, on)})" for one in assigned)
        ),
        parts.Pair(_("Đăng nhập lần này"), day_time(mine.last_sign_in_at) if mine.last_sign_in_at else ""),
    ]
    rights = sorted({right for one in assigned for right in one.rights})
    if rights:
        words = ", ".join(_(RIGHTS[right]) for right in rights)
        pairs.append(parts.Pair(_("Được xem dữ liệu nhạy cảm"), words))
    return render(request, "accounts/account.html", {"account": mine, "pairs": pairs})


def _who(request: HttpRequest) -> tuple[Actor, Account]:
    """The signed-in actor and account: the guard let nobody else through."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware, unknown to HttpRequest
    mine: Account = getattr(request, "account")  # noqa: B009
    return actor, mine


def _held(mine: Account) -> list[Held]:
    now = clock.now()
    on = clock.vietnam_day(now)
    english = language() == "en"
    return [
        Held(role_name(one), place_name(one.scope, on), one.role.does_en if english else one.role.does_vi)
        for one in list_assignments(mine.id, now=now)
    ]


def role_name(one: Assigned) -> str:
    """A role in the language of the page."""
    return one.role.name_en if language() == "en" else one.role.name_vi
