"""What a place of a role is called, in the language of the page."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hoaban.foundation.places import api as places
from hoaban.kernel.actor import Scope


def place_name(scope: Scope, on: date) -> str:
    """The name of a place on a day; its code where it is not registered."""
    if scope.kind == "all":
        return _("Toàn tỉnh")
    if scope.kind in ("facility", "duty"):
        found = places.facility(scope.code, on)
        return found.name if found else scope.code
    if scope.kind == "department":
        return places.department_names(on, code=scope.code).get(scope.code, scope.code)
    unit = places.commune_on(scope.code, on)
    return unit.full_name if unit else scope.code
