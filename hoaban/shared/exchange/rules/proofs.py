"""Files that show that something was entered by hand: pictures of a screen, or a paper."""

from __future__ import annotations

MOST = 10 * 1024 * 1024
"""Bytes of one file."""
_KINDS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def kind_of(content: bytes) -> str:
    """The media type by the first bytes, whatever the file is called; empty: none that is taken."""
    return next((kind for first, kind in _KINDS if content.startswith(first)), "")
