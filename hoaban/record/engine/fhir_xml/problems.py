"""The two ways in which a translation can fail. Neither message repeats a value: it could be personal data."""

from __future__ import annotations

from hoaban.kernel.errors import Invalid


class NotFhirXml(Invalid):
    """The text is not FHIR XML; ``place`` is a path (``Patient.name[1].given``), "line N" or "byte N"."""

    def __init__(self, vi: str, en: str, *, place: str) -> None:
        super().__init__(
            f"XML của FHIR không hợp lệ: {vi} ({place})", f"not valid FHIR XML: {en} ({place})", place=place
        )


class NotWritable(Invalid):
    """The resource has no FHIR XML form because it is not sound FHIR; ``place`` is a path."""

    def __init__(self, vi: str, en: str, *, place: str) -> None:
        super().__init__(
            f"không ghi được dạng XML: {vi} ({place})",
            f"cannot be written as XML: {en} ({place})",
            place=place,
        )
