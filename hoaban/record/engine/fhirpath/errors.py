"""What can be wrong with an expression, by the moment at which it shows: reading, meaning, evaluation."""

from __future__ import annotations

from hoaban.kernel.errors import Invalid


class FhirpathInvalid(Invalid):
    """An expression that cannot be used; ``place`` is "character N", counted from 0, or empty."""


class SyntaxInvalid(FhirpathInvalid):
    """The text is not FHIRPath."""


class MeaningInvalid(FhirpathInvalid):
    """Readable, but it can never work: an element, type or function that is not there, arguments of a wrong type."""


class EvaluationFailed(FhirpathInvalid):
    """It cannot be evaluated on this resource: several items where one is meant, values that do not fit."""


class TooCostly(EvaluationFailed):
    """Evaluation was stopped at a limit: steps, items, length of a text, time of a regular expression."""


def place(at: int | None) -> str:
    return "" if at is None else f"character {at}"


def syntax(at: int, vi: str, en: str) -> SyntaxInvalid:
    return SyntaxInvalid(
        f"Biểu thức FHIRPath sai cú pháp ở ký tự {at}: {vi}",
        f"FHIRPath syntax, character {at}: {en}",
        place=place(at),
    )


def meaning(at: int, vi: str, en: str) -> MeaningInvalid:
    return MeaningInvalid(
        f"Biểu thức FHIRPath sai nghĩa ở ký tự {at}: {vi}",
        f"FHIRPath meaning, character {at}: {en}",
        place=place(at),
    )


def failed(vi: str, en: str) -> EvaluationFailed:
    return EvaluationFailed(f"Không tính được biểu thức FHIRPath: {vi}", f"FHIRPath evaluation: {en}")


def too_costly(vi: str, en: str) -> TooCostly:
    return TooCostly(f"Dừng tính biểu thức FHIRPath: {vi}", f"FHIRPath evaluation stopped: {en}")
