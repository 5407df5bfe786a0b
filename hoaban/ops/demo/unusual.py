"""Some unusual use for the reviewer to see, made by the doors that real use goes through."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor, Purpose
from hoaban.kernel.errors import NotFound
from hoaban.kernel.ids import uuid8_timeless
from hoaban.ops.demo.accounts import read_accounts
from hoaban.ops.demo.story import teacher
from hoaban.record import api as record
from hoaban.shared.auditing import api as auditing
from hoaban.shared.people import api as people

_FAMILIES = ("lò", "giàng", "vàng", "sùng", "thào", "tẩn", "lù", "hoàng", "nguyễn", "phàn", "chẻo", "ma")
_SISTER = "bs.pt"
_PAGES = 6
_REFUSED = 12
_REASON = "Người dân đề nghị theo dõi vì hồ sơ từng bị xem ngoài việc khám bệnh."


def show_unusual_use(*, officer: Actor, now: datetime) -> int:
    """A marked person who is looked at, also by his own sister, a clerk who looks for everybody, a doctor who tries
    doors; then the watch.

    Returns how many signs were found; none when it has been done before.
    """
    whose = _teacher()
    if whose is None:
        return 0
    try:
        reviewer = accounts.actor_of("kiemtra", now=now)
        auditing.mark_person(actor=reviewer, person=whose, kind="asked", words=_REASON, now=now)
    except auditing.MarkedAlready:
        return 0
    for _ in range(3):
        _open(accounts.actor_of("dd.ngoai", now=now), whose)
    _open(_sister_of(whose, officer, now), whose)
    everybody = _look_for_everybody(accounts.actor_of("tiepdon", now=now))
    _try_doors(accounts.actor_of("bs.giadinh", now=now), everybody)
    hour = now.replace(minute=0, second=0, microsecond=0)
    return auditing.look_through(
        actor=officer, since=hour - timedelta(hours=1), until=hour + timedelta(hours=2), now=now
    )


def _teacher() -> UUID | None:
    """The retired teacher of the story, once his visit is in."""
    return people.persons_of_numbers([teacher().personal_number]).get(teacher().personal_number)


def _sister_of(whose: UUID, officer: Actor, now: datetime) -> Actor:
    """A doctor of the demo who is the teacher's sister: somebody of the register by the number of her staff file."""
    line = next(one for one in read_accounts() if one.username == _SISTER)
    file = workforce.find_file(uuid8_timeless("demo-staff", f"cast:{line.username}"))
    if file is not None:
        number, birth = file.member.personal_number, file.member.birth
        sister = people.persons_of_numbers([number]).get(number) or people.register(
            actor=officer, now=now,
            details=people.Details(
                name=line.display_name, sex="female", birth=birth, commune_code="", address="", phone="",
                circumstance="known", method="QR_CCCD", papers=(people.Paper("national_id", number, verified=True),),
            ),
        )  # fmt: skip
        people.relate(actor=officer, person=whose, other=sister, kind="sibling", since=None, now=now)
    return accounts.actor_of(_SISTER, now=now)


def _open(actor: Actor, person: UUID) -> bool:
    try:
        record.open(actor, purpose=Purpose.TREATMENT).of_person(person, ("Patient", "Condition"))
    except NotFound:
        return False
    return True


def _look_for_everybody(actor: Actor) -> list[UUID]:
    """One family name after the other, page after page."""
    found: dict[UUID, None] = {}
    for name in _FAMILIES:
        for page in range(_PAGES):
            shown = people.find(actor=actor, text=name, start=page * 20).people
            found.update(dict.fromkeys(one.id for one in shown))
            if len(shown) < 20:
                break
    return list(found)


def _try_doors(actor: Actor, persons: list[UUID]) -> None:
    """Open records until a dozen have been refused."""
    refused = 0
    for one in persons:
        refused += not _open(actor, one)
        if refused == _REFUSED:
            return
