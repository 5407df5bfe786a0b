"""The dossiers of a batch in the order of its files, those left out that are done; and which files are done with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from hoaban.connect import claims as format_
from hoaban.shared.claims.models import BatchFile, Submission
from hoaban.shared.claims.services import intake, judging
from hoaban.shared.claims.services.intake import Incoming

_TOGETHER = 50
"""Files that are closed in one transaction."""


@dataclass(slots=True)
class _Read:
    """A file that has been read to its end; some of its dossiers may be under way still."""

    file: BatchFile
    problems: list[format_.Problem]


class Reading:
    """One pass over the files of a batch that are not finished."""

    def __init__(self, files: Sequence[BatchFile]) -> None:
        self._files = {file.pk: file for file in files}
        self._under_way: Counter[int] = Counter()
        self._read: list[_Read] = []

    def incoming(self) -> Iterator[Incoming]:
        """Every dossier that has not been taken yet."""
        for file in list(self._files.values()):
            problems: list[format_.Problem] = []
            done = _places_done(file)
            for item in _items(file):
                if isinstance(item, format_.Problem):
                    problems.append(item)
                elif item.index not in done:
                    self._under_way[file.pk] += 1
                    yield Incoming(file.pk, item)
            self._read.append(_Read(file, problems))
            if len(self._read) >= _TOGETHER:
                self.close()

    def took(self, group: Sequence[Incoming]) -> list[tuple[BatchFile, int]]:
        """These have been committed; returns how many of which file, in their order."""
        counts = Counter(one.file for one in group)
        self._under_way -= counts
        return [(self._files[file], count) for file, count in counts.items()]

    def close(self) -> None:
        """Note down which files are finished, with what was found about them as a whole."""
        finished = [one for one in self._read if not self._under_way[one.file.pk]]
        if not finished:
            return
        with transaction.atomic():
            intake.keep_findings_of_files(
                [(one.file.pk, judging.findings_of_file(one.problems)) for one in finished]
            )
            BatchFile.objects.filter(pk__in=[one.file.pk for one in finished]).update(finished=True)
        self._read = [one for one in self._read if self._under_way[one.file.pk]]


def _places_done(file: BatchFile) -> set[int]:
    """Which dossiers of a file an earlier run committed; they may have gaps, since several processes take them."""
    if not file.done:
        return set()
    return set(Submission.objects.filter(file=file.pk).values_list("place", flat=True).iterator())


def _items(file: BatchFile) -> Iterator[format_.Dossier | format_.Problem]:
    source = _sources_of(file.path).get(file.name)
    if source is None:
        yield format_.problem("unreadable", source=file.name)
    else:
        yield from source.read()


@lru_cache(maxsize=1)
def _sources_of(path: str) -> dict[str, format_.NamedSource]:
    """The sources of one delivered path; files of a batch come in order, so one is remembered at a time."""
    return {one.name[-500:]: one for one in format_.sources([Path(path)])}
