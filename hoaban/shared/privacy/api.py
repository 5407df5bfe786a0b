"""For the apps above: consents and requests about data taken down, answered; breaches and impact assessments kept."""

from __future__ import annotations

from hoaban.shared.privacy.queries import Consents, consents_of
from hoaban.shared.privacy.rules.agreeing import Answer, How, Saying
from hoaban.shared.privacy.rules.breaches import Facts
from hoaban.shared.privacy.rules.breaches import StepKind as BreachStepKind
from hoaban.shared.privacy.rules.breaches import StepTaken as BreachStep
from hoaban.shared.privacy.rules.processing import Assessment
from hoaban.shared.privacy.rules.purposes import CARE
from hoaban.shared.privacy.rules.rights import Answer as RequestAnswer
from hoaban.shared.privacy.rules.rights import Asking
from hoaban.shared.privacy.rules.rights import State as RequestState
from hoaban.shared.privacy.services import Recording, SaidAlready, answer
from hoaban.shared.privacy.services.breaches import open_breach, take_breach_step
from hoaban.shared.privacy.services.processing import note_assessment
from hoaban.shared.privacy.services.rights import answer_request, ask_about_data
from hoaban.shared.privacy.services.telling import tell_concerned

__all__ = [
    "CARE",
    "Answer",
    "Asking",
    "Assessment",
    "BreachStep",
    "BreachStepKind",
    "Consents",
    "Facts",
    "How",
    "Recording",
    "RequestAnswer",
    "RequestState",
    "SaidAlready",
    "Saying",
    "answer",
    "answer_request",
    "ask_about_data",
    "consents_of",
    "note_assessment",
    "open_breach",
    "take_breach_step",
    "tell_concerned",
]
