"""The components: ``{% load ui %}``. Each is described, with an example, in ``hoaban/ui/README.md``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hoaban.ui import charts, icons, maps, parts, qr, words
from hoaban.ui.language import language
from hoaban.ui.templatetags import filters

register = template.Library()
register.filters.update(filters.register.filters)

_NOTICE_ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "danger"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon. Without ``label`` it is decoration, hidden from screen readers."""
    path = icons.PATHS[name]
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            label,
            path,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        path,
    )


@register.simple_tag
def abbr(short: str, shown: str = "") -> SafeString:
    """An abbreviation with its expansion; ``shown`` when other letters stand on the page."""
    return format_html('<abbr title="{}">{}</abbr>', words.expansion(short, language()), shown or short)


@register.inclusion_tag("ui/button.html")
def button(label: str, **options: Any) -> dict[str, Any]:
    """A button, or with ``url`` a link that looks like one.

    Options: ``url``, ``kind`` (primary, quiet, danger; default plain), ``icon``, ``type`` (default submit),
    ``name``, ``value``, ``confirm`` (asked before it acts), ``hide_label`` (icon only, label for readers).
    """
    return {"label": label, "type": "submit", "kind": "", **options}


@register.inclusion_tag("ui/badge.html")
def badge(text: str | parts.Badge, kind: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A small label; takes a :class:`parts.Badge` or its pieces."""
    return {"badge": text if isinstance(text, parts.Badge) else parts.Badge(text, kind, icon)}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(crumbs: Sequence[parts.Crumb]) -> dict[str, Any]:
    """The way back."""
    return {"crumbs": crumbs}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[parts.Tab], label: str = "") -> dict[str, Any]:
    """Views of one subject, as links."""
    return {"tabs": items, "label": label or _("Các mục")}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, hint and error, tied together for screen readers.

    Options: ``optional=True`` says so beside the label, ``width`` (short, medium; default full).
    """
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "kind": kind, "group": kind == "radio" or bound.use_fieldset, **options}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """Everything wrong with a form, each a link to its field; takes the focus. Nothing when all is well."""
    wrong = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return {"wrong": wrong, "general": form.non_field_errors() if form.is_bound else ()}


@register.inclusion_tag("ui/file_drop.html")
def file_drop(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A file field as a zone to drop files on; without JavaScript it is the browser's own file field."""
    return {"field": bound, "hint": hint}


@register.inclusion_tag("ui/search_box.html")
def search_box(label: str, **options: Any) -> dict[str, Any]:
    """A search form (GET). Options: ``action``, ``name`` (default q), ``value``, ``hint``, ``focus``."""
    return {"label": label, "name": "q", "action": "", **options}


@register.simple_block_tag
def panel(content: SafeString, heading: str, **options: Any) -> SafeString:
    """A card with a heading. An empty body says "Chưa ghi nhận" (or ``empty``), never "none".

    Options: ``count``, ``icon``, ``id``, ``level`` (of the heading, 2 or 3), ``lang`` (of a heading that is a name),
    ``url`` and ``url_label`` (link in the head), ``empty``.
    """
    options = {"level": 2, "url_label": _("Xem tất cả"), **options}
    return _block("ui/panel.html", heading=heading, content=content, is_empty=not content.strip(), **options)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: str = "") -> SafeString:
    """A message: ``kind`` info, success, warning or danger (read out at once)."""
    return _block("ui/notice.html", content=content, kind=kind, title=title, icon=_NOTICE_ICONS[kind])


@register.inclusion_tag("ui/empty.html")
def nothing(text: str = "", hint: str = "") -> dict[str, Any]:
    """What stands where nothing is recorded."""
    return {"text": text or _("Chưa ghi nhận"), "hint": hint}


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: dict[str, Any], data: parts.Table, sticky: bool = False) -> dict[str, Any]:
    """A table; at 360 px every row becomes a card. Sort links keep the other parameters of the address."""
    request: HttpRequest = context["request"]
    order = request.GET.get("sort", "")
    headers = [
        (column, _sorted_as(column, order), _sort_url(request.GET, column, order)) for column in data.columns
    ]
    rows = [list(zip(data.columns, row, strict=True)) for row in data.rows]
    return {"table": data, "headers": headers, "rows": rows, "sticky": sticky}


