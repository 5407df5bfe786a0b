"""What every template can count on: ``ui.demo``, ``ui.person``, ``ui.lock``, ``ui.navigation``, the frame's addresses."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from hoaban.ui import frame, parts
from hoaban.ui import language as spoken


class Frame:
    """Computed when the template asks, so that fragments pay for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo: bool = settings.DEMO

    @cached_property
    def person(self) -> frame.Person | None:
        """Who is signed in."""
        return frame.person(self._request)

    @cached_property
    def lock(self) -> frame.Lock | None:
        """How the screen locks."""
        return frame.lock(self._request)

    @cached_property
    def navigation(self) -> tuple[frame.NavLink, ...]:
        """The main navigation."""
        return frame.navigation(self._request)

    @cached_property
    def loading(self) -> parts.Step | None:
        """Data that are still coming in."""
        return frame.loading()

    @property
    def language(self) -> str:
        """``vi`` or ``en``."""
        return spoken.language()

    @property
    def other_language(self) -> str:
        """The language one can switch to."""
        return "vi" if self.language == "en" else "en"

    @property
    def here(self) -> str:
        """This page's path and query, to come back to after switching the language."""
        return self._request.get_full_path() if self._request.method == "GET" else self._request.path

    @property
    def home_url(self) -> str:
        """The home page."""
        return frame.address(frame.HOME_ROUTE) or "/"

    @property
    def sign_in_url(self) -> str:
        """The sign-in page."""
        return frame.address(frame.SIGN_IN_ROUTE)

    @property
    def sign_out_url(self) -> str:
        """Takes a POST."""
        return frame.address(frame.SIGN_OUT_ROUTE)

    @property
    def language_url(self) -> str:
        """Takes a POST of ``language`` and ``next``."""
        return frame.address(frame.LANGUAGE_ROUTE)


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``ui``."""
    return {"ui": Frame(request)}
