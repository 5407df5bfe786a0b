"""How somebody wishes to be told: the form and what it says of how they are reached, for themself and at the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.forms import DeskWishForm, WishForm
from hoaban.shared.messaging.queries import wishes as queries
from hoaban.shared.messaging.queries.wishes import Wishes
from hoaban.shared.messaging.rules.deciding import Way, Wish
from hoaban.shared.messaging.services import keeping
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said

_LANGUAGES = {"vi": ("Tiếng Việt", "Vietnamese"), "en": ("Tiếng Anh", "English")}
_SHARED = {
    None: lazy("Số này có người khác cùng dùng: chỉ báo rằng có tin mà luật buộc phải báo, không nêu của ai, về việc gì."),
    True: lazy("Số này có người khác cùng dùng: tin nhắn không nêu của ai, về việc gì."),
    False: lazy("Số này có người khác cùng dùng và đã từ chối nhắn đến máy dùng chung: Trạm Y tế nói trực tiếp."),
}  # fmt: skip
"""By what was said to messages on a telephone that others read."""


@needs(policies.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, person: UUID) -> HttpResponse:
    """How somebody who stands at the desk wishes to be told."""
    whose, found = queries.wishes_at_desk(actor=actor_of(request), person=person, now=clock.now())
    form = form_of(request, found, DeskWishForm)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _choose(request, person, found, form))
    ):
        messages.success(request, _("Đã ghi cách báo tin."))
        return HttpResponseRedirect(request.path)
    title = _("Cách báo tin")
    values = {
        "title": title,
        "name": whose.name,
        "birth": formats.partial_date(whose.birth) if whose.birth else "",
        "reached": reached(found),
        "form": form,
        "consents_url": reverse("privacy:consents", args=[person]),
        "crumbs": (parts.Crumb(_("Tìm người"), reverse("chart:find")), parts.Crumb(title)),
    }
    return render(request, "messaging/desk.html", values, status=400 if form.errors else 200)


def form_of(request: HttpRequest, found: Wishes, kind: type[WishForm]) -> WishForm:
    """The form with what was chosen before."""
    wish, letters = found.wish, found.letters or found.wish.way is Way.EMAIL
    return kind(
        request.POST if request.method == "POST" else None,
        lists={"way": _ways(kind, letters), "language": [(key, said(*both)) for key, both in _LANGUAGES.items()]},
        initial={
            "way": wish.way.value, "email": wish.email, "language": wish.language, "shared": wish.shared,
            "plain": wish.plain,
        },
        letters=letters,
    )  # fmt: skip


def wish_of(form: WishForm, found: Wishes) -> Wish:
    """What was chosen; an address that was not asked for stays."""
    given = form.cleaned_data
    email = given.get("email", found.wish.email).strip()  # not asked for where no letter could be sent
    return Wish(Way(given["way"]), given["language"], email, given["shared"], given["plain"])


def reached(found: Wishes) -> list[parts.Pair]:
    """By what telephone, and by which station."""
    notes = []
    if found.reach.shared:
        notes.append(str(_SHARED[found.wish.agreed]))
    if found.reach.stopped:
        notes.append(_("Số này đã nhắn DUNG: chỉ nhận tin bắt buộc. Nhận lại: nhắn TIEP TUC."))
    phone = formats.masked(found.phone, 3) if found.phone else _("Danh bạ không có số nào nhận được tin nhắn")
    station = _("Có") if found.reach.commune else _("Chưa rõ trạm nào")
    return [
        parts.Pair(_("Điện thoại trong danh bạ"), phone, note=" ".join(notes)),
        parts.Pair(_("Trạm Y tế nói trực tiếp được"), station, note=_("Số điện thoại do quầy tiếp đón sửa.")),
    ]


def _choose(request: HttpRequest, person: UUID, found: Wishes, form: WishForm) -> None:
    keeping.choose_at_desk(actor=actor_of(request), person=person, wish=wish_of(form, found), now=clock.now())


def _ways(kind: type[WishForm], letters: bool) -> Pairs:
    return [(way.value, said(*kind.ways[way])) for way in Way if way is not Way.EMAIL or letters]
