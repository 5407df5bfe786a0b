"""The trail in plain words: acts, purposes, who and where."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Scope
from hoaban.shared.auditing import api as auditing
from hoaban.shared.privacy import queries
from hoaban.ui import formats
from hoaban.ui.forms import said


def act(key: str) -> str:
    """What was done; the code itself where no words are known."""
    return said(*auditing.act(key))


def purpose(code: str) -> str:
    """What for; empty when the trail does not say."""
    return said(*auditing.purpose(code))


def place(scope: Scope, day: date) -> str:
    """The name of a place, or of somebody as an own doctor."""
    if scope.kind == "practitioner":
        code, _slash, number = scope.code.partition("/")
        known = workforce.find_practitioner(number, day, facility_code=code)
        return _("Bác sĩ riêng: %s") % (known.name if known else number)
    if scope.kind == "duty":
        return _("Đang trực tại %s") % accounts.place_name(scope, day)
    return accounts.place_name(scope, day)


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
        elif way.because == "present":
            told.append(
                _(
                    "Người này đang khám, điều trị tại đây; ai trực thì xem được trong ca trực, muộn nhất đến hết ngày %(until)s."
                )
                % days
            )
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
