import hashlib
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.files import api, rules
from hoaban.foundation.files.models import Original

NOON = datetime(2026, 11, 11, 5, 0, tzinfo=UTC)
DOSSIER = "<GIAMDINHHS>Lò Văn Inh</GIAMDINHHS>".encode()


@given(st.binary(max_size=3000))
def test_what_is_unpacked_is_what_was_packed(content: bytes) -> None:
    assert rules.unpack(rules.pack(content), rules.digest_of(content)) == content


@pytest.mark.django_db
def test_an_original_comes_back_byte_for_byte_under_its_digest() -> None:
    kept = api.put(content=DOSSIER, media_type="application/xml")

    assert kept == api.Digest(hashlib.sha256(DOSSIER).hexdigest(), len(DOSSIER))
    assert api.get(kept.sha256) == DOSSIER
    assert api.media_type(kept.sha256) == "application/xml"


@pytest.mark.django_db
def test_the_same_content_again_changes_nothing() -> None:
    first = api.put(content=DOSSIER, media_type="application/xml")
    created_at = Original.objects.get().created_at

    assert api.put(content=DOSSIER, media_type="text/xml") == first
    assert Original.objects.get().created_at == created_at
    assert Original.objects.get().media_type == "application/xml"


@pytest.mark.django_db
def test_many_are_kept_in_one_statement_also_when_some_are_the_same(django_assert_num_queries) -> None:
    api.put(content=b"old", media_type="text/plain")

    with django_assert_num_queries(2):
        kept = api.put_many(
            [(b"new", "text/plain"), (b"old", "text/plain"), (b"new", "text/plain"), (b"", "a/b")]
        )

    assert [api.get(one.sha256) for one in kept] == [b"new", b"old", b"new", b""]
    assert Original.objects.count() == 3


@pytest.mark.django_db
def test_nothing_to_keep_is_nothing_kept() -> None:
    assert api.put_many([]) == []


@pytest.mark.django_db
def test_an_erased_original_leaves_its_digest_and_does_not_come_back() -> None:
    kept = api.put(content=DOSSIER, media_type="application/xml")

    assert api.erase(kept.sha256, now=NOON) is True
    assert api.erase(kept.sha256, now=NOON) is False

    with pytest.raises(api.Erased):
        api.get(kept.sha256)
    assert api.put(content=DOSSIER, media_type="application/xml").erased
    with pytest.raises(api.Erased):
        api.get(kept.sha256)
    assert api.media_type(kept.sha256) == "application/xml"


@pytest.mark.django_db
@pytest.mark.parametrize("digest", ["0" * 64, "", "0" * 63, "Z" * 64, "../../etc/passwd"])
def test_what_was_never_kept_is_not_found(digest: str) -> None:
    with pytest.raises(api.UnknownOriginal):
        api.get(digest)
    with pytest.raises(api.UnknownOriginal):
        api.media_type(digest)
    with pytest.raises(api.UnknownOriginal):
        api.erase(digest, now=NOON)


@pytest.mark.django_db
def test_one_that_is_too_large_is_refused_in_both_languages(monkeypatch) -> None:
    monkeypatch.setattr(rules, "LARGEST", 10)

    with pytest.raises(api.TooLarge) as refused:
        api.put_many([(b"small", "a/b"), (b"eleven byte", "a/b")])

    assert "quá lớn" in refused.value.message_vi
    assert "too large" in refused.value.message_en
    assert not Original.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [rules.pack(b"something else"), rules.pack(b"x" * 5000), b"no frame at all"]
)
def test_a_damaged_original_is_never_handed_out(content: bytes) -> None:
    kept = api.put(content=DOSSIER, media_type="application/xml")
    Original.objects.update(content=content)

    with pytest.raises(api.DamagedOriginal):
        api.get(kept.sha256)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_files_at_once_both_succeed() -> None:
    files = [(f"dossier {number}".encode(), "text/plain") for number in range(50)]
    failed: list[BaseException] = []

    def keep(which: list[tuple[bytes, str]]) -> None:
        try:
            with transaction.atomic():
                api.put_many(which)
        except BaseException as error:  # reported by the main thread
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=keep, args=[which]) for which in (files, files[::-1])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failed == []
    assert Original.objects.count() == 50
