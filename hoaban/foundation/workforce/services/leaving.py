"""Who has left has no account: the register of staff decides when somebody's last post is over."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import models
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day


def shut_accounts_of_leavers(*, actor: Actor, now: datetime) -> list[str]:
    """Shut the accounts of those whose posts have all ended; returns the user names.

    A number that the register does not know says nothing: its account stays open.

    :raises NotAllowed: the actor does not manage accounts.
    """
    posts = models.Post.objects.filter(number__in=accounts.staff_numbers())
    still_here = Q(valid_to=None) | Q(valid_to__gte=vietnam_day(now))
    staying = set(posts.filter(still_here).values_list("number", flat=True))
    known = set(posts.values_list("number", flat=True))
    return [
        username
        for number in sorted(known - staying)
        for username in accounts.shut_accounts_of(actor=actor, staff_number=number, now=now)
    ]
