"""One adapter per destination that takes messages: our content into its words, its answers into ours."""

from __future__ import annotations

from collections.abc import Mapping

from hoaban.shared.exchange.rules import destinations
from hoaban.shared.exchange.rules.destinations import NoSuchDestination
from hoaban.shared.exchange.services.adapters import eprescriptions
from hoaban.shared.exchange.services.adapters.shapes import Adapter, Line, News, NoCredentials

__all__ = ["Adapter", "Line", "News", "NoCredentials", "adapter"]

_ADAPTERS: Mapping[str, Adapter] = {destinations.EPRESCRIPTIONS: eprescriptions.ADAPTER}


def adapter(key: str) -> Adapter:
    """:raises NoSuchDestination: nothing is handed over to it."""
    if key not in _ADAPTERS:
        raise NoSuchDestination
    return _ADAPTERS[key]
