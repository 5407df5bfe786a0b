"""What is typed for a visit and not issued yet: kept by the server at every step, never overwritten by who saw an older one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.prescribing import models, policies
from hoaban.shared.prescribing.queries import drugs, persons, prescriptions
from hoaban.shared.prescribing.queries.examining import examine
from hoaban.shared.prescribing.queries.prescriptions import Prescribed, place_of
from hoaban.shared.prescribing.rules.checking import MOST_LINES
from hoaban.shared.prescribing.services import issuing, telling
from hoaban.shared.prescribing.services.issuing import Reason, Wanted
from hoaban.shared.visits import api as visits

DRAFT = "prescribing.draft"
_LONGEST = 200
Change = Callable[[models.Draft], None]


class DraftChanged(Conflict):
    """Somebody changed the draft since it was shown. ``by``, ``at``: who and when."""

    def __init__(self, row: models.Draft) -> None:
        super().__init__(
            "Đơn đã được sửa từ lúc bạn mở.",
            "The prescription was changed since you opened it.",
            place="version",
        )
        self.by, self.at = row.changed_name, row.changed_at


def add_line(
    *, actor: Actor, visit: UUID, version: int, code: str, typed: str, once: str, now: datetime
) -> None:
    """Put a drug into the draft; a dose that is not understood is kept and told beside it.

    :raises DraftChanged. :raises Invalid: the facility's list has no such drug, or there are too many lines.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    day = clock.vietnam_day(now)
    if not drugs.drugs_of(facility_code=seen.arrival.facility_code, codes=[code], on=day):
        raise Invalid("Không có thuốc này trong danh mục.", "The list has no such drug.", place="q")

    def work(row: models.Draft) -> None:
        _put(row, [{"code": code, "typed": _short(typed)}])

    _change(actor, seen, version, once, work, now)


def change_line(
    *, actor: Actor, visit: UUID, version: int, place: int, code: str, typed: str, once: str, now: datetime
) -> None:
    """Another dose of the line at a place (from 0), which must be of that drug. :raises DraftChanged."""

    def work(row: models.Draft) -> None:
        _at(row, place, code)["typed"] = _short(typed)

    _change(actor, visits.get_visit(actor=actor, visit=visit), version, once, work, now)


def remove_line(
    *, actor: Actor, visit: UUID, version: int, place: int, code: str, once: str, now: datetime
) -> None:
    """Take the line at a place out. :raises DraftChanged."""

    def work(row: models.Draft) -> None:
        row.lines.remove(_at(row, place, code))

    _change(actor, visits.get_visit(actor=actor, visit=visit), version, once, work, now)


def tell_details(  # noqa: PLR0913 (each is a field of the form)
    *, actor: Actor, visit: UUID, version: int, packs: int | None, usage: str, advice: str, guardian: str,
    revisit_days: int | None, once: str, now: datetime,
) -> None:  # fmt: skip
    """What the prescription says beside its drugs. :raises DraftChanged."""

    def work(row: models.Draft) -> None:
        row.packs, row.revisit_days = packs, revisit_days
        row.usage, row.advice, row.guardian = (
            usage.strip()[:300],
            advice.strip()[:1000],
            guardian.strip()[:120],
        )

    _change(actor, visits.get_visit(actor=actor, visit=visit), version, once, work, now)


