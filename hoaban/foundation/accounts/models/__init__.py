"""Tables of the accounts app: who may sign in, how they prove it, and where they are signed in now."""

from hoaban.foundation.accounts.models.accounts import (
    Account,
    Address,
    Assignment,
    AssignmentReview,
    Client,
    Identity,
    Token,
)
from hoaban.foundation.accounts.models.emergencies import Emergency
from hoaban.foundation.accounts.models.proofs import Passkey, PastPassword, RecoveryCode, Totp
from hoaban.foundation.accounts.models.sessions import Device, Pin, Session

__all__ = [
    "Account",
    "Address",
    "Assignment",
    "AssignmentReview",
    "Client",
    "Device",
    "Emergency",
    "Identity",
    "Passkey",
    "PastPassword",
    "Pin",
    "RecoveryCode",
    "Session",
    "Token",
    "Totp",
]
