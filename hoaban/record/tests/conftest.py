"""What tests of the record share."""

from __future__ import annotations

import pytest

from hoaban.record.tests.fhir_client import Call, client
from tests import cast


@pytest.fixture
def call() -> Call:
    """The machine client that may read and write the whole record."""
    return client(cast.integration())
