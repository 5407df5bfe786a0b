"""Recordings that read the sentences aloud: placed by the operator, heard by everybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.privacy import policies, queries, services
from hoaban.shared.privacy.forms import VoiceForm
from hoaban.shared.privacy.queries.voices import Sentence
from hoaban.shared.privacy.rules.purposes import voices
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said


@needs(policies.VOICES)
@require_http_methods(["GET", "HEAD", "POST"])
def placing(request: HttpRequest) -> HttpResponse:
    """Which sentences can be heard in which language, and a new recording."""
    found = queries.sentences(clock.vietnam_day(clock.now()))
    lists = {
        "purpose": [(one.question.key, said(*one.question.ask)) for one in found],
        "language": [(key, said(*both)) for key, both in voices().items()],
    }
    form = VoiceForm(request.POST or None, request.FILES or None, lists=lists)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _place(request, form)):
        messages.success(request, _("Đã đặt giọng đọc."))
        return HttpResponseRedirect(request.path)
    columns = (parts.Column(_("Câu")), *(parts.Column(said(*both)) for both in voices().values()))
    table = parts.Table(_("Giọng đọc"), columns, tuple(map(_row, found)))
    values = {"form": form, "table": table}
    return render(request, "privacy/voices.html", values, status=400 if form.errors else 200)


@needs("public")
@require_safe
def voice(_request: HttpRequest, purpose: str, language: str) -> HttpResponse:
    """The sound of one sentence: nobody's data, so that it is heard before signing in as well."""
    content, kind = queries.find_voice(purpose, language)
    return HttpResponse(content, content_type=kind)


def _place(request: HttpRequest, form: VoiceForm) -> None:
    given = form.cleaned_data
    services.place_voice(
        actor=actor_of(request), purpose=given["purpose"], language=given["language"],
        speaker=given["speaker"], content=given["recording"].read(), now=clock.now(),
    )  # fmt: skip


def _row(one: Sentence) -> tuple[parts.Cell, ...]:
    cells = [parts.Cell(said(*one.question.ask), head=True)]
    for language in voices():
        held = one.voices.get(language)
        if held is None:
            cells.append(parts.Cell(_("chưa có")))
            continue
        url = reverse("privacy:voice", args=[one.question.key, language])
        cells.append(parts.Cell(held.speaker, url=url, note=formats.day(held.placed_at)))
    return tuple(cells)
