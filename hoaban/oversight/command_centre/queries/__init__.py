"""Figures for the page, and the visits behind them."""

from hoaban.oversight.command_centre.queries.figures import (
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

__all__ = [
    "Figures",
    "Heard",
    "Sums",
    "Wanted",
    "demand_leave",
    "figures",
    "followed_to",
    "heard",
    "visits_behind",
]
