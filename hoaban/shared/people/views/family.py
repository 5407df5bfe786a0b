"""One person's household, relations, station and doctor; one entry of these, to be ended or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.people import queries, services
from hoaban.shared.people.forms import (
    DoctorForm,
    DoctorPlaceForm,
    FoundForm,
    LastDayForm,
    MistakeForm,
    RelateForm,
    RelationForm,
    SeekForm,
    StationForm,
)
from hoaban.shared.people.views import circle_words, words
from hoaban.ui import parts
from hoaban.ui.forms import PageForm, Pairs, actor_of, attempt

NEEDS = "people.households"
_KINDS = ("stay", "relation", "registration")


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest, person: UUID) -> HttpResponse:
    """Everything about one person here, each part with its form."""
    actor, now = actor_of(request), clock.now()
    today = clock.vietnam_day(now)
    seek = SeekForm(request.GET if "q" in request.GET else None)
    with queries.one_look(actor, now):
        circle = queries.see_circle(actor=actor, person=person, now=now)
        sought = _sought(request, seek, person)
    station, doctor = circle.registered("station", today), circle.registered("doctor", today)
    at = _doctors_at(request, station)
    forms = _forms(request, circle, at, sought)
    sent = request.POST.get("act", "")
    if (
        sent in forms
        and forms[sent].is_valid()
        and attempt(forms[sent], _act(sent, actor, person, forms[sent], at))
    ):
        messages.success(request, _("Đã ghi."))
        return redirect("people:family", person=person)
    values = {
        "person": person, "title": circle.person.name or _("Chưa rõ tên"), "facts": circle_words.facts(circle.person),
        "named": bool(circle.person.name),
        "home": _home(circle), "home_url": reverse("people:household", args=[circle.home.id]) if circle.home else "",
        "move_url": f"{reverse('people:households')}?mover={person}",
        "relations": _relations(circle), "registrations": _registrations(circle),
        "station": circle_words.registered(station) if station else "",
        "doctor": circle_words.registered(doctor) if doctor else "",
        "doctors_at": DoctorPlaceForm(initial={"at": at}, lists={"at": circle_words.stations(today)}),
        "seek": seek, "sought": "q" in request.GET, "at": at, "sent": sent,
        "forms": forms, "opens": actor.may("record.read:TREAT"), "registers": actor.may("people.register"),
        "crumbs": (
            parts.Crumb(_("Hộ gia đình"), reverse("people:households")), parts.Crumb(circle.person.name),
        ),
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values()) or seek.errors
    return render(request, "people/family.html", values, status=400 if wrong else 200)


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, kind: str, entry: UUID) -> HttpResponse:
    """One stay, relation or registration: ended, taken back; of a stay also how it stands to the head."""
    actor, now = actor_of(request), clock.now()
    noted = queries.find_noted(actor=actor, kind=kind if kind in _KINDS else "stay", entry=entry, now=now)
    sent, data = request.POST.get("act", ""), request.POST
    forms: dict[str, PageForm] = {}
    if noted.what.until is None:
        forms["end"] = LastDayForm(data if sent == "end" else None, initial={"last": clock.vietnam_day(now)})
    else:
        forms["reopen"] = PageForm(data if sent == "reopen" else None)
    forms["mistake"] = MistakeForm(data if sent == "mistake" else None, auto_id="id_mistake_%s")
    if isinstance(noted.what, queries.Stay) and noted.what.until is None and noted.what.relation != "head":
        forms["relation"] = RelationForm(
            data if sent == "relation" else None, initial={"relation": noted.what.relation},
            lists={"relation": circle_words.to_head(headless=False)}, auto_id="id_relation_%s",
        )  # fmt: skip
        forms["head"] = PageForm(data if sent == "head" else None)
    if (
        sent in forms
        and forms[sent].is_valid()
        and attempt(forms[sent], _change(sent, actor, noted, forms[sent]))
    ):
        messages.success(request, _("Đã ghi."))
        return redirect("people:family", person=noted.person.id)
    title, pairs = _told(noted)
    values = {
        "title": title, "pairs": pairs, "forms": forms,
        "crumbs": (
            parts.Crumb(noted.person.name, reverse("people:family", args=[noted.person.id])), parts.Crumb(title),
        ),
    }  # fmt: skip
    wrong = any(form.errors for form in forms.values())
    return render(request, "people/entry.html", values, status=400 if wrong else 200)


def _forms(request: HttpRequest, circle: queries.Circle, at: str, sought: Pairs) -> dict[str, PageForm]:
    """The forms of the page by what they do; the one that was sent is filled in."""
    sent, data, today = request.POST.get("act", ""), request.POST, clock.vietnam_day(clock.now())
    actor = actor_of(request)

    def of(act: str, form: type[PageForm], initial: dict[str, Any], **lists: Pairs) -> PageForm:
        typed = data if sent == act else None
        return form(typed, initial=initial, lists=lists, auto_id=f"id_{act}_%s")

    since = {"since": today}
    found = {"commune": circle.person.commune_code} | since
    forms = {
        "found": of("found", FoundForm, found, commune=circle_words.kept_communes(actor)),
        "station": of("station", StationForm, since, facility=circle_words.stations(today)),
    }
    if at:
        forms["doctor"] = of("doctor", DoctorForm, since, doctor=circle_words.doctors(at, today))
    if sought or sent == "relate":
        one = {"other": sought[0][0]} if len(sought) == 1 else {}
        forms["relate"] = of("relate", RelateForm, one, other=sought, kind=circle_words.kinds())
    return forms


def _act(sent: str, actor: Actor, person: UUID, form: PageForm, at: str) -> Callable[[], object]:
    given, now = form.cleaned_data, clock.now()
    acts: dict[str, Callable[[], object]] = {
        "found": lambda: services.found_household(
            actor=actor, head=person, commune_code=given["commune"], address=given["address"], since=given["since"], now=now,
        ),
        "station": lambda: services.register_at(
            actor=actor, person=person, facility_code=given["facility"], since=given["since"], now=now,
        ),
        "doctor": lambda: services.choose_doctor(
            actor=actor, person=person, facility_code=at, number=given["doctor"], since=given["since"], now=now,
        ),
        "relate": lambda: services.relate(
            actor=actor, person=person, other=UUID(given["other"]), kind=given["kind"], since=given["since"],
            until=given["until"], now=now,
        ),
    }  # fmt: skip
    return acts[sent]


def _change(sent: str, actor: Actor, noted: queries.Noted, form: PageForm) -> Callable[[], object]:
    given, now, one = form.cleaned_data, clock.now(), noted.what.id
    acts: dict[tuple[str, str], Callable[[], object]] = {
        ("stay", "end"): lambda: services.leave_household(actor=actor, stay=one, last=given["last"], now=now),
        ("stay", "reopen"): lambda: services.reopen_stay(actor=actor, stay=one, now=now),
        ("relation", "reopen"): lambda: services.reopen_relation(actor=actor, relation=one, now=now),
        ("registration", "reopen"): lambda: services.reopen_registration(
            actor=actor, registration=one, now=now
        ),
        ("stay", "mistake"): lambda: services.take_back_stay(actor=actor, stay=one, now=now),
        ("stay", "head"): lambda: services.name_head(actor=actor, stay=one, now=now),
        ("stay", "relation"): lambda: services.say_relation(
            actor=actor, stay=one, relation=given["relation"], now=now
        ),
        ("relation", "end"): lambda: services.end_relation(
            actor=actor, relation=one, last=given["last"], now=now
        ),
        ("relation", "mistake"): lambda: services.take_back_relation(actor=actor, relation=one, now=now),
        ("registration", "end"): lambda: services.end_registration(
            actor=actor, registration=one, last=given["last"], now=now
        ),
        ("registration", "mistake"): lambda: services.take_back_registration(
            actor=actor, registration=one, now=now
        ),
    }
    return acts[noted.kind, sent]


def _doctors_at(request: HttpRequest, station: queries.Registered | None) -> str:
    """The place whose doctors are offered: as chosen, else where the person is registered."""
    known = {code for code, _name in circle_words.stations(clock.vietnam_day(clock.now()))}
    asked = request.POST.get("at") or request.GET.get("at", "")
    return asked if asked in known else station.facility_code if station else ""


def _sought(request: HttpRequest, seek: SeekForm, person: UUID) -> Pairs:
    found: list[queries.Found] = []
    if request.POST.get("act") == "relate":
        try:
            chosen = UUID(request.POST.get("other", ""))
        except ValueError:
            return []
        found = queries.see_chosen(actor=actor_of(request), person=chosen, now=clock.now())
    elif seek.is_bound and seek.is_valid():
        text = seek.cleaned_data["q"]
        attempt(seek, lambda: found.extend(queries.seek(actor=actor_of(request), text=text, now=clock.now())))
    return circle_words.seekers(one for one in found if one.id != person)


def _home(circle: queries.Circle) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                circle_words.who(one.person), head=True,
                url=reverse("people:family", args=[one.person.id])
                if one.person and one.person.id != circle.person.id else "",
            ),
            parts.Cell(circle_words.relation_to_head(one.relation)),
            parts.Cell(circle_words.days(one.since, one.until)),
        )
        for one in (circle.home.stays if circle.home else ())
        if one.until is None
    )  # fmt: skip
    columns = (parts.Column(_("Người")), parts.Column(_("Quan hệ với chủ hộ")), parts.Column(_("Thời gian")))
    return parts.Table(_("Đang ở trong hộ"), columns, rows)


def _relations(circle: queries.Circle) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                circle_words.who(one.person), head=True,
                url=reverse("people:family", args=[one.person.id]) if one.person else "",
            ),
            parts.Cell(circle_words.related_as(one)),
            parts.Cell(circle_words.days(one.since, one.until)),
            parts.Cell(_("Sửa"), url=reverse("people:entry", args=["relation", one.id])),
        )
        for one in circle.relations
    )  # fmt: skip
    columns = (
        parts.Column(_("Thân nhân")), parts.Column(_("Là gì của người này")), parts.Column(_("Thời gian")),
        parts.Column(_("Việc")),
    )  # fmt: skip
    return parts.Table(_("Thân nhân"), columns, rows)


def _registrations(circle: queries.Circle) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(circle_words.registered(one), head=True),
            parts.Cell(str(circle_words.REGISTERED[one.kind])),
            parts.Cell(circle_words.days(one.since, one.until)),
            parts.Cell(_("Sửa"), url=reverse("people:entry", args=["registration", one.id])),
        )
        for one in circle.registrations
    )
    columns = (
        parts.Column(_("Nơi hoặc bác sĩ")), parts.Column(_("Là")), parts.Column(_("Thời gian")),
        parts.Column(_("Việc")),
    )  # fmt: skip
    return parts.Table(_("Nơi đăng ký và bác sĩ, cả trước đây"), columns, rows)


def _told(noted: queries.Noted) -> tuple[str, list[parts.Pair]]:
    one, names = noted.what, words.communes()
    told = [
        parts.Pair(_("Về"), circle_words.who(noted.person), note=names.get(noted.person.commune_code, ""))
    ]
    if isinstance(one, queries.Stay):
        title = _("Một lần ở trong hộ")
        told.append(parts.Pair(_("Quan hệ với chủ hộ"), circle_words.relation_to_head(one.relation)))
    elif isinstance(one, queries.Related):
        title = _("Một quan hệ")
        told.append(parts.Pair(circle_words.related_as(one), circle_words.who(one.person)))
    else:
        title = str(circle_words.REGISTERED[one.kind])
        told.append(parts.Pair(title, circle_words.registered(one)))
    return title, [*told, parts.Pair(_("Thời gian"), circle_words.days(one.since, one.until))]
