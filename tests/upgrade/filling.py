"""What people do that the demo province leaves out, so that a kept release has a row in every table.

Run inside an installation that is served and where ``bs.kham`` has signed in. Everything goes through the services that the
pages call; a passkey alone is laid down, since it takes a device to make one.
"""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

NAME = "Lò Thị Upgrade"
REASON = "Bản cài đặt giữ lại để thử nâng cấp."
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt "


def main() -> None:
    """Fill what is empty."""
    import django

    django.setup()
    from hoaban.kernel import clock

    now = clock.now()
    everybody = _everybody()
    decide_on_pairs(now)
    prove_otherwise(now)
    give_and_review(everybody[1], now)
    open_in_an_emergency(everybody, now)
    keep_files(now)
    say_and_choose(everybody[-1], now)
    send_lists(now)


def _actor(username: str, now: datetime) -> Any:
    from hoaban.foundation.accounts import api as accounts

    return accounts.actor_of(username, now=now)


def _everybody() -> list[UUID]:
    """People who did not come with us: of the demo, but not those who are alike."""
    from hoaban.shared.people import api as people
    from tests import cast

    found = [
        one
        for family in ("Lò", "Giàng", "Vàng", "Lý", "Tẩn")
        for one in people.find(actor=cast.receptionist(), text=family).people
    ]
    return sorted({one.id for one in found if one.name != NAME and one.birth[:4] < "1990"})


def decide_on_pairs(now: datetime) -> None:
    """A steward finds that two are one, and that another is somebody else."""
    from hoaban.shared.people import api as people
    from tests import cast

    alike = [one.id for one in people.find(actor=cast.receptionist(), text=NAME).people]
    steward = _actor("danhba", now)
    people.join(actor=steward, one=alike[0], other=alike[1], reason=REASON, now=now)
    people.tell_apart(actor=steward, one=alike[0], other=alike[2], reason=REASON, now=now)


