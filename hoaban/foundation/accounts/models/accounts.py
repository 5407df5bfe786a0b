"""Who may sign in, what they have been given leave to do, and machines."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Account(AbstractBaseUser):
    """A person of the sector who signs in. One person, one account; never shared, never renamed, never reused."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    post_vi = models.CharField(max_length=200)
    post_en = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    """Invented, with a password everybody knows: shut in production."""
    failed_sign_ins = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    password_set_at = models.DateTimeField(db_default=Now())
    active_since = models.DateTimeField(db_default=Now())
    """Opened, or opened again: what lay unused for too long after that is shut."""
    staff_number = models.CharField(max_length=50, default="")
    """The owner in the register of practitioners; who leaves there loses access here."""
    must_change_password = models.BooleanField(default=False)
    """An officer chose the password: its owner chooses another before anything else."""

    objects: ClassVar[BaseUserManager[Any]] = BaseUserManager()

    USERNAME_FIELD = "username"

    class Meta:
        db_table = "accounts_account"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_number"],
                condition=models.Q(is_active=True) & ~models.Q(staff_number=""),
                name="accounts_account_one_a_person",
            )
        ]


class Assignment(models.Model):
    """A role given to an account at one place for a period (both days included), by an officer, for a reason."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    scope_kind = models.CharField(max_length=10)
    scope_code = models.CharField(max_length=50)
    rights = ArrayField(models.CharField(max_length=40))
    """Rights to sensitive facts, given to this person by name."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")
    """Why, in the words of who gave it; kept here because the trail holds no words."""
    basis_kind = models.CharField(max_length=14, default="")
    basis = models.CharField(max_length=200, default="")
    """Of a role for one person: who agreed to it, and the paper that says so."""
    is_waiting = models.BooleanField(default=False)
    """For a second officer; until then it gives nothing."""
    agreed_by = models.CharField(max_length=200, default="")
    agreed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(db_default=Now())
    """When somebody last said that it is needed: given, or kept by a review."""
    ended_at = models.DateTimeField(null=True)
    """Taken away at that instant, whatever its last day."""
    ended_by = models.CharField(max_length=200, default="")
    end_reason = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "accounts_assignment"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_assignment_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(agreed_by=models.F("given_by")) | models.Q(agreed_by=""),
                name="accounts_assignment_two_officers",
            ),
            models.CheckConstraint(
                condition=~models.Q(scope_kind="entrusted")
                | (models.Q(ends_on__isnull=False) & ~models.Q(basis="") & ~models.Q(basis_kind="")),
                name="accounts_assignment_entrusted",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["confirmed_at"],
                condition=models.Q(ended_at=None),
                name="accounts_assignment_to_review",
            )
        ]


class AssignmentReview(models.Model):
    """Somebody looked at an assignment again: it is still needed, or it was taken away."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reviews")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=200)
    verdict = models.CharField(max_length=8)
    """``keep`` or ``withdraw``."""
    words = models.CharField(max_length=500)

    class Meta:
        db_table = "accounts_assignment_review"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["keep", "withdraw"]), name="accounts_review_verdict"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["reviewed_at"], name="accounts_review_by_time")]


class Identity(models.Model):
    """The keyed digest of the personal number by which the national identity names the owner of an account."""

    digest = models.BinaryField(primary_key=True)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    linked_by = models.CharField(max_length=200)
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_identity"


class Client(models.Model):
    """A machine that calls us, with rights set by hand: a list of [act, scope kind, scope code]."""

    name = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=200)
    grants = models.JSONField()
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "accounts_client"


class Token(models.Model):
    """The digest of a bearer token of one account or one client."""

    digest = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    issued_by = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_token"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(account=None) ^ models.Q(client=None), name="accounts_token_has_one_owner"
            )
        ]


class Address(models.Model):
    """Failed sign-ins from one network address within the present window."""

    address = models.GenericIPAddressField(primary_key=True)
    window_started_at = models.DateTimeField()
    failures = models.IntegerField()

    class Meta:
        db_table = "accounts_address"
