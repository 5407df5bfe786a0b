"""How signatures look: pictures of hands and seals, kept by who keeps certificates."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hoaban.connect import signatures
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.signing import policies
from hoaban.shared.signing.models import SigningPicture

PICTURE = "signing.picture"


def keep_picture(
    *, actor: Actor, username: str = "", facility: str = "", content: bytes, now: datetime
) -> None:
    """Keep the picture of an account's hand or of a facility's seal (PNG or JPEG); empty content: none is shown from now on.
    What was signed before keeps the picture that it was signed with.

    :raises NotAllowed: the actor keeps no accounts. :raises NotFound: no such account or facility.
    :raises Invalid: it is no picture, too large, too small or empty.
    """
    policies.must_keep(actor, PICTURE)
    if facility:
        username = ""
        if facility not in places.facility_names(vietnam_day(now)):
            raise NotFound("Không có cơ sở này.", "There is no such facility.", place="facility")
    elif accounts.find_account(username) is None:
        raise NotFound("Không có tài khoản này.", "There is no such account.", place="username")
    plain = as_png(content) if content else b""
    with transaction.atomic():
        kept = files.put(content=plain, media_type="image/png").sha256 if plain else ""
        SigningPicture.objects.create(
            username=username, facility_code=facility, content=kept, kept_at=now, kept_by=actor.id
        )
        detail = {"account": username, "facility": facility, "picture": kept}
        audit.write(actor=actor, act=PICTURE, detail=detail, now=now)


def as_png(content: bytes) -> bytes:
    """A picture in the form that is kept.

    :raises Invalid: it is none.
    """
    try:
        return signatures.read_picture(content)
    except signatures.NotAPicture:
        raise Invalid(
            "Không phải ảnh PNG hoặc JPEG dùng được (từ 40 đến 3000 điểm mỗi cạnh, không quá 1 MB, không trống).",
            "No PNG or JPEG picture of use (40 to 3000 points a side, at most 1 MB, not empty).",
            place="picture",
        ) from None
