"""What an adapter can do, and what it is given to do it with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hoaban.kernel.tries import Answer
from hoaban.shared.exchange.queries.configuration import Place

Content = Mapping[str, Any]
"""Plain JSON values, as the owner of the content and its adapter agree."""


class NoCredentials(Exception):
    """The facility, or who signed, has nothing to sign in with."""


@dataclass(frozen=True, slots=True)
class Line:
    """A destination at one moment: where it is, in which version it is spoken to, and by whom. ``secrets``: of a holder
    (empty: of the facility)."""

    schema: str
    place: Place
    facility_code: str
    secrets: Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class News:
    """What the other side tells of a message a while later. ``known``: whether it has it; ``extent``: none, part or
    whole of it was done; ``facts``: to be kept."""

    known: bool
    extent: str = ""
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Adapter:
    """``key_of(content, facility_code)``: by what the other side knows it, checked; raises ``Invalid``.
    ``masked(content, mask)``: without what tells whose it is. ``send(line, content, unsure)``: one try; raises
    ``NoCredentials``. ``ask(line, content)``: what became of it, None: no answer.
    ``ask_for``: how long after it was taken it is asked about; ``rows``: names and values in the destination's own order, for who
    enters them by hand."""

    key_of: Callable[[Content, str], str]
    masked: Callable[[Content, Mapping[str, str]], dict[str, Any]]
    send: Callable[[Line, Content, bool], Answer]
    ask: Callable[[Line, Content], News | None]
    ask_for: timedelta
    rows: Callable[[Content], list[tuple[str, str]]]
