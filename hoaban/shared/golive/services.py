"""Acts on the go-live file: written, decided (offered for the director's signature), signed, published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.audit import api as audit
from hoaban.foundation.files import api as files
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.golive import models, policies, queries, rules
from hoaban.shared.signing import api as signing
from hoaban.ui import paper

KIND = "go_live"
ABOUT = "golive:"
_LONGEST = 60_000


class NotInThisState(Conflict):
    """The file is signed or published already, or not yet."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ đã ở bước khác.", "The file is at another step by now.", place="state")


def write_file(
    *, actor: Actor, regulation: str, answers: Mapping[str, tuple[str, str]], now: datetime
) -> None:
    """Keep the regulation and the self-assessment; a decision that waits for signature is taken back.

    :raises NotAllowed. :raises Invalid: too long, or an answer that there is not. :raises NotInThisState: signed already.
    """
    if len(regulation) > _LONGEST:
        raise Invalid("Quy chế quá dài.", "The regulation is too long.", place="regulation")
    known = {one.code for one in rules.criteria()}
    if any(code not in known or one[0] not in rules.ANSWERS for code, one in answers.items()):
        raise Invalid(
            "Không có tiêu chí hoặc mức này.", "There is no such criterion or answer.", place="answers"
        )
    with transaction.atomic():
        row = _locked(actor, now, "draft", "offered")
        row.regulation = regulation.strip()
        row.answers = {code: [one[0], one[1][:300]] for code, one in answers.items()}
        if row.state == "offered":
            _withdraw(actor, row, now)
        row.state, row.pdf = "draft", ""
        _keep(actor, row, "golive.write", now)


def decide(*, actor: Actor, number: str, starts_on: date, now: datetime) -> None:
    """Make the whole file and let it wait for the actor's signature, the director's.

    :raises NotAllowed. :raises Invalid: no number. :raises NotInThisState: signed already.
    """
    if not number.strip():
        raise Invalid("Cần số quyết định.", "The decision's number is needed.", place="number")
    username = actor.id.removeprefix("account:")
    if accounts.find_account(username) is None:
        raise Invalid("Cần tài khoản của người ký.", "Whoever signs needs an account.", place="number")
    with transaction.atomic():
        row = _locked(actor, now, "draft", "offered")
        row.decision_number, row.starts_on = number.strip()[:40], starts_on
        content, boxes = paper.make_placed("golive/file.html", _sheets(row, now), now=now)
        row.pdf, row.state = files.put(content=content, media_type="application/pdf").sha256, "offered"
        _keep(actor, row, "golive.decide", now)
        asked = signing.ToSign(
            f"Quyết định {row.decision_number} áp dụng bệnh án điện tử", f"{ABOUT}{row.pk}", "pdf", content,
            box=boxes.get("sign-1"),
        )  # fmt: skip
        signing.offer(actor=actor, paper=asked, signer=username, kind=KIND, facility=row.pk, now=now)


def take_signed(*, actor: Actor, signed: signing.Signed, now: datetime) -> None:
    """The director signed: the decision stands from that day."""
    if not signed.about.startswith(ABOUT):
        return
    row = models.GoLiveFile.objects.select_for_update().filter(pk=signed.about.removeprefix(ABOUT)).first()
    if row is None or row.state != "offered" or row.pdf != signed.original:
        return
    row.signed, row.state, row.decided_on = signed.signed, "decided", clock.vietnam_day(signed.signed_at)
    _keep(actor, row, "golive.sign", now)


def publish(*, actor: Actor, published_on: date, place: str, now: datetime) -> None:
    """Note that the facility has published it (benhandientu.moh.gov.vn is typed in by hand), when and under what.

    :raises NotAllowed. :raises NotInThisState: it is not signed. :raises Invalid: a day before the decision.
    """
    with transaction.atomic():
        row = _locked(actor, now, "decided")
        assert row.decided_on is not None  # noqa: S101
        if published_on < row.decided_on:
            raise Invalid(
                "Công bố không trước ngày quyết định.",
                "Nothing is published before it is decided.",
                place="published_on",
            )
        row.state, row.published_on, row.published_at = "published", published_on, place.strip()[:200]
        _keep(actor, row, "golive.publish", now)


def _locked(actor: Actor, now: datetime, *states: str) -> models.GoLiveFile:
    code = policies.place_of(actor)
    row, _new = models.GoLiveFile.objects.select_for_update().get_or_create(
        pk=code, defaults={"changed_at": now, "changed_by": actor.id}
    )
    if row.state not in states:
        raise NotInThisState
    return row


def _keep(actor: Actor, row: models.GoLiveFile, act: str, now: datetime) -> None:
    row.changed_at, row.changed_by = now, actor.id
    row.save()
    audit.write(actor=actor, act=act, detail={"facility": row.pk, "state": row.state}, now=now)


def _withdraw(actor: Actor, row: models.GoLiveFile, now: datetime) -> None:
    for one in signing.offers_about(f"{ABOUT}{row.pk}"):
        if one.state is signing.Offered.OPEN:
            signing.withdraw(actor=actor, offer=one.id, now=now)


def _sheets(row: models.GoLiveFile, now: datetime) -> dict[str, object]:
    on = clock.vietnam_day(now)
    found = queries.shaped(row.pk, row, on)
    starts = f"{row.starts_on:%d/%m/%Y}"
    notice = f"{found.facility_name} công bố đã áp dụng hồ sơ bệnh án điện tử từ ngày {starts}."
    assessed = [
        (one.code, one.name[0], rules.ANSWERS[found.answers[one.code][0]][0], found.answers[one.code][1])
        for one in rules.criteria()
    ]
    return {
        "facility": found.facility_name,
        "nation": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"),
        "numbered": f"Số: {row.decision_number}",
        "title": "Quyết định áp dụng hồ sơ bệnh án điện tử",
        "articles": [
            f"Điều 1. {found.facility_name} sử dụng hồ sơ bệnh án điện tử thay hồ sơ giấy từ ngày {starts}.",
            "Điều 2. Ban hành kèm theo Quy chế và bản tự đánh giá.",
            "Điều 3. Các khoa, phòng chịu trách nhiệm thi hành. Cơ sở công bố theo TT 13/2025/TT-BYT.",
        ],
        "parts": [
            ("Quy chế", found.regulation), ("Thông báo công bố", notice),
        ],
        "assessed_title": "Bản tự đánh giá",
        "head": ("Tiêu chí", "Nội dung", "Mức", "Ghi chú"),
        "assessed": assessed,
        "written": f"Ngày {on:%d} tháng {on:%m} năm {on:%Y}",
        "signers": ["Giám đốc"],
    }  # fmt: skip
