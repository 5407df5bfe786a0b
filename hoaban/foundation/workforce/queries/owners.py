"""Who stands under a number, for the accounts: they ask whose account it is and whether its owner is still here."""

from __future__ import annotations

from datetime import date

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries.members import holding


def staff_member(number: str, on: date) -> accounts.StaffMember | None:
    """Whoever has or had a post under this number, with the posts of the day; None when nobody ever had."""
    rows = list(
        models.Post.objects.select_related("member").filter(number=number).order_by("-valid_from", "-id")
    )
    if not rows:
        return None
    here = list(models.Post.objects.filter(holding(on), number=number).order_by("-valid_from", "-id"))
    newest, names = rows[0], places.facility_names(on)
    return accounts.StaffMember(
        number=number,
        name=newest.member.name if newest.member else newest.name,
        posts=tuple(f"{row.post}, {names.get(row.facility_code, row.facility_code)}" for row in here),
        is_here=bool(here),
    )
