"""For the apps above: papers signed in one act, certificates kept, signatures verified."""

from __future__ import annotations

from uuid import UUID

from hoaban.connect.signatures import Fault, Finding, Verdict
from hoaban.kernel import clock
from hoaban.shared.signing.queries import (
    Certificate,
    Job,
    Paper,
    certificates_of,
    ending_certificates,
    find_job,
    list_jobs,
    papers_about,
    verify,
)
from hoaban.shared.signing.rules import Failure, Standing, State
from hoaban.shared.signing.services import running
from hoaban.shared.signing.services.certificates import (
    CertificateTaken,
    UntrustedCertificate,
    note_revocation,
    register_certificate,
)
from hoaban.shared.signing.services.jobs import ToSign, UnusableCertificate, ask_again, ask_to_sign
from hoaban.shared.signing.services.trial import issue_trial_key


def run_job(job: UUID) -> None:
    """What the background does with a job; nothing when there is none, or it has ended."""
    running.run_job(job, clock=clock.now)


__all__ = [
    "Certificate",
    "CertificateTaken",
    "Failure",
    "Fault",
    "Finding",
    "Job",
    "Paper",
    "Standing",
    "State",
    "ToSign",
    "UntrustedCertificate",
    "UnusableCertificate",
    "Verdict",
    "ask_again",
    "ask_to_sign",
    "certificates_of",
    "ending_certificates",
    "find_job",
    "issue_trial_key",
    "list_jobs",
    "note_revocation",
    "papers_about",
    "register_certificate",
    "run_job",
    "verify",
]
