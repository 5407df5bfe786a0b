"""An import that uses several processes: nothing lost, nothing twice, corrections in their order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from hoaban.connect import claims as format_
from hoaban.kernel import sharing
from hoaban.kernel.actor import Purpose
from hoaban.record import api as record
from hoaban.shared.claims import services
from hoaban.shared.claims.models import Batch, BatchFile, Dossier, Submission
from hoaban.shared.claims.services import Taken, intake, meeting
from hoaban.shared.claims.services.intake import Incoming
from hoaban.shared.claims.tests.test_intake import sent, teacher
from tests import cast

NOW = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)


def opened(folder: Path, *files: bytes) -> UUID:
    for place, content in enumerate(files):
        (folder / f"{place:03d}.xml").write_bytes(content)
    return services.open_batch(actor=cast.integration(), source="api", paths=[folder], now=NOW)


def run(batch: UUID, *, stop: bool = False) -> list[Taken]:
    taken: list[Taken] = []

    class Killed(BaseException): ...

    def progress(_file: BatchFile, some: Sequence[Taken]) -> None:
        taken.extend(some)
        if stop:
            raise Killed

    with suppress(Killed):
        services.run_batch(batch, actor=cast.integration(), clock=lambda: NOW, progress=progress, processes=2)
    return taken


def visit(number: int, *, drugs: int = 2) -> format_.Dossier:
    return teacher(ma_lk=f"DEMO-{number:04d}", drugs=drugs, MA_BN=f"PT-{number:06d}")


@pytest.mark.usefixtures("database_of_the_test")
class TestBesideEachOther:
    def test_every_dossier_is_taken_once_and_its_correction_after_it(self, tmp_path: Path) -> None:
        first = [sent(*(visit(10 * file + one) for one in range(3))) for file in range(4)]
        batch = opened(tmp_path, *first, sent(visit(1, drugs=1)))

        taken = run(batch)

        assert sorted(one.outcome for one in taken) == ["corrected", *["stored"] * 12]
        assert Batch.objects.get().state == "done"
        assert sorted(BatchFile.objects.values_list("done", "finished")) == [(1, True), *[(3, True)] * 4]
        corrected = Dossier.objects.get(ma_lk="DEMO-0001")
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        found = door.search("MedicationRequest", [("encounter", f"Encounter/{corrected.id}")]).entries
        assert (corrected.revision, len(found)) == (2, 1)

    def test_a_stopped_batch_goes_on_with_what_is_missing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(intake, "TOGETHER", 3)
        batch = opened(tmp_path, *(sent(visit(number)) for number in range(40)))

        run(batch, stop=True)
        before = Submission.objects.count()
        rest = run(batch)

        assert 0 < before < 40
        assert len(rest) == 40 - before
        assert Submission.objects.count() == Dossier.objects.count() == 40
        assert set(BatchFile.objects.values_list("done", "finished")) == {(1, True)}


class _Recorded:
    """Stands for a helper: what it was given."""

    def __init__(self, *groups: list[Incoming]) -> None:
        self.pieces = [(group, meeting.marks(group)) for group in groups]

    meets = sharing._Helper.meets


class TestWhoTakesAGroup:
    def group(self, *dossiers: format_.Dossier) -> list[Incoming]:
        return [Incoming(1, one) for one in dossiers]

    def chosen(self, group: list[Incoming], *helpers: _Recorded) -> _Recorded | None:
        return sharing._free(helpers, meeting.marks(group))  # type: ignore[arg-type,return-value]

    def test_whoever_has_least_to_do(self) -> None:
        busy, idle = _Recorded(self.group(visit(1))), _Recorded()

        assert self.chosen(self.group(visit(2)), busy, idle) is idle

    def test_whoever_is_at_the_same_visit(self) -> None:
        busy, idle = _Recorded(self.group(visit(1))), _Recorded()

        assert self.chosen(self.group(visit(1, drugs=1)), busy, idle) is busy

    def test_whoever_is_at_the_same_patient(self) -> None:
        busy, idle = _Recorded(self.group(visit(1))), _Recorded()

        assert self.chosen(self.group(teacher(ma_lk="OTHER", MA_BN="PT-000001")), busy, idle) is busy

    def test_nobody_while_two_are_at_what_it_holds(self) -> None:
        helpers = _Recorded(self.group(visit(1))), _Recorded(self.group(visit(2)))

        assert self.chosen(self.group(visit(1), visit(2)), *helpers) is None
