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
    seals_of,
    verify,
)
from hoaban.shared.signing.queries.confirmations import Confirmation, confirmations_about, confirmations_of
from hoaban.shared.signing.queries.offers import Offer, Signed, find_offer, offers_about, offers_for
from hoaban.shared.signing.rules import KINDS, Capacity, Failure, Offered, Standing, State, Way
from hoaban.shared.signing.services.certificates import (
    CertificateTaken,
    UntrustedCertificate,
    note_revocation,
    register_certificate,
    register_seal,
)
from hoaban.shared.signing.services.confirming import Evidence, ToConfirm, WayClosed, confirm
from hoaban.shared.signing.services.jobs import ToSign, UnusableCertificate, ask_again, ask_to_sign
from hoaban.shared.signing.services.offering import BeingSigned, Seal, offer, sign_offers, withdraw
from hoaban.shared.signing.services.pictures import keep_picture
from hoaban.shared.signing.services.renewing import renew
from hoaban.shared.signing.services.telling import Listener, register_listener
from hoaban.shared.signing.services.trial import issue_trial_key, sign_for_trial

__all__ = [
    "KINDS",
    "BeingSigned",
    "Capacity",
    "Certificate",
    "CertificateTaken",
    "Confirmation",
    "Evidence",
    "Failure",
    "Fault",
    "Finding",
    "Job",
    "Listener",
    "Offer",
    "Offered",
    "Paper",
    "Seal",
    "Signed",
    "Standing",
    "State",
    "ToConfirm",
    "ToSign",
    "UntrustedCertificate",
    "UnusableCertificate",
    "Verdict",
    "Way",
    "WayClosed",
    "ask_again",
    "ask_to_sign",
    "certificates_of",
    "configuration_problem",
    "confirm",
    "confirmations_about",
    "confirmations_of",
    "ending_certificates",
    "find_job",
    "find_offer",
    "issue_trial_key",
    "keep_picture",
    "list_jobs",
    "note_revocation",
    "offer",
    "offers_about",
    "offers_for",
    "papers_about",
    "register_certificate",
    "register_listener",
    "register_seal",
    "renew",
    "seals_of",
    "sign_for_trial",
    "sign_offers",
    "verify",
    "withdraw",
]
