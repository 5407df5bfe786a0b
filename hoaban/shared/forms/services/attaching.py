"""Files that people hand in with a form: looked at, kept as originals, named by the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hoaban.foundation.files import api as files
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.forms.fhir import Fault, Value
from hoaban.shared.forms.queries.attached import SCHEME

LARGEST, MOST = 10_000_000, 10
_TYPES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf"))


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def keep_files(
    uploads: Mapping[str, Sequence[Upload]], *, now: datetime
) -> tuple[dict[str, list[Value]], list[Fault]]:
    """Keep files by the place of their question; a fault for each that is too large, none of the types, or one too many.

    What a file is, its first bytes say: its name and what the browser calls it are not believed.
    """
    kept: dict[str, list[Value]] = {}
    faults = []
    for place, sent in uploads.items():
        for number, upload in enumerate(sent):
            fault = _fault(place, upload, number)
            if fault is None:
                kept.setdefault(place, []).append(_kept(upload, now))
            else:
                faults.append(fault)
    return kept, faults


def type_of(content: bytes) -> str:
    """The media type that the content shows; empty: none that is taken."""
    return next((kind for start, kind in _TYPES if content.startswith(start)), "")


def _fault(place: str, upload: Upload, number: int) -> Fault | None:
    if number >= MOST:
        return Fault("too-many", place, f"mỗi lần nhiều nhất {MOST} tệp", f"at most {MOST} files at once")
    if len(upload.content) > LARGEST:
        return Fault(
            "too-large", place, f"tệp {upload.name} lớn hơn 10 MB", f"the file {upload.name} is over 10 MB"
        )
    if not type_of(upload.content):
        return Fault(
            "file-type", place, f"tệp {upload.name} không phải ảnh JPEG, PNG hay PDF",
            f"the file {upload.name} is no JPEG or PNG picture and no PDF",
        )  # fmt: skip
    return None


def _kept(upload: Upload, now: datetime) -> Value:
    kind = type_of(upload.content)
    digest = files.put(content=upload.content, media_type=kind)
    at = now.astimezone(VIETNAM).isoformat(timespec="seconds")
    told = {
        "contentType": kind,
        "url": f"{SCHEME}{digest.sha256}",
        "size": len(upload.content),
        "title": upload.name[:200],
    }
    return Value("Attachment", {**told, "creation": at})
