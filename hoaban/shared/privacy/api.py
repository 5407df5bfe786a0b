"""Consent for the apps above: take down what a person says, and see what they said."""

from __future__ import annotations

from hoaban.shared.privacy.queries import Consents, consents_of
from hoaban.shared.privacy.rules.agreeing import Answer, How, Saying
from hoaban.shared.privacy.rules.purposes import CARE
from hoaban.shared.privacy.services import Recording, SaidAlready, answer

__all__ = ["CARE", "Answer", "Consents", "How", "Recording", "SaidAlready", "Saying", "answer", "consents_of"]
