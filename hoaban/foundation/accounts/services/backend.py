"""What Django's sessions ask: is this account still open? Passwords are checked by ``sign_in`` alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import may_be_used


class SessionBackend(BaseBackend):
    """Finds the account of a session; an account that was shut has no session any more."""

    def get_user(self, user_id: Any) -> models.Account | None:
        row = models.Account.objects.filter(pk=user_id).first()
        return row if row is not None and may_be_used(row) else None
