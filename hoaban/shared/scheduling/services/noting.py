"""What acts of scheduling have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.scheduling.rules.sessions import Problem


class NotPossible(Invalid):
    """A point, a session or a ticket cannot be so; ``place`` names the field."""


class Taken(Conflict):
    """Somebody was faster, or it is in use."""


def refuse_first(problems: Iterable[Problem]) -> None:
    """:raises NotPossible: there is a problem; the first is told."""
    for place, vi, en in problems:
        raise NotPossible(vi, en, place=place)


@contextmanager
def no_two(vi: str, en: str, place: str) -> Iterator[None]:
    """A savepoint in which the database's own refusal becomes ours.

    :raises Taken: in these words.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        raise Taken(vi, en, place=place) from refused
