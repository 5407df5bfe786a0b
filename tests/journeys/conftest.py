"""Fixtures of several journeys."""

from tests.journeys.looks import planted, trail

__all__ = ["planted", "trail"]
