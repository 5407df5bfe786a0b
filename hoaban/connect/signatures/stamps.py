"""What is seen of a signature on the page.

The state's layout for papers of agencies: a person's hand-written signature in blue, an agency's seal in red and in
real size covering a third of it on the left; on papers in a file of their own and on electronic copies no picture but
text, upright, 10 points, black. Times are day, month, year, hour, minute, second and zone.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fontTools import merge, ttLib
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.font.api import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStampStyle

TEXT_SIZE = 10
_TEXT_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Stamp:
    """Lines of black text in a box (left, bottom, right, top in points) of a page (0 is the first, -1 the last)."""

    lines: tuple[str, ...]
    box: tuple[int, int, int, int]
    font: bytes
    page: int = -1


def time_text(moment: datetime) -> str:
    """A moment as the state's layout writes it: ``2026-11-22T14:05:09+07:00``, in the zone that it comes with."""
    return moment.isoformat(timespec="seconds")


def join_fonts(parts: Sequence[bytes]) -> bytes:
    """One font out of files that browsers load in parts (Latin, Vietnamese letters)."""
    joined = _joined(tuple(parts))
    return joined


@functools.lru_cache(maxsize=2)
def _joined(parts: tuple[bytes, ...]) -> bytes:
    opened = []
    for part in parts:
        plain = io.BytesIO()
        font = ttLib.TTFont(io.BytesIO(part))
        font.flavor = None
        font.save(plain)
        plain.seek(0)
        opened.append(plain)
    merger = merge.Merger(merge.Options(drop_tables=["GSUB", "GPOS", "GDEF", "STAT", "DSIG"]))
    whole = io.BytesIO()
    merger.merge(opened).save(whole)
    return whole.getvalue()


def style_of(stamp: Stamp) -> TextStampStyle:
    """A stamp as pyHanko draws it."""
    # text that is wider than its box is drawn smaller, never cut
    text = "\n".join(line.replace("%", "%%")[:_TEXT_LIMIT] for line in stamp.lines)
    left_top = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MIN,
        y_align=layout.AxisAlignment.ALIGN_MAX,
        margins=layout.Margins.uniform(0),
    )
    return TextStampStyle(
        stamp_text=text,
        border_width=0,
        background=None,
        inner_content_layout=left_top,
        text_box_style=TextBoxStyle(
            font=_Font(stamp.font), font_size=TEXT_SIZE, leading=TEXT_SIZE + 3, box_layout_rule=left_top
        ),
    )


class _Font(FontEngineFactory):
    def __init__(self, font: bytes) -> None:
        self._font = font

    def create_font_engine(
        self, writer: BasePdfFileWriter, obj_stream: object | None = None
    ) -> GlyphAccumulator:
        """A subset with the letters of this stamp alone."""
        return GlyphAccumulator(
            writer, io.BytesIO(self._font), TEXT_SIZE, bcp47_lang_code="vi", obj_stream=obj_stream
        )
