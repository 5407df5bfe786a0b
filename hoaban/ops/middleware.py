"""Around every page: what the request log is told, and compression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from hoaban.ops.runtime.requests import ACTOR, ROUTE


class NameRoute:
    """Puts the name of the matched pattern and the actor's id where the request log looks for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the actor is known once the page has been made."""
        response = self._get_response(request)
        actor = getattr(request, "actor", None)
        if actor is not None:
            request.META[ACTOR] = actor.id
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """The pattern is known now."""
        if request.resolver_match is not None:
            request.META[ROUTE] = request.resolver_match.view_name
        return None


class Compress(GZipMiddleware):
    """Compresses pages, but never one that another site made the browser ask for (decision 0017).

    Stands below the static files, which are compressed once, when the server starts.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what one of our own pages, the address bar or a program asked for."""
        patch_vary_headers(response, ("Sec-Fetch-Site",))
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            return response
        return super().process_response(request, response)
