"""Template filters over :mod:`hoaban.ui.formats`; loaded with ``{% load ui %}``.

An absent value (None or an empty string) stays empty: the template decides what to say ("Chưa ghi nhận").
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django import template

from hoaban.ui import formats
from hoaban.ui.language import language

register = template.Library()


def _filter(name: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    def declare(write: Callable[..., str]) -> Callable[..., str]:
        @wraps(write)
        def tolerant(value: Any, *arguments: Any) -> str:
            return "" if value is None or value == "" else write(value, *arguments)

        register.filter(name, tolerant)
        return write

    return declare


@_filter("day")
def day(value: date | datetime) -> str:
    """``{{ when|day }}``: 14/03/2002."""
    return formats.day(value)


@_filter("clock")
def clock(value: datetime) -> str:
    """``{{ at|clock }}``: 13:05."""
    return formats.clock(value)


@_filter("day_time")
def day_time(value: datetime) -> str:
    """``{{ at|day_time }}``: 13:05 11/11/2026."""
    return formats.day_time(value)


@_filter("partial_date")
def partial_date(value: str | date) -> str:
    """``{{ person.birth|partial_date }}``: 14/03/2002, 03/2002 or 2002."""
    return formats.partial_date(value)


@_filter("number")
def number(value: formats.Number, places: int | None = None) -> str:
    """``{{ n|number }}``, ``{{ rate|number:1 }}``: 1.234,5."""
    return formats.number(value, places)


@_filter("money")
def money(value: formats.Number) -> str:
    """``{{ amount|money }}``: 1.234.567 đ."""
    return formats.money(value)


@_filter("masked")
def masked(value: str, shown: int = 4) -> str:
    """``{{ card|masked }}``: •••• 0101."""
    return formats.masked(value, shown)


@_filter("age_on")
def age_on(birth: str | date, on: date) -> str:
    """``{{ person.birth|age_on:today }}``: 3 tháng, 24 tuổi; in the language of the page."""
    return formats.age(birth, on, language())


@_filter("percent_of")
def percent_of(part: formats.Number, whole: formats.Number) -> str:
    """``{{ part|percent_of:whole }}``: 95,3 %."""
    return formats.percent(part, whole)


@register.filter
def notice_kind(level: str) -> str:
    """The kind of notice for a level of Django's messages."""
    return {"error": "danger", "debug": "info"}.get(level, level)


@register.filter
def percent(value: float) -> str:
    """A length for SVG, with a point whatever the language: ``43.2%``."""
    return f"{value:g}%"
