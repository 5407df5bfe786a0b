"""Forms of pages: choices made when the page is, what is refused told at its field, the address of the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, HoaBanError, Invalid
from hoaban.ui.language import language

Pairs = list[tuple[str, str]]
"""Codes with their words, to choose from."""


class PageForm(forms.Form):
    """``lists`` gives the choices of fields by name; an optional choice may stay empty."""

    def __init__(self, *arguments: Any, lists: Mapping[str, Pairs] | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, choices in (lists or {}).items():
            chosen = self.fields.get(name)
            if not isinstance(chosen, forms.ChoiceField):
                continue
            if isinstance(chosen, forms.MultipleChoiceField) or isinstance(chosen.widget, forms.RadioSelect):
                chosen.choices = choices  # none of a radio group is chosen until somebody does
            else:
                chosen.choices = [("", _("Hãy chọn") if chosen.required else "—"), *choices]

    def laid_out(self) -> list[tuple[Any, bool]]:
        """The fields in order, each with whether it may stay empty."""
        return [(bound, not bound.field.required) for bound in self]


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, by the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def time_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.TimeField:
    """A time of the day, by the browser's own clock."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget, help_text=hint)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Actor, cast(Any, request).actor)


def said(vi: str, en: str) -> str:
    """What a list or rule says, in the language of the page."""
    return en if language() == "en" else vi


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; what is not possible is told at its field. Everything else (no leave, nothing there) is a page of its own."""
    try:
        act()
    except (Invalid, Conflict) as failure:
        tell(form, failure)
        return False
    return True


def tell(form: forms.Form, failure: HoaBanError, *, at: str = "") -> None:
    """Tell a failure at its field (or at ``at``), else above the form."""
    place = at or failure.place
    form.add_error(place if place in form.fields else None, said(failure.message_vi, failure.message_en))


def start_of(request: HttpRequest) -> int:
    """Where the page of a list begins."""
    text = request.GET.get("start", "")
    return min(int(text), 100_000) if text.isdecimal() and len(text) < 7 else 0


def page_url(values: Mapping[str, Any], **more: str) -> str:
    """Another page of the same list."""
    given = {name: "on" if value is True else str(value) for name, value in values.items() if value}
    return "?" + urlencode({**given, **more})
