"""``{% load sheets %}{% form_sheet page %}``: the fields of a form, inside the ``<form>`` of the page that embeds them."""

from __future__ import annotations

from typing import Any

from django import template

from hoaban.shared.forms.forms import Page

register = template.Library()


@register.inclusion_tag("forms/sheet.html")
def form_sheet(page: Page, enter: str = "save", files_url: str = "") -> dict[str, Any]:
    """The fields with what is wrong with them; ``enter``: what the Enter key does (value of the field ``do``).

    ``files_url``: where the files that were handed in are read, before their digest.
    """
    return {"page": page, "enter": enter, "files_url": files_url}
