"""Pushed: how receipts that a provider pushes are read, and how it is thanked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alerts.outgoing import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReader:
    """One provider's way of telling."""

    #: What it shows; never empty.
    secret: str = field(repr=False)
    #: Returns what its items say; what names no message is left out.
    read: Callable[[list[Mapping[str, Any]]], list[Receipt]]
    #: The answer that it takes for yes.
    thanks: Mapping[str, Any]
