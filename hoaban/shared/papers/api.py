"""Papers given to people, for the apps above: written, read, cancelled, replaced; and who may sign an act."""

from hoaban.shared.papers.policies import MayNotSign, may_sign
from hoaban.shared.papers.queries.listing import (
    Brought,
    NoSuchPaper,
    Paper,
    find_referral,
    get_paper,
    open_file,
    papers_of,
)
from hoaban.shared.papers.rules.kinds import Field, Kind, kinds
from hoaban.shared.papers.services.ending import PaperEnded, cancel_paper, replace_paper
from hoaban.shared.papers.services.writing import PaperNotValid, Wanted, write_paper

__all__ = [
    "Brought",
    "Field",
    "Kind",
    "MayNotSign",
    "NoSuchPaper",
    "Paper",
    "PaperEnded",
    "PaperNotValid",
    "Wanted",
    "cancel_paper",
    "find_referral",
    "get_paper",
    "kinds",
    "may_sign",
    "open_file",
    "papers_of",
    "replace_paper",
    "write_paper",
]
