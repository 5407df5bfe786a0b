"""Those who may be the person meant, in ready words; a registrar who says of two that they may be one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import NotFound
from hoaban.shared.people import queries, services
from hoaban.shared.people.forms import AlikeForm
from hoaban.shared.people.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import attempt

NEEDS = "people.register"


class Shown:
    """A candidate in ready words: numbers masked, each field with how it agrees."""

    def __init__(self, one: queries.Candidate) -> None:
        known, said = one.known, one.known.description
        shown = words.cells(known, words.communes())
        shown["number"] = ", ".join(formats.masked(value) for _kind, value in sorted(said.numbers))
        shown["phone"] = ", ".join(formats.masked(phone, 3) for phone in sorted(said.phones))
        self.id = known.id
        self.name = said.name or _("Chưa rõ tên")
        self.grade = words.grade(one.score.grade)
        self.points = words.bits(one.score.bits)
        self.pairs = [
            parts.Pair(
                str(words.FIELDS[part.field]), shown[part.field],
                note=f"{words.agreement(part.field, part.level).text} ({words.bits(part.bits)})",
            )
            for part in one.score.parts
        ]  # fmt: skip
        self.pairs.append(parts.Pair(_("Nơi biết người này"), words.facilities(known.sources)))


@needs(NEEDS)
@require_http_methods(["GET", "HEAD", "POST"])
def alike(request: HttpRequest, person: UUID) -> HttpResponse:
    """Who may be the same as somebody of the register; a pair is put on the stewards' list."""
    actor, now = words.actor_of(request), clock.now()
    if request.method == "POST":
        other = _uuid(request.POST.get("other", ""))
        services.report_doubt(actor=actor, one=person, other=other, now=now)
        messages.success(request, _("Đã báo người giữ danh bạ: cặp này chờ đối chiếu."))
        return redirect("people:alike", person=person)
    form = AlikeForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found: list[tuple[queries.Known, tuple[queries.Alike, ...]]] = []
    if not attempt(form, lambda: found.append(_look(request, person, text))):
        found.append(_look(request, person, ""))
    known, others = found[0]
    name = known.description.name or _("Chưa rõ tên")
    values = {
        "form": form, "person": person, "name": name, "named": bool(known.description.name), "sought": bool(text),
        "others": [(Shown(one.candidate), one.stands) for one in others], "stewards": actor.may("people.steward"),
        "crumbs": (
            parts.Crumb(_("Tìm người"), reverse("chart:find")),
            parts.Crumb(name, reverse("people:details", args=[person])),
            parts.Crumb(_("Ai có thể là người này")),
        ),
    }  # fmt: skip
    return render(request, "people/alike.html", values, status=400 if form.errors else 200)


def _look(request: HttpRequest, person: UUID, text: str) -> tuple[queries.Known, tuple[queries.Alike, ...]]:
    return queries.see_alike(actor=words.actor_of(request), human=person, text=text, now=clock.now())


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("Không có người này.", "There is no such person.") from None
