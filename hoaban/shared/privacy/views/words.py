"""The trail in plain words: acts, purposes, who and where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.auditing import api as auditing
from hoaban.shared.people import api as people
from hoaban.shared.privacy import queries
from hoaban.ui import formats
from hoaban.ui.forms import said


def who(one: people.Found) -> str:
    """What identifies somebody, and nothing more."""
    today = {unit.code: unit.full_name for unit in places.communes(clock.vietnam_day(clock.now()))}
    sex = {"male": pgettext("sex", "Nam"), "female": pgettext("sex", "Nữ")}.get(one.sex, "")
    told = (one.name, formats.partial_date(one.birth), sex, today.get(one.commune_code, ""))
    return " · ".join(part for part in told if part)


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
    if entrusted := accounts.entrusted_of(scope):
        here = accounts.place_name(Scope("facility", entrusted.facility_code), day)
        return _("Được giao chăm sóc, tại %s") % here
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
        elif one.scope.kind == "entrusted":
            told.append(
                _("Người này được giao cho ai dưới đây chăm sóc, từ %(since)s đến hết ngày %(until)s.") % days
            )
        elif one.scope.kind == "practitioner":
            told.append(_("Người này đã chọn bác sĩ này làm bác sĩ riêng từ %(since)s.") % days)
        else:
            told.append(_("Người này đăng ký chăm sóc sức khỏe tại đây từ %(since)s.") % days)
    return told


def where(who: accounts.Known, day: date, ids: Collection[UUID] = ()) -> str:
    """Where somebody worked that day, and whether the person known by these ids was entrusted to them."""
    scopes = ((one, accounts.entrusted_of(one)) for one in who.places_on(day))
    told = [place(scope, day) for scope, entrusted in scopes if entrusted is None or entrusted.person in ids]
    return ", ".join(dict.fromkeys(told))