def _sorted_as(column: parts.Column, order: str) -> str:
    if not column.sort or order.removeprefix("-") != column.sort:
        return ""
    return "descending" if order.startswith("-") else "ascending"


def _sort_url(query: QueryDict, column: parts.Column, order: str) -> str:
    if not column.sort:
        return ""
    query = query.copy()
    for stale in ("after", "before", "page"):
        query.pop(stale, None)
    query["sort"] = f"-{column.sort}" if order == column.sort else column.sort
    return "?" + query.urlencode()


@register.inclusion_tag("ui/pagination.html")
def pagination(newer: str = "", older: str = "", note: str = "", **labels: str) -> dict[str, Any]:
    """Links to the page before and after (keyset: no page numbers). ``note``: "Tổng 1.234 người"."""
    return {
        "newer": newer,
        "older": older,
        "note": note,
        "newer_label": labels.get("newer_label") or _("Mới hơn"),
        "older_label": labels.get("older_label") or _("Cũ hơn"),
    }


@register.inclusion_tag("ui/key_values.html")
def key_values(pairs: Sequence[parts.Pair], columns: bool = True) -> dict[str, Any]:
    """A list of keys and values; an empty value reads "Chưa ghi nhận"."""
    return {"pairs": pairs, "columns": columns}


@register.inclusion_tag("ui/patient_banner.html")
def patient_banner(banner: parts.Banner) -> dict[str, Any]:
    """Who this page is about, with the allergies where nobody can miss them."""
    return {"banner": banner}


@register.inclusion_tag("ui/timeline.html")
def timeline(years: Sequence[parts.EventYear]) -> dict[str, Any]:
    """Events by year and day (see :func:`parts.timeline`)."""
    return {"years": years}


@register.inclusion_tag("ui/tiles.html")
def tiles(items: Sequence[parts.Tile]) -> dict[str, Any]:
    """Figures, big and comparable."""
    return {"tiles": items}


@register.inclusion_tag("ui/progress.html")
def progress(step: parts.Step) -> dict[str, Any]:
    """How far a job is; asks again every two seconds until it has finished."""
    return {"step": step}


def _block(name: str, **values: Any) -> SafeString:
    return mark_safe(render_to_string(name, values))  # noqa: S308 - our own template, escaped by Django


@register.inclusion_tag("ui/line_chart.html")
def line_chart(chart: charts.LineChart | None) -> dict[str, Any]:
    """Lines over time with the reference range and the same as a table; None says "Chưa ghi nhận"."""
    return {"chart": chart}


@register.inclusion_tag("ui/sparkline.html")
def sparkline(values: Sequence[charts.Value], label: str = "") -> dict[str, Any]:
    """A small line; decoration unless it has a ``label``."""
    return {"spark": charts.sparkline(values), "label": label}


@register.inclusion_tag("ui/bar_list.html")
def bar_list(rows: Sequence[charts.Bar], label: str = "") -> dict[str, Any]:
    """Rows with horizontal bars, longest = full width; the order is the caller's."""
    return {"rows": charts.bars(rows), "label": label}


@register.inclusion_tag("ui/choropleth.html")
def choropleth(view: maps.Map) -> dict[str, Any]:
    """The map of communes, coloured, each a link; with legend and list."""
    return {"map": view}


@register.inclusion_tag("ui/qr_code.html")
def qr_code(text: str, label: str) -> dict[str, Any]:
    """A text as a QR code; ``label`` says what it is to who cannot see it."""
    return {"code": qr.draw(text), "label": label}
