"""Papers as PDF: a template and what it shows, set by WeasyPrint into an archivable file (PDF/A-2b, ISO 19005-2).

A paper's template extends ``ui/paper.html``. It may name static files of ours and pictures within itself (``data:``);
anything else is not fetched. The same template, context and moment give the same bytes, so that a paper has one digest.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from hoaban.kernel.errors import HoaBanError
from hoaban.ui import language

if TYPE_CHECKING:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

_BASE = "https://static.invalid/"
"""Stands for the folders of static files; no such host can exist (RFC 2606)."""


_POINT = 0.75
"""Of a CSS pixel."""


class NoPaper(HoaBanError):
    """Papers cannot be set here: the system's Pango is missing."""

    def __init__(self) -> None:
        super().__init__(
            "Máy chủ chưa có thư viện Pango nên chưa tạo được PDF.",
            "The server has no Pango library, so PDF files cannot be made yet.",
        )


Box = tuple[int, int, int, int, int]
"""Page from 0, left, bottom, right, top in points: where something stands on a paper."""


def make(template: str, context: Mapping[str, object], *, now: datetime) -> bytes:
    """The PDF of a template. ``now``: the moment that the file says it was made.

    :raises NoPaper: the installation cannot set papers. :raises ValueError: the template names what it may not.
    """
    return make_placed(template, context, now=now)[0]


def make_placed(
    template: str, context: Mapping[str, object], *, now: datetime
) -> tuple[bytes, dict[str, Box]]:
    """The same, and where each element with an ``id`` stands: where signatures are to be seen."""
    html, css, letters = _tools()
    created = now.astimezone(UTC)
    shown = {
        **context,
        "paper_created": created,
        "paper_demo": settings.DEMO,
        "paper_language": language.language(),
    }
    text = render_to_string(template, shown)
    document = html(string=text, base_url=_BASE, url_fetcher=_fetcher())
    try:
        laid = document.render(font_config=letters, stylesheets=[css])
        made: bytes = laid.write_pdf(
            pdf_variant="pdf/a-2b", pdf_identifier=hashlib.sha256(text.encode()).digest()[:16]
        )
    except BaseException as stopped:
        # WeasyPrint's word for what its fetcher refuses is no Exception, so that nothing in it swallows it
        if type(stopped).__name__ != "FatalURLFetchingError":
            raise
        raise ValueError(str(stopped)) from stopped
    return made, {
        name: _points(number, page.height, place)
        for number, page in enumerate(laid.pages)
        for name, place in page.anchors.items()
    }


def _points(page: int, height: float, place: tuple[float, float, float, float]) -> Box:
    """A rectangle of CSS (pixels from the top) as one of PDF (points from the bottom)."""
    left, top, right, bottom = place
    return (
        page,
        round(left * _POINT),
        round((height - bottom) * _POINT),
        round(right * _POINT),
        round((height - top) * _POINT),
    )


def problem() -> NoPaper | None:
    """What keeps papers from being set; None: nothing."""
    try:
        _tools()
    except NoPaper as missing:
        return missing
    return None


@functools.lru_cache(maxsize=1)
def _tools() -> tuple[type[HTML], CSS, FontConfiguration]:
    """The typesetter with our letters, loaded once: reading the fonts costs more than a page."""
    try:
        # Pango is a library of the system: whoever makes no paper must not need it.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as missing:
        raise NoPaper from missing
    letters = FontConfiguration()
    css = CSS(url=f"{_BASE}ui/paper-letters.css", url_fetcher=_fetcher(), font_config=letters)
    # its own end comes too late, when the library that frees the fonts is gone
    atexit.register(_tools.cache_clear)
    return HTML, css, letters


@functools.lru_cache(maxsize=1)
def _fetcher() -> URLFetcher:
    """Reads our own static files and what a paper carries within itself."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Ours(URLFetcher):  # type: ignore[misc]  # without types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = url.removeprefix(_BASE)
            found = finders.find(name) if url.startswith(_BASE) else None
            if not isinstance(found, str):
                raise FatalURLFetchingError(f"A paper may not fetch {url[:80]}")
            said = {"Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
            return URLFetcherResponse(url, body=Path(found).read_bytes(), headers=said)

    return Ours()
