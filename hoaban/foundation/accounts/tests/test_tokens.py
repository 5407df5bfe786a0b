import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.rules.tokens import digest_of
from hoaban.foundation.accounts.services import tokens
from hoaban.foundation.accounts.tests.people import HOSPITAL, NOW, OFFICER, account, client
from hoaban.foundation.audit import api as audit


@pytest.mark.django_db
def test_a_token_is_its_owner_until_it_expires() -> None:
    account("bs.kham", "doctor")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=NOW, lifetime=timedelta(hours=1))

    assert api.actor_of_token(token, "r9", now=NOW).request_id == "r9"
    assert api.actor_of_token(token, now=NOW + timedelta(minutes=59)) == api.actor_of("bs.kham", now=NOW)
    assert api.actor_of_token(token, now=NOW + timedelta(hours=1)) is None


@pytest.mark.django_db
def test_only_the_digest_of_a_token_is_kept_and_the_trail_cannot_be_used_to_get_in() -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)

    stored = models.Token.objects.get()
    assert token.encode() not in bytes(stored.digest)
    assert token not in str(audit.list_entries(limit=1))
    assert len(token) == 46


@pytest.mark.django_db
def test_a_digest_that_looks_like_a_personal_number_is_written_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One digest in some thousands begins like one; the trail takes no personal number."""
    candidates = (f"hb_{number:043d}" for number in range(1_000_000))
    unlucky = next(one for one in candidates if re.match(r"0\d{11}", (digest_of(one) or b"").hex()))
    monkeypatch.setattr(tokens, "new_token", lambda: unlucky)
    client()

    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)

    assert token == unlucky
    assert api.actor_of_token(token, now=NOW) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token", ["", "hb_", "x" * 46, "hb_" + "a" * 43, "hb_" + "é" * 43, "hb_" + "a" * 5000, "\x00"]
)
def test_what_is_no_token_is_nobody(token: str) -> None:
    assert api.actor_of_token(token) is None


@pytest.mark.django_db
def test_a_revoked_token_is_nobody() -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)

    assert api.revoke_token(actor=OFFICER, token=token, now=NOW) is True
    assert api.revoke_token(actor=OFFICER, token=token, now=NOW) is False
    assert api.revoke_token(actor=OFFICER, token="nonsense", now=NOW) is False

    assert api.actor_of_token(token, now=NOW) is None


@pytest.mark.django_db
def test_all_tokens_of_one_owner_end_together() -> None:
    account("bs.kham")
    client()
    mine = [api.issue_token(actor=OFFICER, username="bs.kham", now=NOW) for _ in range(2)]
    other = api.issue_token(actor=OFFICER, client="integration", now=NOW)

    assert api.revoke_tokens_of(actor=OFFICER, username="bs.kham", now=NOW) == 2

    assert [api.actor_of_token(token, now=NOW) for token in mine] == [None, None]
    assert api.actor_of_token(other, now=NOW) is not None


@pytest.mark.django_db
def test_a_shut_account_has_no_token() -> None:
    account("bs.kham")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=NOW)
    api.shut_account(actor=OFFICER, username="bs.kham", now=NOW)

    assert api.actor_of_token(token, now=NOW) is None
    with pytest.raises(api.UnknownAccount):
        api.issue_token(actor=OFFICER, username="bs.kham", now=NOW)


@pytest.mark.django_db
def test_a_token_belongs_to_one_owner() -> None:
    with pytest.raises(ValueError, match="account or a client"):
        api.issue_token(actor=OFFICER, now=NOW)
    with pytest.raises(ValueError, match="account or a client"):
        api.issue_token(actor=OFFICER, username="a", client="b", now=NOW)
    with pytest.raises(api.UnknownAccount):
        api.issue_token(actor=OFFICER, client="nobody", now=NOW)


@pytest.fixture
def remembering(settings) -> Iterator[None]:
    """This process keeps what it learnt and listens, as a server does."""
    settings.TOKEN_CACHE_SECONDS = 30
    api.start_listening()
    _until(api.is_listening)
    yield
    api.stop_listening()


@pytest.mark.django_db(transaction=True)
def test_a_known_token_costs_no_query(remembering, django_assert_num_queries) -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)
    assert api.actor_of_token(token, now=NOW) is not None

    with django_assert_num_queries(0):
        assert api.actor_of_token(token, "r1", now=NOW).request_id == "r1"
        assert api.actor_of_token(token, now=NOW).request_id == ""
        assert api.actor_of_token(token, now=NOW + timedelta(days=1)) is not None


@pytest.mark.django_db(transaction=True)
def test_a_remembered_token_still_expires(remembering) -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW, lifetime=timedelta(minutes=1))
    assert api.actor_of_token(token, now=NOW) is not None

    assert api.actor_of_token(token, now=NOW + timedelta(minutes=1)) is None


@pytest.mark.django_db(transaction=True)
def test_a_revoked_token_is_forgotten_at_once_by_those_who_listen(remembering) -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)
    assert api.actor_of_token(token, now=NOW) is not None

    api.revoke_token(actor=OFFICER, token=token, now=NOW)

    _until(lambda: api.actor_of_token(token, now=NOW) is None, seconds=5)


@pytest.mark.django_db(transaction=True)
def test_a_change_of_roles_reaches_a_remembered_token(remembering) -> None:
    account("bs.kham")
    token = api.issue_token(actor=OFFICER, username="bs.kham", now=NOW)
    assert not api.actor_of_token(token, now=NOW).may("people.find")

    api.assign(actor=OFFICER, username="bs.kham", role="doctor", scope=HOSPITAL, now=NOW)

    _until(lambda: api.actor_of_token(token, now=NOW).may("people.find"), seconds=5)


@pytest.mark.django_db(transaction=True)
def test_while_nobody_listens_every_token_is_looked_up_and_listening_resumes(remembering) -> None:
    client()
    token = api.issue_token(actor=OFFICER, client="integration", now=NOW)
    assert api.actor_of_token(token, now=NOW) is not None

    _cut_the_listener_off()
    _until(lambda: not api.is_listening())
    api.revoke_token(actor=OFFICER, token=token, now=NOW)

    assert api.actor_of_token(token, now=NOW) is None
    _until(api.is_listening)


def _cut_the_listener_off() -> None:
    """As a restart of the database does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where query like 'listen %' and datname = current_database()"
        )


def _until(happens: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
