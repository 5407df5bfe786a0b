"""What a person agrees to: on their own page, also for a child they stand for, and taken down at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.privacy import policies, queries, services
from hoaban.shared.privacy.fhir import Said
from hoaban.shared.privacy.forms import DeskAnswerForm, OwnAnswerForm
from hoaban.shared.privacy.queries.consents import Asked, Consents, Told
from hoaban.shared.privacy.rules.agreeing import ANSWERS, HOWS, Answer, How, Saying
from hoaban.shared.privacy.rules.purposes import voices
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said

_PAGE = "privacy/consents.html"
_LOOKS: dict[str, tuple[str, str]] = {
    Answer.GIVEN: ("success", "check"),
    Answer.REFUSED: ("danger", "cross"),
    Answer.WITHDRAWN: ("neutral", ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One question in ready words."""

    key: str
    name: str
    ask: str
    state: parts.Badge
    by: str
    """Who spoke for the person when they said what stands; empty when they did themself."""
    follows: str
    refused: tuple[tuple[str, str], ...]
    """Facilities refused by name: code and name."""
    history: parts.Table
    sounds: tuple[tuple[str, str], ...]
    """Language and address of each recording."""
    by_facility: bool
    may_take_back: bool


@needs(policies.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """What I agree to, or what I say for a child I stand for."""
    actor = actor_of(request)
    subject = queries.subject_of(actor, person)
    form = OwnAnswerForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _answer_own(request, subject.person, form))
    ):
        messages.success(request, _("Đã ghi nhận."))
        return HttpResponseRedirect(request.path)
    found = queries.consents_of(actor=actor, person=subject.person, now=clock.now())
    values = {
        **_values(found, recording_url=""),
        "title": _("Đồng ý của tôi") if subject.own else _("Đồng ý thay cho trẻ"),
        "name": "" if subject.own else subject.name,
        "birth": "" if subject.own else formats.partial_date(found.person.birth),
        "own": form,
        "facilities": _facilities(),
        "speaks": subject.own != found.is_minor,
        "for_child": not subject.own,
        "asked_now": not subject.own and found.asks_child,
        "until": "" if subject.until is None else formats.day(subject.until),
        "subjects": _subjects(actor, subject),
    }
    return render(request, _PAGE, values, status=400 if form.errors else 200)


@needs(policies.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, person: UUID) -> HttpResponse:
    """What somebody agrees to, for the desk that takes it down."""
    found = queries.consents_of(actor=actor_of(request), person=person, now=clock.now())
    lists = {
        "purpose": [(one.question.key, said(*one.question.ask)) for one in found.asked],
        "answer": [(one, said(*both)) for one, both in ANSWERS.items()],
        "how": [(one, said(*both)) for one, both in HOWS.items() if one != How.ACCOUNT],
        "facility": _facilities(),
    }
    form = DeskAnswerForm(*_sent(request), lists=lists)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _take(request, person, form)):
        messages.success(request, _("Đã ghi nhận."))
        return HttpResponseRedirect(request.path)
    title = _("Đồng ý và từ chối")
    values = {
        **_values(found, recording_url="privacy:recording"),
        "title": title,
        "name": found.person.name,
        "birth": formats.partial_date(found.person.birth) if found.person.birth else "",
        "desk": form,
        "crumbs": (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(title)),
    }
    return render(request, _PAGE, values, status=400 if form.errors else 200)


@needs(policies.RECORD)
@require_safe
def recording(request: HttpRequest, person: UUID, consent: str, version: int) -> HttpResponse:
    """The recording by which somebody said so."""
    content, kind = queries.find_recording(
        actor=actor_of(request), person=person, consent=consent, version=version
    )
    return HttpResponse(content, content_type=kind)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _subjects(actor: Actor, shown: accounts.Subject) -> tuple[parts.Tab, ...]:
    """For whom this citizen answers, when there are several."""
    found = queries.subjects_of(actor)
    if len(found) < 2:
        return ()
    return tuple(
        parts.Tab(
            _("Của tôi") if one.own else one.name, reverse("privacy:own-consents-of", args=[one.person]),
            current=one.person == shown.person, lang="" if one.own else "vi",
        )
        for one in found
    )  # fmt: skip


def _answer_own(request: HttpRequest, person: UUID, form: OwnAnswerForm) -> None:
    given = form.cleaned_data
    services.answer(
        actor=actor_of(request), person=person, purpose=given["purpose"], said=Answer(given["answer"]),
        saying=Saying(How.ACCOUNT, child_agreed=given["child_agreed"]), facility=given["facility"], now=clock.now(),
    )  # fmt: skip


