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
from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.font.api import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStampStyle

TEXT_SIZE = 10
_TEXT_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Stamp:
    """Lines of black text in a box (left, bottom, right, top in points) of a page (0 is the first, -1 the last); with a
    ``picture`` (PNG) of a hand or seal, on the left of the text, or above it where the box is high."""

    lines: tuple[str, ...]
    box: tuple[int, int, int, int]
    font: bytes
    page: int = -1
    picture: bytes = b""


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
    picture_layout, text_layout = _side_by_side(stamp) if stamp.picture else (left_top, left_top)
    return TextStampStyle(
        stamp_text=text,
        border_width=0,
        background=_drawn(stamp.picture) if stamp.picture else None,
        background_layout=picture_layout,
        background_opacity=1,
        inner_content_layout=text_layout,
        text_box_style=TextBoxStyle(
            font=_Font(stamp.font), font_size=TEXT_SIZE, leading=TEXT_SIZE + 3, box_layout_rule=left_top
        ),
    )


def _side_by_side(stamp: Stamp) -> tuple[layout.SimpleBoxLayoutRule, layout.SimpleBoxLayoutRule]:
    """Where the picture and the text go: they share the box, so neither covers the other."""
    left, bottom, right, top = stamp.box
    width, height = right - left, top - bottom
    if height * 2 > width:
        split = height * 6 // 10
        spaces = (layout.Margins(bottom=height - split), layout.Margins(top=split))
    else:
        split = min(width * 2 // 5, height * 2)
        spaces = (layout.Margins(right=width - split), layout.Margins(left=split + 4))
    middle = layout.AxisAlignment.ALIGN_MID
    picture = layout.SimpleBoxLayoutRule(
        x_align=middle,
        y_align=middle,
        margins=spaces[0],
        inner_content_scaling=layout.InnerScaling.STRETCH_TO_FIT,
    )
    text = layout.SimpleBoxLayoutRule(
        x_align=layout.AxisAlignment.ALIGN_MIN, y_align=middle, margins=spaces[1]
    )
    return picture, text


def _drawn(picture: bytes) -> PdfImage:
    with Image.open(io.BytesIO(picture), formats=("PNG",)) as opened:
        opened.load()
        return PdfImage(opened.copy())


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
