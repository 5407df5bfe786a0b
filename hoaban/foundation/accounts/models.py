"""Accounts: who may sign in, and what they have been given leave to do."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """A person of the sector who signs in. One person, one account; never shared."""

    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)

    objects: BaseUserManager[Account] = BaseUserManager()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "accounts_account"