def copy_last(*, actor: Actor, visit: UUID, version: int, once: str, now: datetime) -> None:
    """The drugs of the person's last prescriptions at the facility, with the doses as they were typed.

    :raises DraftChanged. :raises Invalid: there is none.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    with audit.as_one(actor=actor, act=DRAFT, persons=[seen.arrival.person], now=now):
        before = prescriptions.last_before(actor=actor, visit=seen, now=now)
        if not before:
            raise Invalid("Chưa có đơn nào trước lần này.", "There is no earlier prescription.", place="copy")

        def work(row: models.Draft) -> None:
            _put(row, [line for one in before for line in _lines_of(one)])
            packs = next(
                (int(one.orders[0].quantity or 0) for one in before if one.kind == "T" and one.orders), None
            )
            row.packs = row.packs or packs

        _change(actor, seen, version, once, work, now)


def begin_again(
    *, actor: Actor, visit: UUID, version: int, prescription: UUID, once: str, now: datetime
) -> None:
    """A new prescription that takes the place of an issued one, beginning with its drugs. :raises DraftChanged."""
    seen = visits.get_visit(actor=actor, visit=visit)
    with audit.as_one(actor=actor, act=DRAFT, persons=[seen.arrival.person], now=now):
        old = prescriptions.get_prescription(actor=actor, prescription=prescription, now=now)
        if old.visit != visit or old.state != prescriptions.ISSUED:
            raise issuing.PrescriptionMoved(
                "Đơn thuốc đã hủy hoặc đã thay.",
                "The prescription is cancelled or replaced already.",
                place="state",
            )

        def work(row: models.Draft) -> None:
            if prescription not in row.replaces:
                row.replaces = [*row.replaces, prescription]
                _put(row, list(_lines_of(old)))
                row.advice, row.revisit_days = row.advice or old.advice, row.revisit_days or old.revisit_days
                if old.kind == "T" and old.orders:
                    row.packs = int(old.orders[0].quantity or 0) or None

        _change(actor, seen, version, once, work, now)


def discard(*, actor: Actor, visit: UUID, version: int, once: str, now: datetime) -> None:
    """Empty the draft; what it would have replaced stays. :raises DraftChanged."""

    def work(row: models.Draft) -> None:
        row.lines, row.replaces, row.reasons = [], [], {}
        row.packs, row.usage, row.advice, row.guardian, row.revisit_days = None, "", "", "", None

    _change(actor, visits.get_visit(actor=actor, visit=visit), version, once, work, now)


def save_set(*, actor: Actor, visit: UUID, name: str, now: datetime) -> None:
    """Keep the drugs of the draft as a set of one's own; a set of the same name is kept anew.

    :raises Invalid: no name, or nothing in the draft.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    policies.must(actor, policies.WRITE, place_of(seen), DRAFT)
    row = models.Draft.objects.filter(pk=visit).first()
    short = " ".join(name.split())[:100]
    if not short or row is None or not row.lines:
        raise Invalid(
            "Ghi tên bộ thuốc, và đơn phải có thuốc.", "Give a name; the draft must have drugs.", place="name"
        )
    models.Saved.objects.update_or_create(
        owner=actor.id, facility_code=row.facility_code, name=short,
        defaults={"lines": row.lines, "kept_at": now}, create_defaults={"id": ids.uuid7(now), "lines": row.lines, "kept_at": now},
    )  # fmt: skip


def use_set(*, actor: Actor, visit: UUID, version: int, saved: UUID, once: str, now: datetime) -> None:
    """Put the drugs of a set into the draft. :raises DraftChanged. :raises Invalid: it is none of the actor's."""
    held = models.Saved.objects.filter(pk=saved, owner=actor.id).first()
    if held is None:
        raise Invalid("Không có bộ thuốc này.", "There is no such set.", place="saved")
    lines = list(held.lines)

    def work(row: models.Draft) -> None:
        _put(row, lines)

    _change(actor, visits.get_visit(actor=actor, visit=visit), version, once, work, now)


def drop_set(*, actor: Actor, saved: UUID) -> None:
    """Forget a set of one's own."""
    models.Saved.objects.filter(pk=saved, owner=actor.id).delete()


