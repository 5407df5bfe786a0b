"""Bring a form in, publish it, retire it. Each act is in the trail; what was published is never changed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotFound
from hoaban.record import language
from hoaban.shared.forms import fhir, policies, rules
from hoaban.shared.forms.models import FormVersion
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.rules import FormStands, NotInThisState, State, Version

BRING, PUBLISH, RETIRE, DISCARD = "forms.bring", "forms.publish", "forms.retire", "forms.discard"
MAX_BYTES = 1_000_000


def bring_form(*, actor: Actor, body: bytes, legal_basis: str, now: datetime) -> Version:
    """Keep a Questionnaire as a draft, or as the new text of the draft of that version. The same text twice is one.

    :raises NotAllowed: the actor keeps no forms. :raises language.NotJson: the text cannot be read.
    :raises fhir.FormInvalid: it cannot serve as a form. :raises FormStands: that version was published with another text.
    """
    policies.must(actor, BRING)
    form = fhir.read_form(language.loads(body, max_bytes=MAX_BYTES))
    basis = rules.check_words("legal_basis", legal_basis)
    digest = hashlib.sha256(body).hexdigest()
    told = {
        "title_vi": form.words.vi, "title_en": form.words.en, "legal_basis": basis, "body": body, "digest": digest,
        "brought_at": now, "brought_by": actor.id,
    }  # fmt: skip
    with transaction.atomic():
        row, is_new = FormVersion.objects.select_for_update().get_or_create(
            url=form.url, version=form.version, defaults=told
        )
        if not is_new and row.published_at is not None and row.digest != digest:
            raise FormStands(
                "Phiên bản này đã ban hành, không sửa được: hãy dùng số phiên bản mới.",
                "This version was published and is never changed: use a new version number.",
                place="version",
            )
        if not is_new and row.published_at is None:
            FormVersion.objects.filter(pk=row.pk).update(**told)
        audit.write(actor=actor, act=BRING, detail=_named(row, digest), now=now)
    return versions.get_version(form.url, form.version)


def install_shipped(*, actor: Actor, starts_on: date, now: datetime) -> list[Version]:
    """Bring in and publish the forms of the product that are not there yet; what is there stays as it is.

    :returns: what was published. :raises NotAllowed: the actor keeps no forms. :raises Invalid: the day is over.
    """
    policies.must(actor, PUBLISH)
    published = []
    for one in versions.shipped_forms():
        form = fhir.read_form(language.loads(one.body))
        there = FormVersion.objects.filter(url=form.url).exclude(version=form.version, published_at=None)
        if there.exists():
            continue
        bring_form(actor=actor, body=one.body, legal_basis=one.basis, now=now)
        published.append(publish_form(actor=actor, canonical=form.canonical, starts_on=starts_on, now=now))
    return published


def publish_form(*, actor: Actor, canonical: str, starts_on: date, now: datetime) -> Version:
    """Put a draft in force from a day on; the version before it then lasts until the day before.

    :raises NotAllowed: the actor keeps no forms. :raises NotFound: no such version.
    :raises NotInThisState: it is no draft. :raises Invalid: the day is over, or not after the version before.
    """
    policies.must(actor, PUBLISH)
    with transaction.atomic():
        row = _locked(canonical)
        if row.published_at is not None:
            raise NotInThisState("Phiên bản này đã ban hành.", "This version was published.", place="version")
        others = FormVersion.objects.filter(url=row.url, published_at__isnull=False)
        spans = [Period(one.starts_on, one.ends_on) for one in others.defer("body")]
        rules.check_start(starts_on, spans, today=vietnam_day(now))
        row.published_at, row.published_by, row.starts_on = now, actor.id, starts_on
        row.save(update_fields=["published_at", "published_by", "starts_on"])
        detail = {**_named(row, row.digest), "from": starts_on.isoformat()}
        audit.write(actor=actor, act=PUBLISH, detail=detail, now=now)
    return versions.get_version(row.url, row.version)


def retire_form(*, actor: Actor, canonical: str, last_day: date, why: str, now: datetime) -> Version:
    """Let nobody begin a version after a day; what was answered in it stays readable. One that has not begun never will.

    :raises NotAllowed: the actor keeps no forms. :raises NotFound: no such version.
    :raises NotInThisState: it is a draft or retired. :raises Invalid: the day is over, or no reason is given.
    """
    policies.must(actor, RETIRE)
    reason = rules.check_words("why", why)
    with transaction.atomic():
        row = _locked(canonical)
        version, today = versions.get_version(row.url, row.version), vietnam_day(now)
        if version.period is None or row.retired_at is not None or version.state(today) is State.RETIRED:
            raise NotInThisState(
                "Phiên bản này không còn hiệu lực để ngừng.", "There is nothing to retire.", place="version"
            )
        row.ends_on = rules.check_end(last_day, version.period, today=today)
        row.retired_at, row.retired_by, row.retired_why = now, actor.id, reason
        row.save(update_fields=["ends_on", "retired_at", "retired_by", "retired_why"])
        detail = {**_named(row, row.digest), "until": row.ends_on.isoformat()}
        audit.write(actor=actor, act=RETIRE, detail=detail, now=now)
    return versions.get_version(row.url, row.version)


def discard_draft(*, actor: Actor, canonical: str, now: datetime) -> None:
    """Throw a draft away. :raises NotAllowed: the actor keeps no forms. :raises NotFound: no such version.

    :raises FormStands: it was published.
    """
    policies.must(actor, DISCARD)
    with transaction.atomic():
        row = _locked(canonical)
        if row.published_at is not None:
            raise FormStands(
                "Đã ban hành thì không bỏ được.", "What was published is never thrown away.", place="version"
            )
        audit.write(actor=actor, act=DISCARD, detail=_named(row, row.digest), now=now)
        row.delete()


def _locked(canonical: str) -> FormVersion:
    """The row of a version, with those of the whole form locked: its versions follow each other."""
    url, _, version = canonical.partition("|")
    rows = list(FormVersion.objects.select_for_update().filter(url=url).order_by("pk"))
    found = next((row for row in rows if row.version == version), None)
    if found is None:
        raise NotFound("Không có biểu mẫu này.", "There is no such form.", place="form")
    return found


def _named(row: FormVersion, digest: str) -> dict[str, str]:
    return {"form": row.url, "version": row.version, "digest": digest}
