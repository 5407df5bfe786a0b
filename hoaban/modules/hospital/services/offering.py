"""A facility's list of services is kept: lines with prices from a day on, and sets of services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Invalid
from hoaban.modules.hospital import models, policies
from hoaban.modules.hospital.queries.offered import services_of
from hoaban.modules.hospital.rules.ordering import Service, words_of


class SetNotValid(Invalid):
    """A set without a name or without services."""


def keep_services(
    *, actor: Actor, facility_code: str, services: Sequence[Service], now: datetime
) -> tuple[int, int]:
    """Put lines into a facility's list, each from the first day of its period on; what held before ends the day before it.

    Returns how many were new or changed, and how many stood there already.

    :raises NotAllowed: the actor keeps no list there.
    """
    policies.must(actor, policies.SERVICES, facility_code, "", "hospital.keep-services")
    changed = 0
    with transaction.atomic():
        for one in services:
            changed += _keep(actor, facility_code, one, now)
        told = {"facility": facility_code, "lines": len(services), "changed": changed}
        audit.write(actor=actor, act="hospital.keep-services", detail=told, now=now)
    return changed, len(services) - changed


def keep_set(*, actor: Actor, facility_code: str, name: str, codes: Sequence[str], now: datetime) -> None:
    """A set of the actor's own under a name; the same name again replaces it.

    :raises NotAllowed: the actor orders nothing there. :raises SetNotValid: no name, or no service that is offered.
    """
    policies.must(actor, policies.ORDER, facility_code, "", "hospital.keep-set")
    offered = services_of(facility_code=facility_code, codes=codes, on=clock.vietnam_day(now))
    kept = [code for code in dict.fromkeys(codes) if code in offered]
    if not name.strip() or not kept:
        raise SetNotValid(
            "Cần tên bộ và ít nhất một chỉ định.", "A set needs a name and a service.", place="set_name"
        )
    models.ServiceSet.objects.update_or_create(
        facility_code=facility_code, owner=actor.id, name=name.strip()[:80],
        defaults={"codes": kept, "changed_at": now},
    )  # fmt: skip


def drop_set(*, actor: Actor, number: int) -> None:
    """Forget a set of the actor's own; one that is none of theirs stays."""
    models.ServiceSet.objects.filter(pk=number, owner=actor.id).delete()


def _keep(actor: Actor, facility_code: str, one: Service, now: datetime) -> bool:
    first = one.period.start or clock.vietnam_day(now)
    rows = models.Service.objects.filter(facility_code=facility_code, code=one.code)
    fields = {
        "vi": one.vi, "words": words_of(one.code, one.vi), "kind": one.kind.value, "price": one.price,
        "insured_price": one.insured_price, "template": one.template, "specimen": one.specimen,
        "point_code": one.point_code, "repeat_days": one.repeat_days, "valid_to": one.period.end,
    }  # fmt: skip
    before = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=first).first()
    if before is not None and all(getattr(before, name) == value for name, value in fields.items()):
        return False
    if before is not None and before.valid_from < first:
        models.Service.objects.filter(pk=before.pk).update(valid_to=first - timedelta(days=1))
    rows.filter(valid_from__gt=first).delete()
    marks = {"changed_at": now, "changed_by": actor.id}
    models.Service.objects.update_or_create(
        facility_code=facility_code, code=one.code, valid_from=first, defaults={**fields, **marks}
    )
    return True
