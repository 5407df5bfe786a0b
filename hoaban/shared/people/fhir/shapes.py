"""What the register's own Patient says of a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A number that somebody issued, for a time; ``verified``: it was checked where it was issued."""

    kind: str
    value: str
    issuer: str = ""
    valid_from: str = ""
    valid_to: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """A person as the register itself describes them. Empty strings are unknown."""

    name: str
    sex: str
    birth: str
    commune_code: str
    address: str
    phone: str
    circumstance: str
    method: str
    papers: tuple[Paper, ...] = ()
    temporary_code: str = ""
    ethnic_group: str = ""
    """MA_DANTOC."""
    occupation: str = ""
    """MA_NGHE_NGHIEP."""
    nationality: str = ""
    """MA_QUOCTICH; Viet Nam is ``000``."""

    def over(self, known: Details) -> Details:
        """What is written here, and where nothing is, what is known."""
        kinds = {paper.kind for paper in self.papers}
        return Details(
            self.name or known.name, self.sex or known.sex, self.birth or known.birth,
            self.commune_code or known.commune_code, self.address or known.address, self.phone or known.phone,
            self.circumstance, self.method,
            (*self.papers, *(paper for paper in known.papers if paper.kind not in kinds)), known.temporary_code,
            self.ethnic_group or known.ethnic_group, self.occupation or known.occupation,
            self.nationality or known.nationality,
        )  # fmt: skip
