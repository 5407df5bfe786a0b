"""``hoaban import claims`` on good and bad files together: every one reported rightly, in JSON of the agreed shape."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hoaban.connect import claims as format_
from hoaban.kernel import clock
from hoaban.ops.cli import main
from hoaban.ops.demo import faults
from hoaban.shared.claims import api
from hoaban.shared.claims.models import Batch, BatchFile, Dossier, Finding, Submission
from hoaban.shared.claims.tests import builders
from tests import cast

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 22)
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'


def good(*numbers: str, facility: str = builders.HOSPITAL) -> bytes:
    """A file of right dossiers under these numbers."""
    outgoing = []
    for number in numbers:
        common = {"MA_LK": number}
        drugs = [builders.drug(1, **common)]
        tests = [
            builders.examination(1, MA_BENH="I10", **common),
            builders.service(2, MA_BENH="I10", **common),
        ]
        head = builders.summary(drugs, tests, MA_CSKCB=facility, **common)
        one = builders.dossier(XML1=[head], XML2=drugs, XML3=tests, XML4=[builders.result(1, **common)])
        outgoing.append(format_.Outgoing(one.tables, one.level))
    return format_.write_envelope(outgoing, facility_code=facility)


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def entities() -> bytes:
    """A billion laughs, and a file of the machine."""
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return (
        DECLARATION + b'<!DOCTYPE GIAMDINHHS [<!ENTITY a0 "ha">' + laughs + b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b"<GIAMDINHHS>&a9;&x;</GIAMDINHHS>"
    )  # fmt: skip


FILES: dict[str, bytes] = {
    "a-good.xml": good("IN-01", "IN-02"),
    "b-again.xml": good("IN-01"),
    "c-empty.xml": b"",
    "d-page.xml": b"<html><body>Khong phai ho so</body></html>",
    "e-paper.pdf": b"%PDF-1.4 not a claim",
    "f-entities.xml": entities(),
    "g-deep.xml": b"<GIAMDINHHS>" + b"<a>" * 200_000,
    "h-wide.xml": good("IN-03").decode().encode("utf-16"),
    "i-cut.xml": good("IN-04", "IN-05")[:-700],
    "j-other-facility-number.xml": good("IN-01", facility=builders.HEALTH_CENTRE),
    "k.zip": zipped(
        **{"x.xml": good("IN-06"), "../out.xml": good("IN-07"), "y.zip": zipped(z=good("IN-08"))}
    ),
    "l-broken.zip": zipped(x=good("IN-09"))[:-30],
    "m-none.xml": b"<GIAMDINHHS><THONGTINHOSO><DANHSACHHOSO/></THONGTINHOSO></GIAMDINHHS>",
}
OF_FILES = {
    "c-empty.xml": "empty",
    "d-page.xml": "root-unknown",
    "e-paper.pdf": "not-xml",
    "f-entities.xml": "dtd-refused",
    "g-deep.xml": "too-deep",
    "h-wide.xml": "encoding-utf16",
    "i-cut.xml": "xml-cut",
    "k.zip!/../out.xml": "zip-path",
    "k.zip!/y.zip": "zip-nested",
    "l-broken.zip": "zip-broken",
    "m-none.xml": "no-dossier",
}
ACCEPTED = {
    "a-good.xml": ["IN-01", "IN-02"],
    "b-again.xml": ["IN-01"],
    "i-cut.xml": ["IN-04"],
    "j-other-facility-number.xml": ["IN-01"],
    "k.zip!/x.xml": ["IN-06"],
}


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of good and bad files, with folders inside it."""
    folder = tmp_path / "mixed"
    faults.write_faulty_files(folder / "inner" / "faults", until=UNTIL)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", "claims", "--quiet", *arguments])


def told(result: Result, folder: Path) -> dict[str, dict[str, Any]]:
    files = json.loads(result.stdout)["files"]
    return {one["path"].removeprefix(f"{folder}/"): one for one in files}


def codes(findings: list[dict[str, Any]]) -> set[str]:
    return {one["code"] for one in findings}


