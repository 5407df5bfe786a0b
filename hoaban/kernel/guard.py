"""What each address needs. A view declares it; the middleware enforces it and refuses what declares nothing.

The declaration is the attribute ``needs`` of the view: an act (``people.find``), :data:`SIGN_IN` or :data:`PUBLIC`.
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