def issue_draft(
    *, actor: Actor, visit: UUID, version: int, reasons: Mapping[str, Reason], once: str, now: datetime
) -> tuple[Prescribed, ...]:
    """Issue what the draft holds. Reasons that were typed are kept, also where something else is still wrong.

    :raises DraftChanged, and what :func:`issuing.issue_prescription` raises.
    """
    seen = visits.get_visit(actor=actor, visit=visit)
    row = models.Draft.objects.filter(pk=visit).first()
    if row is None and once:  # sent twice: it is issued already
        return issuing.issue_prescription(actor=actor, visit=visit, wanted=Wanted(()), once=once, now=now)

    def work(held: models.Draft) -> None:
        held.reasons = {key[:200]: [one.code, one.words[:300]] for key, one in reasons.items()}

    kept = _change(actor, seen, version, "", work, now, examines=False)
    wanted = Wanted(
        tuple((one["code"], one["typed"]) for one in kept.lines),
        kept.packs,
        kept.usage,
        kept.advice,
        kept.revisit_days,
        kept.guardian,
    )
    return issuing.issue_prescription(
        actor=actor, visit=visit, wanted=wanted, reasons=reasons, replaces=kept.replaces, once=once, now=now
    )


def _change(
    actor: Actor, visit: visits.Visit, version: int, once: str, work: Change, now: datetime, *, examines: bool = True
) -> models.Draft:  # fmt: skip
    """Change what is typed. ``examines``: note the alerts that it raises; issuing looks at it all again and does so itself."""
    policies.must(actor, policies.WRITE, place_of(visit), DRAFT)
    with (
        transaction.atomic(),
        audit.as_one(
            actor=actor, act=DRAFT, persons=[visit.arrival.person], detail={"visit": str(visit.id)}, now=now
        ),
    ):
        models.Draft.objects.get_or_create(
            visit=visit.id,
            defaults={
                "facility_code": visit.arrival.facility_code,
                "changed_at": now,
                "changed_by": actor.id,
            },
        )
        row = models.Draft.objects.select_for_update().get(pk=visit.id)
        if once and once == row.once and row.changed_by == actor.id:
            return row  # a double click
        if version != row.version:
            raise DraftChanged(row)
        if visit.state not in visits.OPEN_STATES:
            raise visits.VisitMoved("Lượt khám đã kết thúc.", "The visit is over.", place="state")
        work(row)
        row.version, row.once = row.version + 1, once[:64]
        row.changed_at, row.changed_by, row.changed_name = now, actor.id, actor.label[:200]
        row.save()
        if examines and row.lines:
            _note_alerts(actor, visit, row, now)
    return row


def _note_alerts(actor: Actor, visit: visits.Visit, row: models.Draft, now: datetime) -> None:
    known = persons.known_at(actor=actor, visit=visit, now=now)
    typed = [(one["code"], one["typed"]) for one in row.lines]
    examined = examine(
        typed, known.facts, facility_code=row.facility_code, packs=row.packs, on=clock.vietnam_day(now)
    )
    telling.note_shown(visit, examined, actor, now)


def _put(row: models.Draft, lines: list[dict[str, str]]) -> None:
    """More lines; a drug that is there with the same dose is not put in twice."""
    held = {(one["code"], one["typed"]) for one in row.lines}
    row.lines = [*row.lines, *(one for one in lines if (one["code"], one["typed"]) not in held)]
    if len(row.lines) > MOST_LINES:
        raise Invalid(
            f"Đơn quá {MOST_LINES} dòng.", f"The prescription has over {MOST_LINES} lines.", place="q"
        )


def _at(row: models.Draft, place: int, code: str) -> dict[str, str]:
    if not 0 <= place < len(row.lines) or row.lines[place]["code"] != code:
        raise DraftChanged(row)
    found: dict[str, str] = row.lines[place]
    return found


def _lines_of(one: Prescribed) -> list[dict[str, str]]:
    return [
        {"code": code, "typed": typed}
        for order in one.orders
        for code, typed in (
            [(herb.code, f"{herb.grams.normalize():f}g") for herb in order.herbs]
            or [(order.drug_code, order.typed)]
        )
        if code
    ]


def _short(typed: str) -> str:
    return " ".join(typed.split())[:_LONGEST]
