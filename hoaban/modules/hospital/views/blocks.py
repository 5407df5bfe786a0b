"""A doctor's text blocks."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital.fhir.consultation import TEXTS
from hoaban.modules.hospital.forms.consulting import clean
from hoaban.modules.hospital.queries import blocks as queries
from hoaban.modules.hospital.services import blocks as services
from hoaban.shared.visits.api import WORK
from hoaban.ui import parts
from hoaban.ui.forms import PageForm, actor_of, attempt, said


class BlockForm(PageForm):
    """A block to keep."""

    key = forms.CharField(
        label=gettext_lazy("Phím gõ"), max_length=13, help_text=gettext_lazy("Ví dụ .bt; gõ trong ô rồi gõ dấu cách.")
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("Ô ghi"))
    text = forms.CharField(
        label=gettext_lazy("Nội dung câu"), max_length=2000, widget=forms.Textarea({"rows": 3}), strip=True
    )


@needs(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: HttpRequest) -> HttpResponse:
    """One's own blocks and those of the product; keep one, take one away."""
    actor, lists = actor_of(request), {"place": [(place, said(*words)) for place, words in TEXTS.items()]}
    act, _colon, number = str(request.POST.get("do", "")).partition(":")
    if act == "remove":
        if number.isascii() and number.isdecimal() and len(number) < 10:
            services.remove_block(actor=actor, block=int(number))
        return HttpResponseRedirect(request.path)
    form = BlockForm(request.POST if request.method == "POST" else None, lists=lists)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: services.keep_block(
                actor=actor, key=given["key"], place=given["place"], text=clean(given["text"]), now=clock.now()
            ),
        ):  # fmt: skip
            messages.success(request, _("Đã ghi mẫu câu."))
            return HttpResponseRedirect(request.path)
    listed = [(one, said(*TEXTS[one.place])) for one in queries.blocks_of(actor=actor)]
    crumbs = (parts.Crumb(_("Khám bệnh"), reverse("hospital:my-list")), parts.Crumb(_("Mẫu câu")))
    return render(
        request, "hospital/consulting/blocks.html", {"form": form, "blocks": listed, "crumbs": crumbs}
    )