def prove_otherwise(now: datetime) -> None:
    """A new password, an authenticator app, printed codes, a passkey, a PIN on the device that is signed in."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.webauthn import Aaguid, AttestedCredentialData

    from hoaban.foundation.accounts import models
    from hoaban.foundation.accounts.rules import totp
    from hoaban.foundation.accounts.services import factors, linking, locking, passwords

    officer, doctor = _actor("qltk", now), _actor("bs.kham", now)
    temporary = f"Tam-{secrets.token_urlsafe(18)}-9"
    passwords.set_password(actor=officer, username="xetnghiem", password=temporary, now=now)
    secret = secrets.token_bytes(20)
    code = totp.code_at(secret, totp.step_of(now))
    factors.add_app(actor=doctor, secret=secret, code=code, now=now)
    factors.make_codes(actor=doctor, now=now)
    linking.link_identity(actor=officer, username="bs.pt", number="099190000099", now=now)
    session = models.Session.objects.filter(account__username="bs.kham", ended_at=None).latest("opened_at")
    locking.set_pin(session=session.pk, actor=doctor, pin="274905", now=now)
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, secrets.token_bytes(16), key)
    models.Passkey.objects.create(
        account=session.account, name="Máy ở phòng", credential=bytes(credential), credential_id=credential.credential_id,
        counter=3, created_at=now,
    )  # fmt: skip


def give_and_review(person: UUID, now: datetime) -> None:
    """An officer keeps a role of somebody else at a review, and entrusts one person to a nurse."""
    from hoaban.foundation.accounts import api as accounts
    from hoaban.foundation.accounts import models
    from hoaban.foundation.accounts.services import reviewing
    from hoaban.kernel.clock import vietnam_day
    from hoaban.shared.privacy import services

    row = models.Assignment.objects.get(account__username="dd.ngoai", ended_at=None)
    reviewing.review_assignment(
        actor=_actor("qltk", now), assignment=row.pk, verdict="keep", words=REASON, now=now
    )
    today = vietnam_day(now)
    giving = services.Giving(
        username="dd.ngoai", role="nurse", facility_code="12982", starts_on=today, ends_on=today + timedelta(days=30),
        basis=accounts.Basis("person", "Giấy đồng ý số 12"), reason=REASON,
    )  # fmt: skip
    services.entrust(actor=_actor("qltk", now), person=person, giving=giving, now=now)


def open_in_an_emergency(everybody: list[UUID], now: datetime) -> None:
    """A doctor opens the record of somebody who is unconscious; the reviewer then sets a limit for unusual use."""
    from hoaban.foundation.accounts import api as accounts
    from hoaban.shared.auditing.services import judging

    doctor, reviewer = _actor("bs.kham", now), _actor("kiemtra", now)
    accounts.break_glass(actor=doctor, person=everybody[0], kind="unconscious", words=REASON, now=now)
    judging.set_limit(actor=reviewer, rule="kin", key="looks", value=2, words=REASON, now=now)


def keep_files(now: datetime) -> None:
    """A licence that is suspended for a while, and registered hours of practice."""
    from hoaban.foundation.workforce import api as workforce
    from hoaban.kernel.clock import vietnam_day
    from hoaban.kernel.effective import Period

    officer, today = _actor("tochuc", now), vietnam_day(now)
    page = workforce.list_staff(actor=officer, wanted=workforce.Wanted(today), count=200)
    files = [file for one in page.people if (file := workforce.find_file(one.member.id)) is not None]
    file = next(one for one in files if one.licences and any(today in post.period for post in one.posts))
    last = today + timedelta(days=30)
    workforce.suspend_licence(
        actor=officer, licence=file.licences[0].id, first=today, last=last, reason=REASON, now=now
    )
    post = next(post for post in file.posts if today in post.period)
    hours = workforce.RegisteredHours(post.facility_code, 6, 7 * 60, 11 * 60, Period(date(2026, 1, 1)))
    workforce.register_hours(actor=officer, member=file.member.id, hours=hours, now=now)


def say_and_choose(person: UUID, now: datetime) -> None:
    """A person refuses everybody at the desk, wishes for letters, and stops messages; a voice reads the question."""
    from hoaban.connect import sms
    from hoaban.shared.messaging.rules.deciding import Way, Wish
    from hoaban.shared.messaging.services import keeping, receiving
    from hoaban.shared.privacy import api as privacy
    from hoaban.shared.privacy.services import voices

    witnessed = privacy.Saying(privacy.How.FINGER, witness="Quàng Thị Diên")
    for purpose, said in ((privacy.CARE, privacy.Answer.REFUSED), ("shared-phone", privacy.Answer.GIVEN)):
        privacy.answer(
            actor=_actor("tiepdon", now), person=person, purpose=purpose, said=said, saying=witnessed, now=now
        )
    voices.place_voice(
        actor=_actor("cntt", now), purpose=privacy.CARE, language="hmn", speaker="Người đọc thử", content=SOUND,
        now=now,
    )  # fmt: skip
    wish = Wish(Way.EMAIL, email="nguoi.dan@hoaban.example")
    keeping.choose(actor=_citizen(person), person=None, wish=wish, now=now)
    stop = {"kind": "incoming", "from": "0900000001", "text": "STOP"}
    body = {"version": max(sms.callbacks.VERSIONS), "events": [stop]}
    receiving.take_callback(actor=_gateway(), body=json.dumps(body).encode(), now=now)


def _citizen(person: UUID) -> Any:
    """As a session of somebody who was vouched for makes them."""
    from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope

    own = frozenset({Grant("record.read:PATRQT", Scope("self", str(person)))})
    return Actor(f"citizen:{person}", ActorKind.PERSON, "Người dân", own)


def _gateway() -> Any:
    from hoaban.kernel.actor import system_actor
    from hoaban.shared.messaging import api as messaging

    return system_actor("gateway", messaging.RECEIVE)


def send_lists(now: datetime) -> None:
    """Two lists that wait for somebody to look at what they would change."""
    from hoaban.connect import sheets
    from hoaban.foundation.places import api as places
    from hoaban.foundation.places.rules import facility_columns
    from hoaban.foundation.workforce import api as workforce
    from hoaban.foundation.workforce.rules import unit_list

    staff = sheets.write(unit_list.columns(), [], name=unit_list.SHEET)
    workforce.send_list(
        actor=_actor("tochuc", now), facility_code="12982", file_name="ds.xlsx", content=staff, now=now
    )
    units = sheets.write(facility_columns.columns(), [], name=facility_columns.SHEET)
    places.send_facilities(actor=_actor("nvduoc", now), file_name="cs.xlsx", content=units, now=now)
