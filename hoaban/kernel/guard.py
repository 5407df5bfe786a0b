"""What each address needs. A view declares it; the middleware enforces it and refuses what declares nothing.

The declaration is the attribute ``needs`` of the view: an act (``people.find``), :data:`SIGN_IN`, :data:`PUBLIC`, or
a stage of signing in (``rules.stages``) that the view is the page of. ``stages`` are the stages that may enter too;
``fresh``: the owner of the session must have proved lately to be there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN = "sign-in"
"""Anybody who is signed in."""
PUBLIC = "public"
"""Anybody at all."""


def needs(act: str) -> Callable[[View], View]:
    """This address is for those who hold ``act``, in any scope; the view itself keeps to the scope.

    Works on a view function, also on what ``as_view()`` returns.
    """

    def declare(view: View) -> View:
        return _declared(view, needs=act)

    return declare


def needs_sign_in(view: View) -> View:
    """This address is for everybody who is signed in."""
    return _declared(view, needs=SIGN_IN)


def needs_fresh_sign_in(*stages: str) -> Callable[[View], View]:
    """This address changes how one signs in: the password is asked for again unless it was given minutes ago.

    Who is held up at one of ``stages`` comes in too: to give what is owed.
    """

    def declare(view: View) -> View:
        return _declared(view, needs=SIGN_IN, fresh=True, stages=frozenset(stages))

    return declare


def needs_sign_in_or(stage: str) -> Callable[[View], View]:
    """This address is for everybody who is signed in, and for those held up at ``stage``: to give what is owed."""

    def declare(view: View) -> View:
        return _declared(view, needs=SIGN_IN, stages=frozenset({stage}))

    return declare


def needs_stage(stage: str) -> Callable[[View], View]:
    """This address is for those who still owe exactly this; for everybody else it leads home."""

    def declare(view: View) -> View:
        return _declared(view, needs=f"stage:{stage}", stages=frozenset({stage}))

    return declare


def open_to_all(view: View) -> View:
    """This address is for everybody."""
    return _declared(view, needs=PUBLIC)


def needs_token(act: str) -> Callable[[View], View]:
    """This address is for programs: a bearer token whose owner holds ``act``, never the session cookie.

    So it needs no CSRF token. Refusals are JSON.
    """

    def declare(view: View) -> View:
        return _declared(view, needs=act, by_token=True, csrf_exempt=True)

    return declare


def _declared(view: View, **facts: object) -> View:
    @functools.wraps(view)
    def guarded(*arguments: Any, **named: Any) -> Any:
        return view(*arguments, **named)

    for name, value in facts.items():
        setattr(guarded, name, value)
    return cast(View, guarded)
