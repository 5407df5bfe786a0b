"""A signing service signs, refuses, lies, breaks and keeps silent; each is told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hoaban.connect import signatures
from hoaban.connect.signatures.sandbox import Mood, SigningService, serving
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML

BEARER = "only-for-tests"


@pytest.fixture
def service() -> SigningService:
    return SigningService({"minh": (making.world().minh, "123456")}, BEARER)


@pytest.fixture
def there(service: SigningService) -> Iterator[signatures.Service]:
    with serving(service) as address:
        yield signatures.Service(address, BEARER, seconds=1.0)


def test_a_service_signs_papers_it_never_sees(service: SigningService, there: signatures.Service) -> None:
    world = making.world()

    signer = signatures.open_remote(there.ask, "minh", "123456")
    pdf = signatures.sign_pdf(making.pdf(), signer, now=NOW, times=world.times())
    xml = signatures.sign_xml(XML, signer, now=NOW)

    assert signatures.verify(pdf, world.trust()).valid
    assert signatures.verify(xml, world.trust()).valid
    assert service.asked == ["credentials/info", *["credentials/authorize", "signatures/signHash"] * 2]


@pytest.mark.parametrize(
    ("mood", "pin", "failure"),
    [
        (Mood.REFUSES, "123456", signatures.Refused),
        (Mood.ACCEPTS, "000000", signatures.WrongPassphrase),
        (Mood.BROKEN, "123456", signatures.KeyUnavailable),
        (Mood.SILENT, "123456", signatures.KeyUnavailable),
        (Mood.LIES, "123456", signatures.KeyFailure),
    ],
)
def test_what_a_service_does_wrong_is_no_signature(
    service: SigningService, there: signatures.Service, mood: Mood, pin: str, failure: type[Exception]
) -> None:
    signer = signatures.open_remote(there.ask, "minh", pin)
    service.mood = mood

    with pytest.raises(failure) as told:
        signatures.sign_xml(XML, signer, now=NOW)

    assert type(told.value) is failure
    assert pin not in str(told.value)


def test_an_unknown_key_a_wrong_bearer_and_a_service_that_is_gone(there: signatures.Service) -> None:
    with pytest.raises(signatures.Refused):
        signatures.open_remote(there.ask, "lan", "123456")
    with pytest.raises(signatures.Refused):
        signatures.open_remote(signatures.Service(there.address, "wrong").ask, "minh", "123456")
    with pytest.raises(signatures.KeyUnavailable):
        signatures.open_remote(signatures.Service("http://127.0.0.1:9", BEARER).ask, "minh", "123456")


def test_what_goes_over_the_net_goes_by_tls() -> None:
    with pytest.raises(signatures.KeyFailure, match="https"):
        signatures.open_remote(signatures.Service("http://ky.example.vn", BEARER).ask, "minh", "123456")
