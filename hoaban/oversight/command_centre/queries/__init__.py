"""Figures for the page, and the visits behind them."""

from hoaban.oversight.command_centre.queries.figures import (
    SINGLE,
    Figures,
    Heard,
    Sums,
    Wanted,
    demand_leave,
    figures,
    followed_to,
    heard,
    visits_behind,
)
from hoaban.oversight.command_centre.queries.telling import told_figures

__all__ = [
    "SINGLE",
    "Figures",
    "Heard",
    "Sums",
    "Wanted",
    "demand_leave",
    "figures",
    "followed_to",
    "heard",
    "told_figures",
    "visits_behind",
]
