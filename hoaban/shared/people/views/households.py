"""The households of a commune, one household, and who has no station or doctor yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.people import queries, services
from hoaban.shared.people.forms import HomesForm, JoinForm, LackingForm, PlaceForm, SeekForm
from hoaban.shared.people.views import circle_words, words
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, actor_of, attempt, page_url, start_of

NEEDS = "people.households"
_PAGE = 20
_LACKING_PAGE = 50


@needs(NEEDS)
@require_safe
def households(request: HttpRequest) -> HttpResponse:
    """Find a household; with ``mover``, the one into which somebody moves."""
    actor, start = actor_of(request), start_of(request)
    form = HomesForm(request.GET, lists={"commune": circle_words.kept_communes(actor)})
    values: dict[str, Any] = {"form": form, "mover": _uuid(request.GET.get("mover", ""))}
    if form.is_valid():
        given = form.cleaned_data
        found: list[queries.HomePage] = []

        def look() -> None:
            found.append(
                queries.list_homes(
                    actor=actor, text=given["q"].strip(), commune_code=given["commune"], start=start, count=_PAGE,
                    now=clock.now(),
                )
            )  # fmt: skip

        if attempt(form, look):
            kept = given | {"mover": values["mover"] or ""}
            values |= {
                "table": _homes(found[0], values["mover"]),
                "newer": page_url(kept, start=str(max(0, start - _PAGE))) if start else "",
                "older": page_url(kept, start=str(start + _PAGE)) if found[0].more else "",
            }
    return render(request, "people/households.html", values, status=400 if form.errors else 200)


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def household(request: HttpRequest, household: UUID) -> HttpResponse:
    """Who lives here; somebody moves in; where it is."""
    actor, now = actor_of(request), clock.now()
    seek = SeekForm(request.GET if "q" in request.GET else None)
    with queries.one_look(actor, now):
        home = queries.see_home(actor=actor, household=household, now=now)
        found = _sought(request, seek, home)
    place, join = _place_form(request, home), _join_form(request, home, found)

    def move(given: dict[str, Any]) -> None:
        services.correct_household(
            actor=actor, household=household, commune_code=given["commune"], address=given["address"], now=now
        )

    def enter(given: dict[str, Any]) -> None:
        services.join_household(
            actor=actor, household=household, person=UUID(given["person"]), relation=given["relation"],
            since=given["since"], now=now,
        )  # fmt: skip

    if _is_done(request, place, move) or _is_done(request, join, enter):
        return redirect("people:household", household=household)
    values = {
        "title": _title(home),
        "head": home.head.person.name if home.head and home.head.person else "",
        "now": _stays(home, past=False),
        "past": _stays(home, past=True),
        "place": place,
        "seek": seek,
        "join": join if found or join.is_bound else None,
        "sought": seek.is_bound,
        "crumbs": (parts.Crumb(_("Hộ gia đình"), reverse("people:households")), parts.Crumb(_title(home))),
    }
    wrong = place.errors or join.errors or seek.errors
    return render(request, "people/household.html", values, status=400 if wrong else 200)


@needs(NEEDS)
@require_safe
def lacking(request: HttpRequest) -> HttpResponse:
    """Residents of a commune without a station or a doctor of their own."""
    actor, start = actor_of(request), start_of(request)
    kept = circle_words.kept_communes(actor)
    given = {
        "kind": request.GET.get("kind", "doctor"),
        "commune": request.GET.get("commune", kept[0][0] if kept else ""),
    }
    chosen = [(code, str(word)) for code, word in circle_words.REGISTERED.items()]
    form = LackingForm(given, lists={"kind": chosen, "commune": kept})
    crumbs = (
        parts.Crumb(_("Hộ gia đình"), reverse("people:households")),
        parts.Crumb(_("Ai chưa có bác sĩ, nơi đăng ký")),
    )
    values: dict[str, Any] = {"form": form, "crumbs": crumbs}
    if form.is_valid():
        found = queries.list_lacking(
            actor=actor, kind=given["kind"], commune_code=given["commune"], start=start, count=_LACKING_PAGE, now=clock.now(),
        )  # fmt: skip
        values |= {
            "table": _people(found.people),
            "lacking": formats.number(found.lacking),
            "residents": formats.number(found.residents),
            "share": formats.percent(found.residents - found.lacking, found.residents),
            "newer": page_url(given, start=str(max(0, start - _LACKING_PAGE))) if start else "",
            "older": page_url(given, start=str(start + _LACKING_PAGE))
            if start + _LACKING_PAGE < found.lacking
            else "",
        }
    return render(request, "people/lacking.html", values, status=400 if form.errors else 200)


def _place_form(request: HttpRequest, home: queries.Home) -> PlaceForm:
    return PlaceForm(
        request.POST if request.POST.get("act") == "place" else None,
        initial={"commune": home.commune_code, "address": home.address},
        lists={"commune": circle_words.kept_communes(actor_of(request))},
    )


def _join_form(request: HttpRequest, home: queries.Home, found: list[queries.Found]) -> JoinForm:
    only = str(found[0].id) if len(found) == 1 else ""
    return JoinForm(
        request.POST if request.POST.get("act") == "join" else None,
        initial={"since": clock.vietnam_day(clock.now()), "person": only},
        lists={
            "person": circle_words.seekers(found),
            "relation": circle_words.to_head(headless=home.head is None),
        },
    )


def _is_done(request: HttpRequest, form: PageForm, act: Callable[[dict[str, Any]], None]) -> bool:
    """Whether the form was sent and what it says was done."""
    if form.is_bound and form.is_valid() and attempt(form, lambda: act(form.cleaned_data)):
        messages.success(request, _("Đã ghi."))
        return True
    return False


def _sought(request: HttpRequest, seek: SeekForm, home: queries.Home) -> list[queries.Found]:
    """Whom the search found, or who moves in: nobody who lives here."""
    mover = _uuid(request.GET.get("mover", ""))
    found: list[queries.Found] = []
    if mover is not None:
        circle = queries.see_circle(actor=actor_of(request), person=mover, now=clock.now())
        found = [circle.person]
    elif request.method == "POST" and (sent := _uuid(request.POST.get("person", ""))):
        found = queries.see_chosen(actor=actor_of(request), person=sent, now=clock.now())
    elif seek.is_bound and seek.is_valid():
        text = seek.cleaned_data["q"]
        attempt(seek, lambda: found.extend(queries.seek(actor=actor_of(request), text=text, now=clock.now())))
    here = {one.person.id for one in home.stays if one.person and one.until is None}
    return [one for one in found if one.id not in here]


def _homes(page: queries.HomePage, mover: UUID | None) -> parts.Table:
    names = words.communes()
    more = f"?{urlencode({'mover': str(mover)})}" if mover else ""
    rows = tuple(
        (
            parts.Cell(_title(one), url=reverse("people:household", args=[one.id]) + more, head=True),
            parts.Cell(one.address),
            parts.Cell(names.get(one.commune_code, one.commune_code)),
            parts.Cell(formats.number(sum(stay.until is None for stay in one.stays))),
        )
        for one in page.homes
    )
    columns = (
        parts.Column(_("Hộ")), parts.Column(_("Bản, tổ, số nhà")), parts.Column(_("Xã, phường")),
        parts.Column(_("Số người"), "number"),
    )  # fmt: skip
    return parts.Table(_("Các hộ gia đình"), columns, rows, empty=_("Không có hộ nào."))


def _title(home: queries.Home) -> str:
    head = home.head.person if home.head else None
    return _("Hộ %s") % head.name if head and head.name else _("Hộ chưa có chủ hộ")


def _stays(home: queries.Home, *, past: bool) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                circle_words.who(one.person),
                url=reverse("people:family", args=[one.person.id]) if one.person else "", head=True,
            ),
            parts.Cell(circle_words.relation_to_head(one.relation)),
            parts.Cell(circle_words.days(one.since, one.until)),
            parts.Cell(_("Sửa"), url=reverse("people:entry", args=["stay", one.id])),
        )
        for one in home.stays
        if (one.until is not None) is past
    )  # fmt: skip
    columns = (
        parts.Column(_("Người")), parts.Column(_("Quan hệ với chủ hộ")), parts.Column(_("Thời gian")),
        parts.Column(_("Việc")),
    )  # fmt: skip
    caption = _("Đã chuyển đi") if past else _("Đang ở trong hộ")
    return parts.Table(caption, columns, rows, empty=_("Không còn ai trong hộ."))


def _people(found: tuple[queries.Found, ...]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name or _("Chưa rõ tên"), url=reverse("people:family", args=[one.id]), head=True),
            parts.Cell(formats.partial_date(one.birth) if one.birth else ""),
            parts.Cell(words.sex(one.sex)),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")),
        parts.Column(_("Ngày sinh"), "date"),
        parts.Column(_("Giới tính")),
    )
    return parts.Table(_("Người chưa có"), columns, rows, empty=_("Mọi người đều đã có."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
