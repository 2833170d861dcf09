"""Forgetting: what unknown numbers sent, and what was read, is not kept for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.forgetting")

#: How often it is looked what is too old.
_EVERY = timedelta(hours=1)


def forgetting_chore(store: PostgresStore, *, keep_days: int) -> Callable[[datetime], datetime | None]:
    """Return the warden's work.

    Args:
        store: Where it is kept.
        keep_days: For how long; 0: for ever.
    """
    due: list[datetime] = []

    def forget(at: datetime) -> datetime | None:
        if keep_days and (not due or at >= due[0]):
            with store.begin() as transaction:
                forgotten = transaction.forget_strangers(before=at - timedelta(days=keep_days))
            if forgotten:
                log.info("forgotten", rows=forgotten)
            due[:] = [at + _EVERY]
        return due[0] if due else at + _EVERY

    return forget
