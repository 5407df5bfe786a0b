"""What counts as a recording: the first bytes say it, whatever the file is called."""

from __future__ import annotations

from hoaban.kernel.errors import Invalid

LARGEST = 8 * 1024 * 1024
"""Several minutes of speech."""


def media_type(content: bytes) -> str:
    """The type of a recording that browsers play.

    :raises Invalid: it is none of them, or too large.
    """
    if len(content) > LARGEST:
        raise Invalid(
            f"Tệp ghi âm tối đa {LARGEST // 1024 // 1024} MB.",
            f"A recording has at most {LARGEST // 1024 // 1024} MB.",
            place="recording",
        )
    found = _by_head(content[:16])
    if not found:
        raise Invalid(
            "Tệp này không phải ghi âm MP3, M4A, OGG, WAV hoặc WebM.",
            "This file is no MP3, M4A, OGG, WAV or WebM recording.",
            place="recording",
        )
    return found


def _by_head(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xf3", b"\xf2", b"\xfa")):
        return "audio/mpeg"
    return {b"OggS": "audio/ogg", b"\x1aE\xdf\xa3": "audio/webm"}.get(head[:4], "")
