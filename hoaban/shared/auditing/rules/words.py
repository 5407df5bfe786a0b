"""Acts, purposes and outcomes of the trail in words, Vietnamese and English."""

from __future__ import annotations

from functools import cache

from hoaban.kernel.tables import read_table

Both = tuple[str, str]
"""Vietnamese and English."""

PURPOSES: dict[str, Both] = {
    "TREAT": ("Khám, chữa bệnh", "Treatment"),
    "HPAYMT": ("Thanh toán BHYT", "Insurance payment"),
    "HOPERAT": ("Quản lý, vận hành", "Operations"),
    "PUBHLTH": ("Y tế công cộng", "Public health"),
    "PATRQT": ("Theo yêu cầu của chính người dân", "At the person's own request"),
    "BTG": ("Khẩn cấp", "Emergency"),
}
OUTCOMES: dict[str, Both] = {"allowed": ("Được phép", "Allowed"), "refused": ("Bị từ chối", "Refused")}


@cache
def acts() -> dict[str, Both]:
    """Every act that the trail knows, by its code."""
    rows = read_table("hoaban.shared.auditing", "acts.csv")
    return {row["act"]: (row["vi"], row["en"]) for row in rows}


@cache
def looks() -> tuple[str, ...]:
    """The acts that show somebody's data to a person."""
    rows = read_table("hoaban.shared.auditing", "acts.csv")
    return tuple(row["act"] for row in rows if row["look"])


def act(key: str) -> Both:
    """What was done; the code itself where no words are known."""
    base, _, purpose = key.partition(":")
    found = acts().get(base, (base, base))
    of = PURPOSES.get(purpose)
    return (f"{found[0]} ({of[0]})", f"{found[1]} ({of[1]})") if of else found


def purpose(code: str) -> Both:
    """What for; nothing where the trail does not say."""
    return PURPOSES.get(code, (code, code))
