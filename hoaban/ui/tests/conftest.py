from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from pytest_django import Settings

from hoaban.ui import frame
from hoaban.ui.tests.gallery import middleware


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gallery(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gallery's addresses, with a doctor signed in; no database behind it."""
    monkeypatch.setattr(frame, "_navigation", list(middleware.NAVIGATION))
    monkeypatch.setattr(frame, "_person_of", [middleware.doctor_of])
    settings.ROOT_URLCONF = "hoaban.ui.tests.gallery.urls"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "hoaban.ui.tests.gallery.middleware.SignedIn",
    ]


@pytest.fixture
def gallery_url(gallery: None) -> Iterator[str]:
    """The gallery on a free port of this machine."""
    with make_server(
        "127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), server_class=_Server, handler_class=_Quiet
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
