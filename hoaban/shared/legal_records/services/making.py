"""The record of a visit is made: a PDF for people and XML for programs, both waiting for signature."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial
from uuid import UUID

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock, ids
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotFound
from hoaban.record import api as record
from hoaban.shared.legal_records import models, policies
from hoaban.shared.legal_records.queries import contents, standing
from hoaban.shared.legal_records.queries.standing import Standing
from hoaban.shared.legal_records.rules import exporting
from hoaban.shared.legal_records.services import rows, setting
from hoaban.shared.papers import api as papers
from hoaban.shared.signing import api as signing
from hoaban.shared.visits import api as visits

ABOUT = "record:"
KIND = "visit_record"
_ACCOUNT = "account:"


def open_record(*, actor: Actor, visit: UUID, now: datetime) -> Standing:
    """Open the record of a visit; opened already, nothing changes. :raises NotFound: the visit is not for this actor."""
    return record.in_one_transaction(partial(_open, actor, visit, now))


def make_record(*, actor: Actor, visit: UUID, now: datetime) -> Standing:
    """Make the record of a visit from what the actor may read of it, and let it wait for the actor's signature.

    The same facts make no further version: what waits goes on waiting, what is signed stays. What waited and says something
    else is dropped. About 0.3 s of a processor: pages that must be quick ask by :func:`tasks.make_later`.

    :raises NotFound: the visit is not for this actor. :raises RecordMoved: the record is closed.
    :raises MayNotSign: the licence does not cover it. :raises BeingSigned: the version before is being signed at this moment.
    """
    return record.in_one_transaction(partial(_make, actor, visit, now))


def _open(actor: Actor, visit: UUID, now: datetime) -> Standing:
    found = visits.get_visit(actor=actor, visit=visit)
    row = rows.opened(actor, found, now)
    rows.told(actor, "records.open", found, now)
    return standing.shaped(row, whole=True)


def _make(actor: Actor, visit: UUID, now: datetime) -> Standing:
    with audit.as_one(actor=actor, act="records.make", detail={"visit": str(visit)}, now=now):
        content = contents.read_content(actor=actor, visit=visit, now=now)
        row = rows.opened(actor, content.visit, now)
        rows.demand(row, "open")
        _must_sign(actor, content.visit, now)
        xml = exporting.build_xml(contents.groups_of(content))
        facts = hashlib.sha256(xml).hexdigest()
        last = row.versions.exclude(state="dropped").order_by("-number").first()
        if last is None or last.facts != facts:
            _drop(actor, row, now)
            _add(actor, row, content, xml, facts, now)
        row.ended_at, row.changed_at = content.visit.ended_at, now
        row.save(update_fields=["ended_at", "changed_at"])
    return standing.shaped(row, whole=True)


def _must_sign(actor: Actor, visit: visits.Visit, now: datetime) -> None:
    code = visit.arrival.facility_code
    why = papers.may_sign(actor, policies.SIGNED_ACT, code, clock.vietnam_day(now))
    if why is not None:
        audit.write_refusal(actor=actor, act="records.make", persons=[visit.arrival.person])
        raise papers.MayNotSign(*why, place=policies.SIGNED_ACT)


def _drop(actor: Actor, row: models.LegalRecord, now: datetime) -> None:
    for waiting in row.versions.filter(state="waiting"):
        for about in _abouts(waiting.pk):
            for one in signing.offers_about(about):
                if one.state is signing.Offered.OPEN:
                    signing.withdraw(actor=actor, offer=one.id, now=now)
        waiting.state = "dropped"
        waiting.save(update_fields=["state"])


def _add(
    actor: Actor, row: models.LegalRecord, content: contents.Content, xml: bytes, facts: str, now: datetime
) -> None:
    number = row.versions.count() + 1
    pdf, boxes = setting.make(content, number, now)
    kept = files.put_many([(pdf, "application/pdf"), (xml, "application/xml")])
    version = models.RecordVersion.objects.create(
        id=ids.uuid7(now), record=row, number=number, made_at=now, made_by=actor.id, facts=facts,
        pdf=kept[0].sha256, xml=kept[1].sha256,
    )  # fmt: skip
    rows.tell(actor, row, "make", now, why=str(number))
    username = actor.id.removeprefix(_ACCOUNT)
    if username == actor.id or accounts.find_account(username) is None:
        return
    title = f"Hồ sơ lượt khám {row.number}, bản {number}"
    pdf_about, xml_about = _abouts(version.pk)
    person = content.visit.arrival.person
    for asked in (
        signing.ToSign(title, pdf_about, "pdf", pdf, person, box=boxes.get("sign-1")),
        signing.ToSign(f"{title} (XML)", xml_about, "xml", xml, person, spot=exporting.SIGNATURE),
    ):
        signing.offer(
            actor=actor, paper=asked, signer=username, kind=KIND, facility=row.facility_code, now=now
        )


def _abouts(version: UUID) -> tuple[str, str]:
    return f"{ABOUT}{version}:pdf", f"{ABOUT}{version}:xml"


def version_of(about: str) -> tuple[models.RecordVersion, str] | None:
    """The version that a signed paper is of, locked, and which of its files; None for papers of others."""
    if not about.startswith(ABOUT):
        return None
    key, _, part = about.removeprefix(ABOUT).partition(":")
    row = models.RecordVersion.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound("Không có bản này.", "There is no such version.")
    return row, part