class TestMixedFolder:
    def test_each_file_is_reported_rightly(self, mixed: Path) -> None:
        result = run("--json", str(mixed))
        found = told(result, mixed)

        assert result.exit_code == 1
        for name, code in OF_FILES.items():
            assert code in codes(found[name]["findings"]), name
        for name, numbers in ACCEPTED.items():
            assert [one["ma_lk"] for one in found[name]["dossiers"]] == numbers, name
            assert {one["verdict"] for one in found[name]["dossiers"]} == {"accepted"}, name
        without_trouble = {name for name, one in found.items() if not one["findings"] and "inner" not in name}
        assert without_trouble == set(ACCEPTED) - {"i-cut.xml"}

    @pytest.mark.parametrize(
        ("name", "verdicts", "code"),
        [
            ("1-dung.xml", ["accepted"], ""),
            ("2-sai-tong-chi-phi.xml", ["rejected"], "TOT-003"),
            ("3-ma-benh-khong-co.xml", ["accepted_with_warnings"], "COD-002"),
            ("4-ngay-tuong-lai.xml", ["rejected"], "DAT-008"),
            ("5-gui-hai-lan.xml", ["accepted", "accepted"], "INT-004"),
            ("6-sai-bang-ma.xml", ["rejected"], "encoding-invalid"),
            ("7-qd-4210.xml", ["rejected"], "format-legacy"),
        ],
    )
    def test_the_files_to_try_are_reported_rightly(
        self, mixed: Path, name: str, verdicts: list[str], code: str
    ) -> None:
        one = told(run("--json", str(mixed)), mixed)[f"inner/faults/{name}"]
        findings = [finding for dossier in one["dossiers"] for finding in dossier["findings"]]

        assert one["findings"] == []
        assert [each["verdict"] for each in one["dossiers"]] == verdicts
        assert code in codes(findings) if code else not findings
        assert {each["facility"] for each in one["dossiers"]} == {"12981"}

    def test_qd_4210_is_named_and_the_place_of_a_wrong_sum(self, mixed: Path) -> None:
        found = told(run("--json", str(mixed)), mixed)
        (older,) = found["inner/faults/7-qd-4210.xml"]["dossiers"]
        (sums,) = found["inner/faults/2-sai-tong-chi-phi.xml"]["dossiers"]
        wrong = next(one for one in sums["findings"] if one["code"] == "TOT-003")

        assert any("4210" in one["message_vi"] and "4210" in one["message_en"] for one in older["findings"])
        assert (wrong["table"], wrong["row"], wrong["field"]) == ("XML1", 1, "T_TONGCHI_BV")

    def test_the_json_has_the_agreed_shape_and_no_more(self, mixed: Path) -> None:
        whole = json.loads(run("--json", str(mixed)).stdout)

        assert set(whole) == {"files", "totals"}
        for file in whole["files"]:
            assert set(file) == {"path", "findings", "dossiers"}
            for dossier in file["dossiers"]:
                assert set(dossier) == {"facility", "ma_lk", "verdict", "findings"}
                assert dossier["verdict"] in {"accepted", "accepted_with_warnings", "rejected"}
            for one in [*file["findings"], *(each for d in file["dossiers"] for each in d["findings"])]:
                assert set(one) == {"severity", "table", "row", "field", "code", "message_vi", "message_en"}
                assert one["message_vi"] != one["message_en"]

    def test_the_totals_count_what_is_told(self, mixed: Path) -> None:
        whole = json.loads(run("--json", str(mixed)).stdout)
        verdicts = [one["verdict"] for file in whole["files"] for one in file["dossiers"]]
        totals = whole["totals"]

        assert totals["files"] == len(whole["files"])
        assert totals["dossiers"] == len(verdicts)
        for verdict in ("accepted", "accepted_with_warnings", "rejected"):
            assert totals[verdict] == verdicts.count(verdict)
        assert totals["stored"] + totals["corrected"] + totals["unchanged"] + totals["refused"] == len(
            verdicts
        )
        assert totals["unreadable_files"] == len(OF_FILES) + 1

    def test_the_same_folder_again_changes_nothing(self, mixed: Path) -> None:
        run("--json", str(mixed))
        before = list(Dossier.objects.order_by("id").values())

        totals = json.loads(run("--json", str(mixed)).stdout)["totals"]

        assert (totals["stored"], totals["corrected"]) == (0, 0)
        assert list(Dossier.objects.order_by("id").values()) == before

    def test_a_person_is_told_in_both_languages(self, mixed: Path) -> None:
        said = run(str(mixed)).stdout

        assert "c-empty.xml: error: Tệp rỗng. / The file is empty." in said
        assert "12981-THU-2: rejected" in said
        assert "từ chối / rejected" in said.splitlines()[-1]


class TestExitStatus:
    def test_zero_when_all_are_accepted(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(good("IN-01"))
        assert run(str(tmp_path)).exit_code == 0

    def test_one_when_a_file_could_not_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.xml").write_bytes(b"")
        assert run(str(tmp_path)).exit_code == 1

    @pytest.mark.parametrize("arguments", [[], ["/no/such/folder"], ["--resume", "7"]])
    def test_two_when_it_could_not_run(self, arguments: list[str]) -> None:
        assert run(*arguments).exit_code == 2

    def test_two_when_there_is_nothing_to_read_or_resume(self, tmp_path: Path) -> None:
        nothing = run(str(tmp_path))
        unknown = run("--resume", "00000000-0000-4000-8000-000000000000")

        assert (nothing.exit_code, unknown.exit_code) == (2, 2)
        assert "There is no file to read." in nothing.stderr
        assert "There is no such batch." in unknown.stderr

    def test_two_when_our_own_code_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.xml").write_bytes(good("IN-01"))
        monkeypatch.setattr(api, "run_batch", break_down)

        assert run(str(tmp_path)).exit_code == 2

    def test_two_when_it_is_stopped_by_hand_and_it_says_how_to_go_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.xml").write_bytes(good("IN-01"))
        with monkeypatch.context() as patched:
            patched.setattr(api, "run_batch", interrupt)
            stopped = run(str(tmp_path))
        batch = Batch.objects.get().id

        assert stopped.exit_code == 2
        assert f"--resume {batch}" in stopped.stderr
        assert run("--resume", str(batch)).exit_code == 0


def break_down(*_: object, **__: object) -> None:
    raise RuntimeError("a fault of ours")


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_report_of_a_large_batch_needs_little_memory() -> None:
    actor = cast.integration()
    batch = Batch.objects.create(id="01a1d29d-8120-7ec4-982a-e39cac6cd871", source="cli", sent_by=actor.id)
    file = BatchFile.objects.create(batch=batch, name="a.xml", path="/", done=4000, finished=True)
    alike: dict[str, Any] = {
        "file": file,
        "verdict": "accepted",
        "outcome": "stored",
        "received_at": clock.now(),
    }
    sent = Submission.objects.bulk_create(
        Submission(place=place, ma_lk=f"M-{place}", facility_code="12981", **alike) for place in range(4000)
    )
    Finding.objects.bulk_create(
        Finding(file=file, submission=one, severity="warning", code="X", message_vi="v" * 500, message_en="e" * 500)
        for one in sent
        for _ in range(4)
    )  # fmt: skip
    del sent
    tracemalloc.start()
    size = sum(map(len, api.report_as_json(actor=actor, batch_id=batch.id, brief=True)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 16_000_000
    assert peak < size / 4
