"""May this person do this act, here, on this day? Yes or no, and why, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hoaban.foundation.workforce.rules import lists
from hoaban.foundation.workforce.rules.licences import STATES, State, state_on
from hoaban.foundation.workforce.rules.shapes import Licence, Post, StaffFile


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with the law behind it. ``code`` is stable."""

    code: str
    text_vi: str
    text_en: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an act may be done. ``reason`` says why (not); ``warnings`` are doubts that stop nobody."""

    allowed: bool
    reason: Reason
    licence: Licence | None = None
    warnings: tuple[Reason, ...] = ()


_LAW = "Luật 15/2023/QH15"
UNKNOWN_ACT = Reason(
    "unknown_act", "Hành vi chuyên môn này chưa có trong danh mục.", "This act is not in the list."
)
UNKNOWN_PERSON = Reason("unknown_person", "Không có hồ sơ nhân lực này.", "There is no such staff file.")
NO_POST = Reason(
    "no_post",
    "Không có vị trí việc làm tại cơ sở vào ngày này.",
    "No post at the facility on this day.",
    _LAW,
)
TRAINEE = Reason(
    "trainee", "Đang thực hành, chỉ làm dưới sự giám sát.", "A trainee, only under supervision.", _LAW
)
NO_LICENCE = Reason(
    "no_licence", "Không có giấy phép hành nghề phù hợp.", "No practice licence of the right kind.", _LAW
)
NOT_REGISTERED = Reason(
    "not_registered",
    "Chưa ghi nhận ngày đăng ký hành nghề tại cơ sở.",
    "No day of registration of practice at the facility is recorded.",
    _LAW,
)
COVERED = Reason(
    "covered", "Giấy phép còn hiệu lực và đúng phạm vi.", "The licence is valid and covers the act."
)


def judge(file: StaffFile, *, act: str, facility: str, on: date) -> Answer:
    """Answer from posts, licences and the list of acts as it stands on that day."""
    known = lists.acts(on).get(act)
    if known is None:
        return Answer(False, UNKNOWN_ACT)
    posts = [one for one in file.posts_on(on) if one.facility_code == facility]
    if not posts:
        return Answer(False, NO_POST)
    if all(one.is_trainee for one in posts):
        return Answer(False, TRAINEE)
    covering = _covering(file.licences, known)
    valid = [one for one in covering if state_on(one, on) is State.VALID]
    if valid:
        return Answer(True, COVERED, valid[0], _doubts(posts))
    if covering:
        return Answer(False, _not_in_force(covering, on))
    return _outside(file, known, posts, on)


def _covering(licences: tuple[Licence, ...], act: lists.Act) -> list[Licence]:
    return [one for one in licences if one.scopes & act.scopes or act.code in one.techniques]


def _outside(file: StaffFile, act: lists.Act, posts: list[Post], on: date) -> Answer:
    """No licence covers the act: refused where the list is sure or the act is another profession's, else doubted."""
    valid = [one for one in file.licences if state_on(one, on) is State.VALID]
    if not valid:
        return Answer(False, _not_in_force(list(file.licences), on) if file.licences else NO_LICENCE)
    outside = Reason(
        "outside_scope",
        f"“{act.vi}” nằm ngoài phạm vi hành nghề ghi trên giấy phép.",
        f"“{act.en}” is beyond the scope of the licence.",
        act.legal_basis,
    )
    if act.is_refused(frozenset().union(*(one.scopes for one in valid))):
        return Answer(False, outside, valid[0])
    return Answer(True, COVERED_IN_DOUBT, valid[0], (outside, *_doubts(posts)))


COVERED_IN_DOUBT = Reason(
    "covered_in_doubt",
    "Giấy phép còn hiệu lực; phạm vi chưa chắc chắn, hãy xem cảnh báo.",
    "The licence is valid; whether its scope covers the act is in doubt, see the warning.",
)


def _not_in_force(licences: list[Licence], on: date) -> Reason:
    latest = max(licences, key=lambda one: one.issued_on)
    state = state_on(latest, on)
    vi, en = STATES[state]
    return Reason(
        f"licence_{state.value}",
        f"Giấy phép {latest.number} {vi} vào ngày này.",
        f"Licence {latest.number} is {en} on this day.",
        _LAW,
    )


def _doubts(posts: list[Post]) -> tuple[Reason, ...]:
    return () if any(one.registered_on for one in posts) else (NOT_REGISTERED,)
