"""The web server's entry: ``/fhir/R4`` goes straight to the record, everything else to Django."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

pages = get_wsgi_application()

from hoaban.ops.runtime.requests import watched  # noqa: E402  (needs Django set up)
from hoaban.record.rest.wsgi import application as fhir  # noqa: E402


def _choose(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Choose by path."""
    path = environ.get("PATH_INFO", "")
    if path == "/fhir/R4" or path.startswith("/fhir/R4/"):
        return fhir(environ, start_response)
    return pages(environ, start_response)


application = watched(_choose)
