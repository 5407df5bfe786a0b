"""Shapes of what is typed. What it means, the services decide."""

from hoaban.foundation.accounts.forms.accounts import (
    AppCode,
    ChangePassword,
    Code,
    Confirm,
    LinkIdentity,
    LinkStaff,
    NewPassword,
    OpenAccount,
    Pin,
    Reset,
    SignIn,
)
from hoaban.foundation.accounts.forms.roles import End, Filter, Give, Review

__all__ = [
    "AppCode",
    "ChangePassword",
    "Code",
    "Confirm",
    "End",
    "Filter",
    "Give",
    "LinkIdentity",
    "LinkStaff",
    "NewPassword",
    "OpenAccount",
    "Pin",
    "Reset",
    "Review",
    "SignIn",
]
