"""A citizen's messages, and how they wish to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.forms import WishForm
from hoaban.shared.messaging.queries import boxes
from hoaban.shared.messaging.queries.boxes import Box, Told
from hoaban.shared.messaging.rules import deciding
from hoaban.shared.messaging.rules.deciding import Way, Wish
from hoaban.shared.messaging.services import keeping
from hoaban.shared.messaging.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, actor_of, attempt, said

_MOST = 100
_LANGUAGES = {"vi": ("Tiếng Việt", "Vietnamese"), "en": ("Tiếng Anh", "English")}


@needs(policies.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """What I was told, or a child I stand for; and how."""
    box = boxes.own_box(actor=actor_of(request), person=person, count=_MOST, now=clock.now())
    letters = box.letters or box.wish.way is Way.EMAIL
    form = WishForm(
        request.POST or None,
        lists={"way": _ways(letters), "language": _languages()},
        initial=_initial(box),
        letters=letters,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _choose(request, person, box, form))
    ):
        messages.success(request, _("Đã ghi cách báo tin."))
        return HttpResponseRedirect(request.path)
    values = {
        "title": _("Tin của tôi") if box.subject.own else _("Tin báo"),
        "name": "" if box.subject.own else box.subject.name,
        "shown": [_shown(one) for one in box.told],
        "reached": _reached(box),
        "others": [(one.name, reverse("messaging:own-of", args=[one.person])) for one in box.others],
        "form": form,
    }
    return render(request, "messaging/own.html", values, status=400 if form.errors else 200)


def _choose(request: HttpRequest, person: UUID | None, box: Box, form: WishForm) -> None:
    given = form.cleaned_data
    email = given.get("email", box.wish.email).strip()  # not asked for where no letter could be sent
    wish = Wish(Way(given["way"]), given["language"], email, given["shared"], given["plain"])
    keeping.choose(actor=actor_of(request), person=person, wish=wish, now=clock.now())


def _shown(one: Told) -> dict[str, object]:
    line = one.line
    sent = [said(*deciding.STATES[line.state]), words.way(line)]
    if line.shared:
        sent.append(_("máy dùng chung: tin không nêu việc"))
    return {
        "title": said(*line.name),
        "at": formats.day_time(line.asked_at),
        "text": said(*one.text) or _("Lời tin đã hết hạn lưu."),
        "how": " · ".join(filter(None, sent)),
    }


def _reached(box: Box) -> list[parts.Pair]:
    notes = []
    if box.reach.shared:
        notes.append(_("Số này có người khác cùng dùng: tin nhắn không nêu của ai, về việc gì."))
    if box.reach.stopped:
        notes.append(_("Số này đã nhắn DUNG: chỉ nhận tin bắt buộc. Nhận lại: nhắn TIEP TUC."))
    phone = formats.masked(box.phone, 3) if box.phone else _("Danh bạ không có số nào nhận được tin nhắn")
    station = _("Có") if box.reach.commune else _("Chưa rõ trạm nào")
    return [
        parts.Pair(_("Điện thoại trong danh bạ"), phone, note=" ".join(notes)),
        parts.Pair(_("Trạm Y tế nói trực tiếp được"), station, note=_("Số điện thoại do quầy tiếp đón sửa.")),
    ]


def _initial(box: Box) -> dict[str, object]:
    wish = box.wish
    return {
        "way": wish.way.value, "email": wish.email, "language": wish.language, "shared": wish.shared, "plain": wish.plain,
    }  # fmt: skip


def _ways(letters: bool) -> Pairs:
    return [(way.value, said(*deciding.WAYS[way])) for way in Way if way is not Way.EMAIL or letters]


def _languages() -> Pairs:
    return [(key, said(*both)) for key, both in _LANGUAGES.items()]
