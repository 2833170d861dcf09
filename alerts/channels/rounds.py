"""Rounds: messages that a channel hands over one by one.

A message that can never be handed over fails alone. Once the way out turns out to be away, what is left of the round
has not been tried: it waits for the next one, and costs no attempt.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from alerts.channels.letter import refuse_other_world
from alerts.errors import ChannelError
from alerts.outgoing import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.outgoing import Outgoing
    from alerts.warning import CapStatus


#: Seconds after which nothing more leaves in a round: what is left waits for the next, before its lease runs out.
ROUND_S = 8.0


class AwayError(ChannelError):
    """The way out is away: nothing else of the round needs to be tried."""


def one_by_one(
    messages: Sequence[Outgoing],
    *,
    status: CapStatus,
    send: Callable[[Outgoing], Outcome],
    timer: Callable[[], float] = time.monotonic,  # noqa: TID251  a span, not an instant
) -> list[Outcome]:
    """Return what became of each message, in order.

    Args:
        messages: What is to be sent.
        status: The only status that may leave.
        send: Hands over one message; may raise ``ChannelError`` for it, or ``AwayError`` for all that follow.
        timer: Seconds that only go forward.

    Raises:
        ChannelError: If the way out was away before the first message left.
    """
    outcomes: list[Outcome] = []
    has_left = False
    away = ""
    end = timer() + ROUND_S
    for message in messages:
        try:
            refuse_other_world(message, status)
            if timer() > end:
                outcomes.append(Outcome(result=Result.RETRY, detail="not sent in this round", is_attempt=False))
                continue
            if away:
                outcomes.append(Outcome(result=Result.RETRY, detail=away, is_attempt=False))
                continue
            outcome = send(message)
            has_left = True
        except AwayError as error:
            away = str(error)
            outcome = Outcome(result=Result.RETRY, detail=away, is_attempt=False)
        except ChannelError as error:
            outcome = Outcome(result=Result.RETRY if error.is_retryable else Result.FAILED, detail=str(error))
        outcomes.append(outcome)
    # A lane rests after this; but what is known of some messages must not be lost for the others.
    if away and not has_left and all(outcome.result is Result.RETRY for outcome in outcomes):
        raise ChannelError(away)
    return outcomes
