"""The arrival of one person in words: what is proposed, what is warned of, what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.modules.hospital.forms.arriving import ArrivalForm
from hoaban.modules.hospital.queries import arriving, rooms
from hoaban.modules.hospital.queries.visiting import DeskVisit
from hoaban.modules.hospital.rules.cards import standing
from hoaban.modules.hospital.rules.coverage import Case, Proposal
from hoaban.modules.hospital.views import counter_words, here
from hoaban.shared.chart import api as chart
from hoaban.shared.exchange import api as exchange
from hoaban.shared.papers import api as papers
from hoaban.shared.scheduling import api as scheduling
from hoaban.ui import formats, parts
from hoaban.ui.forms import Pairs, said

_SCANNED = {"identity": "QR_CCCD"}
_TYPED = (
    "reason", "point", "priority", "referral_paper", "referral_from", "referral_on", "care", "identified_by", "commitment",
    "emergency", "booking", "once",
)  # fmt: skip
"""What asking the portal about a card says nothing about."""


def lists(actor: Actor, facility: str) -> dict[str, Pairs]:
    """What may be chosen today at a facility."""
    now = clock.now()
    open_rooms = rooms.list_rooms(actor=actor, facility_code=facility, now=now)
    return {
        "point": [(str(one.point.id), _room(one)) for one in open_rooms],
        "priority": here.priorities(),
        "coverage_class": [
            (one.code, f"{one.code} · {said(one.name_vi, one.name_en)}")
            for one in arriving.coverage_classes(now=now)
        ],
        "care": here.forms_of_care(),
        "identified_by": here.methods(),
        "sex": here.sexes(),
    }


def first_form(
    actor: Actor, facility: str, seen: arriving.Arriving, scan: str, card: exchange.CardScan | None, booking: UUID | None
) -> ArrivalForm:  # fmt: skip
    """The form as it is proposed: a card that has ended is not put in, nor a referral that is no longer good."""
    known = seen.card if seen.standing not in ("", "ended") else None
    brought = seen.referral if seen.referral and seen.referral.is_good else None
    initial = {
        "point": str(seen.room or ""), "priority": seen.priority, "coverage_class": seen.proposal.code, "care": "01",
        "identified_by": _SCANNED.get(card.kind if card else "", "MANUAL"), "once": here.fresh_once(), "scan": scan,
        "check": seen.answer.id if seen.answer else None,
        "booking": booking or (seen.bookings[0].booking.id if seen.bookings else None),
        "card": known.number if known else "", "card_from": known.valid_from if known else None,
        "card_to": known.valid_to if known else None, "registered_at": known.registered_at if known else "",
        "referral_paper": brought.number if brought else "", "referral_from": brought.from_facility if brought else "",
        "referral_on": brought.written_on if brought else None,
    }  # fmt: skip
    return ArrivalForm(initial=initial, lists=lists(actor, facility))


def with_typed(form: ArrivalForm, posted: Mapping[str, str]) -> ArrivalForm:
    """The form with what the desk has typed already: only the card and its class are what the portal says."""
    for name in _TYPED:
        if posted.get(name):
            form.initial[name] = posted[name]
    return form


def of_visit(one: DeskVisit) -> dict[str, object]:
    """What was taken down of a visit, to be corrected."""
    arrival, card = one.visit.arrival, one.visit.arrival.card
    return {
        "reason": arrival.reason, "point": str(one.number.point.id) if one.number else "",
        "priority": scheduling.NONE if arrival.emergency else arrival.priority, "coverage_class": arrival.coverage_class,
        "card": card.number if card else "", "card_from": card.valid_from if card else None,
        "card_to": card.valid_to if card else None, "registered_at": card.registered_at if card else "",
        "referral_paper": arrival.referral.paper, "referral_from": arrival.referral.from_facility,
        "referral_on": arrival.referral.written_on, "care": arrival.care, "identified_by": one.identified_by or "MANUAL",
        "commitment": one.commitment, "emergency": arrival.emergency, "once": here.fresh_once(),
    }  # fmt: skip


def proposed(
    request: HttpRequest, facility: str, actor: Actor, form: ArrivalForm
) -> tuple[ArrivalForm, Proposal]:
    """The same form with the class for which what was typed speaks; what was typed stays."""
    typed = form.cleaned_data
    today = clock.vietnam_day(clock.now())
    holds = standing(typed.get("card_from"), typed.get("card_to"), today) not in ("ended", "later")
    case = Case(
        insured=bool(typed.get("card")) and holds, registered_at=(typed.get("registered_at") or "").upper(),
        emergency=bool(typed.get("emergency")), referred=bool(typed.get("referral_paper")),
    )  # fmt: skip
    found = arriving.propose_class(facility_code=facility, case=case, now=clock.now())
    typed_again = {name: request.POST.get(name, "") for name in ArrivalForm.base_fields}
    again = ArrivalForm(initial={**typed_again, "coverage_class": found.code}, lists=lists(actor, facility))
    return again, found


def shown(
    seen: arriving.Arriving, card: exchange.CardScan | None, proposal: Proposal | None
) -> dict[str, object]:
    """What stands around the form."""
    told = proposal or seen.proposal
    return {
        "banner": _banner(seen),
        "warnings": _warnings(seen, card),
        "open_visits": [
            (one.number, formats.day_time(one.arrived_at), reverse("hospital:desk-visit", args=[one.id]))
            for one in seen.open
        ],
        "bookings": [
            _("%(time)s, %(room)s") % {
                "time": formats.clock(one.booking.at.astimezone(clock.VIETNAM)),
                "room": said(one.session.point.vi, one.session.point.en),
            }
            for one in seen.bookings
        ],
        "proposal": said(told.vi, told.en),
        "insured": seen.card is not None or seen.referral is not None,
    }  # fmt: skip


def _banner(seen: arriving.Arriving) -> parts.Banner:
    one, today = seen.person, clock.vietnam_day(clock.now())
    (facts,) = counter_words.choices((one,), "")
    return parts.Banner(
        name=str(facts["name"]),
        sex=chart.sex_word(one.sex),
        birth=counter_words.birth(one.birth),
        age=formats.age(one.birth, today, said("vi", "en")) if one.birth else "",
        commune=counter_words.commune_name(one.commune_code),
        numbers=tuple(
            parts.Pair(_("Số"), text) for text in list(dict.fromkeys(map(formats.masked, one.numbers)))[:2]
        ),
        deceased=_("Đã tử vong") if one.deceased else "",
        beside=tuple(", ".join(filter(None, (a.name, counter_words.birth(a.birth)))) for a in seen.alike[:3]),
        tells_allergies=False,
    )


def _warnings(seen: arriving.Arriving, card: exchange.CardScan | None) -> list[tuple[str, str, str]]:
    """(kind, title, text), the gravest first."""
    found = []
    if seen.differs and card is not None:
        said_on_card = ", ".join(
            filter(None, (card.name, counter_words.birth(card.birth), chart.sex_word(card.sex)))
        )
        found.append((
            "danger", _("Thẻ của người khác?"),
            _("Trên thẻ ghi: %(card)s. Khác với người này ở: %(fields)s. Hãy đối chiếu trước khi tiếp đón.")
            % {"card": said_on_card, "fields": ", ".join(_fields()[one] for one in seen.differs)},
        ))  # fmt: skip
    if card is not None and not card.certain:
        found.append((
            "warning", _("Chỉ đọc được một phần thẻ"),
            _("Bộ gõ tiếng Việt đã đổi chữ khi quét; chỉ dùng những gì chắc chắn. Hãy đối chiếu với thẻ."),
        ))  # fmt: skip
    if seen.answer is not None:
        found.append(_answer_words(seen.answer))
    elif words := _standing_words(seen):
        found.append(words)
    if seen.referral is not None:
        found.append(_referral_words(seen.referral))
    if seen.person.deceased:
        found.append(("danger", _("Danh bạ ghi người này đã tử vong"), _("Hãy đối chiếu giấy tờ.")))
    return found


def _answer_words(one: exchange.CardAnswer) -> tuple[str, str, str]:
    """What the portal says of the card."""
    kinds = {exchange.CardState.VALID: "success", exchange.CardState.ANOTHER: "danger"}
    told = [said(*one.words)]
    if one.valid_to:
        told.append(_("Giá trị đến %s.") % formats.day(one.valid_to))
    if one.level is not None:
        told.append(_("Mức hưởng %s %%.") % formats.number(one.level))
    if one.five_years_on:
        told.append(_("Đủ 5 năm liên tục từ %s.") % formats.day(one.five_years_on))
    if one.state is exchange.CardState.NOT_VALID:
        told.append(_("Vẫn tiếp đón: tự chi trả, hoặc ghi cam kết bổ sung thẻ còn hạn trước khi ra về."))
    return kinds.get(one.state, "warning"), said(*exchange.CARD_STATES[one.state]), " ".join(told)


def _referral_words(one: papers.Brought) -> tuple[str, str, str]:
    """The referral paper by whose number somebody was found."""
    names = places.facility_names(clock.vietnam_day(clock.now()))
    facts = {
        "number": one.number, "facility": names.get(one.from_facility, one.from_facility),
        "day": formats.day(one.written_on), "until": formats.day(one.valid_until) if one.valid_until else "",
    }  # fmt: skip
    told = _("Số %(number)s của %(facility)s, viết ngày %(day)s, có giá trị đến hết ngày %(until)s.") % facts
    if one.is_good:
        return "success", _("Có phiếu chuyển đến đây"), told
    return "warning", _("Phiếu chuyển không còn giá trị"), told


def _standing_words(seen: arriving.Arriving) -> tuple[str, str, str] | None:
    if seen.card is None:
        return None
    last = formats.day(seen.card.valid_to) if seen.card.valid_to else ""
    if seen.standing == "ended":
        return (
            "warning", _("Thẻ đã hết hạn %s") % last,
            _("Vẫn tiếp đón: tự chi trả, hoặc ghi cam kết bổ sung thẻ còn hạn trước khi ra về."),
        )  # fmt: skip
    if seen.standing == "later":
        first = formats.day(seen.card.valid_from) if seen.card.valid_from else ""
        return ("warning", _("Thẻ có giá trị từ %s") % first, _("Hôm nay chưa hưởng được theo thẻ này."))
    if seen.standing == "ends":
        return ("info", _("Thẻ hết hạn %s") % last, _("Nhắc người bệnh gia hạn thẻ."))
    return None


def _fields() -> dict[str, str]:
    return {"name": _("họ tên"), "birth": _("ngày sinh"), "sex": _("giới tính")}


def _room(one: rooms.RoomNow) -> str:
    waiting = _("%(room)s · chờ %(count)s") % {
        "room": counter_words.room_name(one),
        "count": one.room.waiting,
    }
    return f"{waiting} · {one.doctor}" if one.doctor else waiting
