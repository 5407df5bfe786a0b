"""The square code on a citizen's card: plain text in, plain values out."""

from hoaban.connect.identity_cards.qr import LONGEST, IdentityScan, read_qr

__all__ = ["LONGEST", "IdentityScan", "read_qr"]
