"""At which facility somebody works now: of several, the one they chose last."""

from __future__ import annotations

import secrets

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hoaban.foundation.codes import api as codes
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui.forms import Pairs, actor_of, said

_KEPT = "hospital-facility"


def facility_of(request: HttpRequest, act: str = policies.RECEIVE) -> str:
    """The code of the facility. :raises NotAllowed: the act is held at none, only for the whole province."""
    mine = policies.must_work_at(actor_of(request), act)
    asked = request.GET.get("facility", "")
    if asked in mine:
        request.session[_KEPT] = asked
        return asked
    kept = str(request.session.get(_KEPT, ""))
    return kept if kept in mine else mine[0]


def facility_choices(request: HttpRequest, act: str = policies.RECEIVE) -> Pairs:
    """The facilities to choose from, by name; empty for who works at one."""
    mine = policies.places(actor_of(request), act)
    if len(mine) < 2:
        return []
    names = places.facility_names(clock.vietnam_day(clock.now()))
    return [(one, names.get(one, one)) for one in mine]


def fresh_once() -> str:
    """What a form is sent with, so that sent twice it acts once."""
    return secrets.token_hex(16)


def sexes() -> Pairs:
    return [("male", pgettext("sex", "Nam")), ("female", pgettext("sex", "Nữ")), ("other", _("Khác"))]


def priorities() -> Pairs:
    """The groups with priority, nobody first; an emergency has a mark of its own."""
    groups = [one for one in scheduling.priorities().values() if one.code != "emergency"]
    return [
        (one.code, said(one.vi, one.en))
        for one in sorted(groups, key=lambda one: one.code != scheduling.NONE)
    ]


def forms_of_care() -> Pairs:
    """MA_LOAI_KCB of today, as far as somebody comes to a desk for it."""
    found = codes.names("MA_LOAI_KCB", clock.vietnam_day(clock.now()))
    return [(one.code, said(one.name_vi, one.name_en)) for one in found.values()]


METHODS = {
    "MANUAL": "Xem giấy tờ, gõ tay", "QR_CCCD": "Quét mã QR trên thẻ căn cước", "CHIP_CCCD": "Đọc chip thẻ căn cước",
    "VNEID_APP": "VNeID trên điện thoại", "AUTH_SERVICE": "Dịch vụ xác thực điện tử", "BHXH_LOOKUP": "Tra cứu cổng BHXH",
    "UNVERIFIED": "Chưa xác minh",
}  # fmt: skip


def methods() -> Pairs:
    """How somebody was identified (NĐ 102/2025/NĐ-CP)."""
    return [(one, _(words)) for one, words in METHODS.items()]
