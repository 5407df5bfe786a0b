"""A form that is read and not filled in; what its page offers."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.shared.forms.fhir import Sheet, Words, normal, telling
from hoaban.ui.forms import said


def can_be_normal(sheet: Sheet) -> bool:
    """Whether a button that writes what is normal has anything to write."""
    return normal.can_be_normal(sheet)


def read_only(sheet: Sheet) -> tuple[Shown, ...]:
    """A sheet to be read: labels and answers as on its paper, without a field."""
    return tuple(_shown_line(one) for one in telling.lay_out(sheet))


@dataclass(frozen=True, slots=True)
class Shown:
    """A group with what stands in it, or a question with its answers. ``pictures``: addresses within the page."""

    label: str
    is_group: bool
    texts: tuple[str, ...] = ()
    lines: tuple[Shown, ...] = ()


def _shown_line(line: telling.Line) -> Shown:
    label = f"{line.prefix} {_say(line.words)}".strip()
    return Shown(
        label, line.kind == "group", tuple(_say(one) for one in line.texts), tuple(_shown_line(one) for one in line.lines)
    )  # fmt: skip


def _say(words: Words) -> str:
    return said(words.vi, words.en)
