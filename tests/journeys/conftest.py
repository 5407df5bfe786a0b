"""Fixtures of several journeys."""

from __future__ import annotations

import pytest
from django.test import Client

from hoaban.kernel.actor import Scope
from hoaban.shared.chart.tests.test_pages import SignIn, sign_in, teacher
from tests.journeys.looks import planted, trail

__all__ = ["planted", "sign_in", "teacher", "trail"]


@pytest.fixture
def officer(sign_in: SignIn) -> Client:
    """The data-protection officer."""
    return sign_in("auditor", Scope("all"))
