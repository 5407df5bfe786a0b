"""Certificates and pictures, for who keeps them and for whose they are."""

from __future__ import annotations

from datetime import datetime

from hoaban.connect.signatures import sources
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.signing import queries
from hoaban.shared.signing.models import SigningCertificate, SigningPicture
from hoaban.shared.signing.queries import Certificate
from hoaban.shared.signing.queries.offers import sealed_places
from hoaban.shared.signing.rules import WARN_BEFORE, Standing

_FIRST = (Standing.ENDS_SOON, Standing.NOT_YET, Standing.GOOD, Standing.ENDED, Standing.REVOKED)


def all_certificates(*, now: datetime) -> list[Certificate]:
    """Every certificate: those that end soon first, revoked ones last."""
    found = [queries.shaped(row, now) for row in SigningCertificate.objects.order_by("valid_until", "pk")]
    return sorted(found, key=lambda one: _FIRST.index(one.standing))


def get_certificate(number: int, *, now: datetime) -> Certificate:
    """One certificate.

    :raises NotFound: there is none.
    """
    row = SigningCertificate.objects.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise NotFound("Không có chứng thư này.", "There is no such certificate.", place="certificate")
    return queries.shaped(row, now)


def own_certificates(actor: Actor, *, now: datetime) -> list[Certificate]:
    """Those with which an actor signs: the own, and those of the facilities for which they sign."""
    own = queries.certificates_of(actor.id.removeprefix("account:"), now=now)
    return own + [one for code in sealed_places(actor) for one in queries.seals_of(code, now=now)]


def ending_of(actor: Actor, *, now: datetime) -> list[Certificate]:
    """Those of an actor's certificates that end within a month or ended, where no other holds on."""
    found: dict[tuple[str, str], list[Certificate]] = {}
    for one in own_certificates(actor, now=now):
        found.setdefault((one.username, one.facility_code), []).append(one)
    return [
        held[0]
        for held in found.values()
        if all(one.standing is not Standing.GOOD for one in held)
        and held[0].standing in {Standing.ENDS_SOON, Standing.ENDED}
        and held[0].valid_until > now - WARN_BEFORE
    ]


def configured_keys() -> list[str]:
    """The names of the keys that can be bound to a certificate: configured ones, in demonstrations the test authority's."""
    try:
        told: sources.Configured | None = queries.configured()
    except Invalid:  # the operator's doctor says what is wrong
        told = None
    trial = queries.trial_folder() / "keys"
    issued = [one.stem for one in trial.glob("*.p12")] if queries.is_trial() else []
    return sorted({*(told.sources if told else ()), *issued})


def facility_choices(*, now: datetime) -> list[tuple[str, str]]:
    """Every facility by code, to choose from."""
    names = places.facility_names(vietnam_day(now))
    return sorted(((code, f"{name} ({code})") for code, name in names.items()), key=lambda one: one[1])


def picture_of(*, username: str = "", facility: str = "") -> str:
    """The digest of the picture in use; empty when none is."""
    rows = SigningPicture.objects.filter(username=username, facility_code=facility).order_by(
        "-kept_at", "-pk"
    )
    return rows.values_list("content", flat=True).first() or ""


def has_picture(actor: Actor) -> bool:
    """Whether a picture of the actor's hand is in use."""
    return bool(picture_of(username=actor.id.removeprefix("account:")))