def _take(request: HttpRequest, person: UUID, form: DeskAnswerForm) -> None:
    given = form.cleaned_data
    file = given["recording"]
    services.answer(
        actor=actor_of(request), person=person, purpose=given["purpose"], said=Answer(given["answer"]),
        saying=Saying(
            How(given["how"]), given["guardian"], given["relation"], given["witness"], given["child_agreed"]
        ),
        facility=given["facility"],
        recording=services.Recording(file.name[-120:], file.read()) if file else None,
        now=clock.now(),
    )  # fmt: skip


def _values(found: Consents, *, recording_url: str) -> dict[str, object]:
    heard = queries.spoken(clock.vietnam_day(clock.now()))
    shown = [_shown(one, found, heard.get(one.question.key, ()), recording_url) for one in found.asked]
    return {
        "asked": shown,
        "is_minor": found.is_minor,
        "child_agrees": found.child_agrees,
        "asks_child": found.asks_child,
        "narrows": [one.key for one in shown if one.by_facility],
    }


def _shown(one: Asked, found: Consents, heard: Iterable[str], recording_url: str) -> Shown:
    question, names = one.question, voices()
    answer = one.standing.answer if one.standing else None
    state = parts.Badge(_("Chưa nói"))
    if answer == Answer.WITHDRAWN:
        state = parts.Badge(_("Đã rút lại"))
    elif answer is not None:
        state = parts.Badge(said(*ANSWERS[answer]), *_LOOKS[answer])
    follows: dict[str | None, tuple[str, str]] = {Answer.GIVEN: question.yes, Answer.REFUSED: question.no}
    return Shown(
        key=question.key,
        name=said(*question.name),
        ask=said(*question.ask),
        state=state,
        by=_guardian(one.standing) if one.standing and answer != Answer.WITHDRAWN else "",
        follows=said(*follows.get(answer, question.silent)),
        refused=tuple((each.refused.code, each.refused.name) for each in one.refused if each.refused),
        history=_history(one.history, found, recording_url),
        sounds=tuple(
            (said(*names[language]), reverse("privacy:voice", args=[question.key, language]))
            for language in heard
        ),
        by_facility=question.by_facility,
        may_take_back=answer in (Answer.GIVEN, Answer.REFUSED),
    )


def _history(history: Iterable[Told], found: Consents, recording_url: str) -> parts.Table:
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Đã nói")), parts.Column(_("Ai nói, bằng cách nào")),
        parts.Column(_("Ghi nhận ở đâu")),
    )  # fmt: skip
    rows = tuple(_row(one, found, recording_url) for one in history)
    return parts.Table(_("Đã nói những gì"), columns, rows, empty=_("Chưa nói gì."))


def _row(one: Told, found: Consents, recording_url: str) -> tuple[parts.Cell, ...]:
    told = one.said
    who = _guardian(told) or _("Chính người này")
    notes = [said(*HOWS[told.how])]
    if told.witness:
        notes.append(_("làm chứng: %s") % told.witness)
    if told.child_agreed:
        notes.append(_("trẻ cũng đồng ý"))
    url = ""
    if told.recording and recording_url:
        notes.append(told.recording_name)
        url = reverse(recording_url, args=[found.person.id, one.id, one.version])
    whom = _("riêng với %s") % told.refused.name if told.refused else ""
    badge = parts.Badge(said(*ANSWERS[told.answer]), *_LOOKS[told.answer])
    return (
        parts.Cell(formats.day_time(told.at), head=True),
        parts.Cell("", badge=badge, note=whom),
        parts.Cell(who, url=url, note="; ".join(notes)),
        parts.Cell(_where(told)),
    )


def _guardian(told: Said) -> str:
    return f"{told.guardian} ({told.relation})" if told.guardian else ""


def _where(told: Said) -> str:
    if told.how == How.ACCOUNT:
        return _("Trang của người dân")
    return told.taken_at.name if told.taken_at else "—"


def _facilities() -> Pairs:
    """Those that care for people."""
    kinds = {kind.code for kind in places.facility_kinds().values() if kind.family == "care"}
    day = clock.vietnam_day(clock.now())
    return [(one.code, one.name_on(day)) for one in places.facilities(day) if one.kind in kinds]
