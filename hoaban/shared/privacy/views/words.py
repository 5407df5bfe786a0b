"""The trail in plain words: acts, purposes, who and where."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Scope
from hoaban.shared.privacy import queries
from hoaban.ui import formats

_ACTS = {
    "record.read": gettext_noop("Xem hồ sơ"),
    "record.read.print": gettext_noop("In hồ sơ"),
    "record.search": gettext_noop("Tìm trong các hồ sơ"),
    "record.write": gettext_noop("Ghi vào hồ sơ"),
    "record.reach": gettext_noop("Xem ai mở được hồ sơ"),
    "people.find-emergency": gettext_noop("Tìm người khi khẩn cấp"),
    "emergency.open": gettext_noop("Mở khẩn cấp hồ sơ"),
    "emergency.end": gettext_noop("Đóng hồ sơ đã mở khẩn cấp"),
    "emergency.review": gettext_noop("Rà soát lần mở khẩn cấp"),
    "audit.looks": gettext_noop("Xem ai đã xem hồ sơ"),
    "people.circle": gettext_noop("Xem gia đình, nơi đăng ký, bác sĩ"),
    "people.household": gettext_noop("Ghi hộ gia đình"),
    "people.relation": gettext_noop("Ghi thân nhân"),
    "people.registration": gettext_noop("Ghi nơi đăng ký, bác sĩ"),
    "people.lacking": gettext_noop("Xem ai chưa có bác sĩ, nơi đăng ký"),
    "people.seek": gettext_noop("Tìm người để ghi hộ, thân nhân"),
    "claims.read": gettext_noop("Xem hồ sơ thanh toán BHYT"),
}
_PURPOSES = {
    "TREAT": gettext_noop("Khám, chữa bệnh"),
    "HPAYMT": gettext_noop("Thanh toán BHYT"),
    "HOPERAT": gettext_noop("Quản lý, vận hành"),
    "PUBHLTH": gettext_noop("Y tế công cộng"),
    "PATRQT": gettext_noop("Theo yêu cầu của chính người dân"),
    "BTG": gettext_noop("Khẩn cấp"),
}


def act(key: str) -> str:
    """What was done; the code itself where no words are known."""
    return _(_ACTS[key]) if key in _ACTS else key


def purpose(code: str) -> str:
    """What for; empty when the trail does not say."""
    return _(_PURPOSES[code]) if code in _PURPOSES else code


def language() -> str:
    """``vi`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "vi"


def place(scope: Scope, day: date) -> str:
    """The name of a place; its code where it is not registered."""
    if scope.kind == "all":
        return _("Toàn tỉnh")
    if scope.kind == "facility":
        here = places.facility(scope.code, day)
        return here.name if here else scope.code
    if scope.kind == "practitioner":
        code, _slash, number = scope.code.partition("/")
        known = workforce.find_practitioner(number, day, facility_code=code)
        return _("Bác sĩ riêng: %s") % (known.name if known else number)
    unit = places.commune_on(scope.code, day)
    return unit.full_name if unit else scope.code


def why(one: queries.Opening) -> list[str]:
    """Why a place (or a doctor) reaches a person: each relation, with its days."""
    if one.scope.kind == "all":
        return [_("Vai trò có quyền trong toàn tỉnh.")]
    told = []
    for way in sorted(one.ways, key=lambda each: each.because, reverse=True):
        days = {
            "since": formats.day(way.since) if way.since else "",
            "until": formats.day(way.until) if way.until else "",
        }
        if way.because == "visit":
            told.append(_("Người này đã có lượt khám, chữa bệnh tại đây."))
        elif way.because == "residence":
            told.append(_("Người này cư trú tại đây."))
        elif way.because == "referral":
            told.append(
                _("Người này được chuyển đến đây; giấy chuyển mở hồ sơ đến hết ngày %(until)s.") % days
            )
        elif one.scope.kind == "practitioner":
            told.append(_("Người này đã chọn bác sĩ này làm bác sĩ riêng từ %(since)s.") % days)
        else:
            told.append(_("Người này đăng ký chăm sóc sức khỏe tại đây từ %(since)s.") % days)
    return told


def where(who: accounts.Known, day: date) -> str:
    """Where somebody worked that day."""
    return ", ".join(place(scope, day) for scope in who.places_on(day))
