"""Reading originals."""

from __future__ import annotations

from hoaban.foundation.files import rules
from hoaban.foundation.files.models import Original


def get(digest: str) -> bytes:
    """The content under a digest (64 hexadecimal digits), exactly as it came in.

    Whether the asker may see it is decided by whoever calls: the record's door for originals of care.

    :raises rules.UnknownOriginal: nothing of that digest was ever kept.
    :raises rules.Erased: it was erased; only the digest is left.
    :raises rules.DamagedOriginal: what is stored is not what was put in.
    """
    row = Original.objects.filter(sha256=rules.key_of(digest)).first()
    if row is None:
        raise rules.unknown()
    if row.content is None:
        raise rules.Erased(
            "Tệp gốc đã được xóa theo quy định; chỉ còn mã băm.",
            "The original was erased as the law allows; only its digest is left.",
        )
    return rules.unpack(bytes(row.content), rules.Digest(digest, row.size))


def media_type(digest: str) -> str:
    """The media type given when the content was put in, also after erasure.

    :raises rules.UnknownOriginal: nothing of that digest was ever kept.
    """
    found = Original.objects.filter(sha256=rules.key_of(digest)).values_list("media_type", flat=True).first()
    if found is None:
        raise rules.unknown()
    return found
