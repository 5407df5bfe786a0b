"""For the apps above: papers signed in one act, certificates kept, signatures verified."""

from __future__ import annotations

from hoaban.connect.signatures import Fault, Finding, Verdict
from hoaban.shared.signing.queries import (
    Certificate,
    Job,
    Paper,
    certificates_of,
    configuration_problem,
    ending_certificates,
    find_job,
    list_jobs,
    papers_about,
    verify,
)
from hoaban.shared.signing.rules import Failure, Standing, State
from hoaban.shared.signing.services.certificates import (
    CertificateTaken,
    UntrustedCertificate,
    note_revocation,
    register_certificate,
)
from hoaban.shared.signing.services.jobs import ToSign, UnusableCertificate, ask_again, ask_to_sign
from hoaban.shared.signing.services.trial import issue_trial_key, sign_for_trial

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
    "configuration_problem",
    "ending_certificates",
    "find_job",
    "issue_trial_key",
    "list_jobs",
    "note_revocation",
    "papers_about",
    "register_certificate",
    "sign_for_trial",
    "verify",
]
