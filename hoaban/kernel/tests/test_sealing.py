"""What is sealed is read again only about the same thing and with the same key."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from hoaban.kernel import sealing


def test_what_was_sealed_is_read_again_and_never_looks_the_same() -> None:
    one, two = sealing.seal(b"secret", about="a:1"), sealing.seal(b"secret", about="a:1")

    assert one != two
    assert b"secret" not in one
    assert sealing.unseal(one, about="a:1") == sealing.unseal(two, about="a:1") == b"secret"


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s[:5], lambda s: b"", lambda s: s[:-1] + b"\x00"]
)
def test_a_changed_seal_is_broken(change) -> None:
    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(change(sealing.seal(b"secret!", about="a:1")), about="a:1")


def test_a_seal_is_worth_nothing_in_another_row_or_under_another_key(settings) -> None:
    sealed = sealing.seal(b"secret", about="a:1")

    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(sealed, about="a:2")
    settings.SEALING_KEY = "another"
    with pytest.raises(sealing.BrokenSeal):
        sealing.unseal(sealed, about="a:1")


def test_digests_differ_by_key_and_by_what_they_are_about(settings) -> None:
    digest = sealing.keyed_digest("k7mh", about="recovery:1")

    assert digest == sealing.keyed_digest("k7mh", about="recovery:1")
    assert digest != sealing.keyed_digest("k7mh", about="recovery:2")
    settings.SEALING_KEY = "another"
    assert digest != sealing.keyed_digest("k7mh", about="recovery:1")


def test_nothing_is_sealed_without_a_key(settings) -> None:
    settings.SEALING_KEY = ""

    with pytest.raises(ImproperlyConfigured):
        sealing.seal(b"secret", about="a:1")
