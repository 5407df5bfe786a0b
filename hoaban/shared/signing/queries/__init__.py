"""Reading certificates, jobs, and what this installation trusts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from hoaban.connect import signatures
from hoaban.connect.signatures import authority, sources
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.signing import rules
from hoaban.shared.signing.models import SigningCertificate, SigningDocument, SigningJob
from hoaban.shared.signing.rules import Failure, Standing, State


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that an account signs with, or (``facility_code``) that stands for a facility's seal."""

    id: int
    username: str
    key: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    registered_by: str
    revoked_at: datetime | None
    standing: Standing
    facility_code: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a job."""

    title: str
    about: str
    state: State
    failure: Failure | None
    original: str
    signed: str
    signed_at: datetime | None
    person: UUID | None = None
    offer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Several papers signed in one act."""

    id: UUID
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    papers: tuple[Paper, ...]


def configured() -> sources.Configured:
    """What the operator configured; in demonstrations and tests without a file, nothing.

    :raises Invalid: the file is missing or wrong.
    """
    if not settings.SIGNING:
        return sources.Configured()
    secrets = Path(settings.VAR) / "secrets"
    suffix = "_signing_bearer"
    held = {path.name.removesuffix(suffix): path.read_text().strip() for path in secrets.glob(f"*{suffix}")}
    try:
        return sources.read_configuration(Path(settings.SIGNING).read_text(encoding="utf-8"), secrets=held)
    except (OSError, UnicodeDecodeError, sources.Misconfigured) as wrong:
        raise Invalid(f"HOABAN_SIGNING: {wrong}", f"HOABAN_SIGNING: {wrong}") from None


def open_ways() -> tuple[rules.Way, ...]:
    """Which confirmations are taken here besides signatures: what the operator configured, else all that are built.

    :raises Invalid: the configuration is wrong.
    """
    wished = configured().confirmations
    return tuple(way for way in rules.Way if wished is None or way.value in wished)


def configuration_problem() -> str:
    """What is wrong with the configuration, its roots and its lists, for the operator; empty when nothing is."""
    try:
        told = configured()
        sources.read_roots(told.roots)
        sources.read_revocations(told.revocations)
    except (Invalid, sources.Misconfigured) as wrong:
        return str(wrong)
    return ""


def trust(*, now: datetime) -> signatures.Trust:
    """What this installation believes. In production no test authority, whoever put its root there.

    :raises Invalid: the configuration is wrong.
    """
    told = configured()
    try:
        roots = sources.read_roots(told.roots)
        lists = sources.read_revocations(told.revocations)
    except sources.Misconfigured as wrong:
        raise Invalid(str(wrong), str(wrong)) from None
    if settings.DEMO:
        roots += sources.read_roots(trial_folder())
        lists += sources.read_revocations(trial_folder())
    else:
        roots = tuple(one for one in roots if not authority.is_test(one))
    return signatures.Trust(roots, now, lists)


def is_trial() -> bool:
    """Whether the test authority may speak here."""
    return bool(settings.DEMO)


def trial_folder() -> Path:
    """Where the test authority of demonstrations keeps itself."""
    return Path(settings.VAR) / "signing" / "trial"


def trial_key(key: str) -> Path:
    """The file of a key that the test authority issued."""
    return trial_folder() / "keys" / f"{Path(key).name}.p12"


def verify(content: bytes, *, now: datetime) -> signatures.Verdict:
    """Every signature of a file, by what this installation trusts."""
    return signatures.verify(content, trust(now=now))


def is_kept(content: bytes) -> bool:
    """Whether a file is, to the byte, one that was signed here."""
    digest = hashlib.sha256(content).hexdigest()
    return SigningDocument.objects.filter(signed=digest).exists()


def proof(told: signatures.Trust) -> signatures.Proof | None:
    """What a signed PDF carries to prove later that its certificate held; None without a list of revoked ones or an answer."""
    if not told.revocations and not told.answers:
        return None
    roots = tuple(one.public_bytes(Encoding.DER) for one in told.roots)
    return signatures.Proof(roots, told.revocations, told.answers)


def certificates_of(username: str, *, now: datetime) -> list[Certificate]:
    """The certificates of an account, the one that ends last first."""
    rows = (
        SigningCertificate.objects.exclude(username="")
        .filter(username=username)
        .order_by("-valid_until", "-pk")
    )
    return [shaped(row, now) for row in rows]


def seals_of(facility_code: str, *, now: datetime) -> list[Certificate]:
    """The certificates of a facility's seal, the one that ends last first."""
    rows = SigningCertificate.objects.exclude(facility_code="").filter(facility_code=facility_code)
    return [shaped(row, now) for row in rows.order_by("-valid_until", "-pk")]


def ending_certificates(*, now: datetime) -> list[Certificate]:
    """Those whose holders are to be warned: they end within a month and are not revoked."""
    rows = SigningCertificate.objects.filter(
        valid_until__gte=now, valid_until__lte=now + rules.WARN_BEFORE
    ).order_by("valid_until", "pk")
    found = [shaped(row, now) for row in rows]
    return [one for one in found if one.standing is Standing.ENDS_SOON]


def find_job(job: UUID) -> Job:
    """A job with its papers.

    :raises NotFound: there is none.
    """
    row = SigningJob.objects.filter(pk=job).first()
    if row is None:
        raise no_job()
    return _job(row)


def list_jobs(asked_by: str, *, limit: int = 50) -> list[Job]:
    """The newest jobs of an actor."""
    rows = SigningJob.objects.filter(asked_by=asked_by).order_by("-asked_at").prefetch_related("documents")
    return [_job(row) for row in rows[:limit]]


def papers_about(about: str) -> list[Paper]:
    """What was or is to be signed about something, the oldest first."""
    rows = SigningDocument.objects.filter(about=about).order_by("job__asked_at", "place")
    return [_paper(row) for row in rows]


def no_job() -> NotFound:
    """The one answer for a job that is not there."""
    return NotFound("Không có lần ký này.", "There is no such signing.", place="job")


def period_of(row: SigningCertificate) -> rules.Period:
    """What decides a certificate's standing."""
    return rules.Period(row.valid_from, row.valid_until, row.revoked_at)


def name_text(name: x509.Name) -> str:
    """A name of a certificate as it is kept."""
    return name.rfc4514_string()[:500]


def shaped(row: SigningCertificate, now: datetime) -> Certificate:
    """A certificate as screens show it."""
    return Certificate(
        id=row.pk,
        username=row.username,
        facility_code=row.facility_code,
        key=row.key,
        subject=row.subject,
        issuer=row.issuer,
        serial=row.serial,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        registered_by=row.registered_by,
        revoked_at=row.revoked_at,
        standing=rules.standing(period_of(row), at=now),
    )


def _job(row: SigningJob) -> Job:
    papers = sorted(row.documents.all(), key=lambda one: one.place)
    return Job(row.pk, row.asked_by, row.asked_at, row.ended_at, tuple(_paper(one) for one in papers))


def _paper(row: SigningDocument) -> Paper:
    return Paper(
        title=row.title,
        about=row.about,
        state=State(row.state),
        failure=Failure(row.failure) if row.failure else None,
        original=row.original,
        signed=row.signed,
        signed_at=row.signed_at,
        person=row.person,
        offer=row.offer_id,
    )
