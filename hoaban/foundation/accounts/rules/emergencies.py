"""Breaking the glass: the reasons one may choose from, what must be said, and what a reviewer may find."""

from __future__ import annotations

from hoaban.kernel.errors import Invalid

BREAK_GLASS = "record.break_glass"
REVIEW = "audit.review"
READ_IN_EMERGENCY = "record.read:BTG"
"""What an open emergency grants, within its one person. Nothing is ever granted for writing."""

REASONS = {
    "life": ("Nguy hiểm đến tính mạng", "Danger to life"),
    "unconscious": (
        "Người bệnh không tự nói được, cần biết bệnh và thuốc",
        "The patient cannot speak; illnesses and medicines must be known",
    ),
    "birth": ("Chuyển dạ, tai biến sản khoa", "Labour or an obstetric emergency"),
    "transfer": (
        "Người bệnh đã đến, giấy chuyển chưa đến",
        "The patient is here, the referral is not yet",
    ),
    "other": ("Lý do khẩn cấp khác", "Another urgent reason"),
}
"""Kind -> Vietnamese and English."""
VERDICTS = {
    "justified": ("Có lý do chính đáng", "Justified"),
    "unjustified": ("Không chính đáng", "Not justified"),
}
FEWEST_WORDS = 10
MOST_WORDS = 500


def check_reason(kind: str, words: str) -> None:
    """See that a reason says something.

    :raises Invalid: no such kind, or too few letters or too many.
    """
    if kind not in REASONS:
        raise Invalid("Hãy chọn một lý do.", "Choose a reason.", place="kind")
    _check_words(words)


def check_verdict(verdict: str, words: str) -> None:
    """See that a verdict is one, and says why.

    :raises Invalid: no such verdict, or too few letters or too many.
    """
    if verdict not in VERDICTS:
        raise Invalid("Hãy chọn kết luận.", "Choose a verdict.", place="verdict")
    _check_words(words)


def _check_words(words: str) -> None:
    if not FEWEST_WORDS <= len(words.strip()) <= MOST_WORDS:
        raise Invalid(
            f"Hãy viết từ {FEWEST_WORDS} đến {MOST_WORDS} ký tự.",
            f"Write {FEWEST_WORDS} to {MOST_WORDS} characters.",
            place="words",
        )
