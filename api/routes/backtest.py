"""Back-tests: what a rule, or a draft of it, would have said."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header
from starlette.responses import Response, StreamingResponse

from api.answer import answer
from api.auth import Officer
from api.backtest.archive import archive_of
from api.backtest.conduct import asked_of, lines_of, result_of
from api.backtest.run import check_size
from api.backtest.tryout import Tryout
from api.given import Parts
from api.routes.rules import IdPath
from api.schema.backtest import BacktestBody, BacktestShape
from api.staleness import sight_of

router = APIRouter(prefix="/api/v1", tags=["rules"])

#: Answer that tells how far it is, line by line.
LINES = "application/x-ndjson"

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The whole, or with `Accept: application/x-ndjson` lines `{progress, readings}` and at last "
        "`{result}` or `{problem}`; whoever hangs up ends it.",
        "content": {LINES: {"schema": {"type": "string"}}},
    }
}


@router.post("/rules/{rule_id}/backtest", response_model=BacktestShape, responses=_ANSWERS)
def try_rule(
    *, rule_id: IdPath, body: BacktestBody, caller: Officer, parts: Parts, accept: Annotated[str, Header()] = ""
) -> Response:
    """Return what a rule, or a draft of it, would have said about stored readings."""
    sight = sight_of(parts)
    archive = archive_of(parts.store, caller.within, series=sight.series)
    tryout = Tryout(archive, asked_of(archive, rule_id, body, now=parts.clock()))

    def kept(shown: dict[str, Any]) -> dict[str, Any]:
        parts.store.put_backtest(shown["summary"], actor=caller.user, at=parts.clock())
        return shown

    if LINES in accept:
        return sight.stamp(StreamingResponse(map(_line, lines_of(tryout, body, keep=kept)), media_type=LINES))
    for progress in tryout:
        check_size(progress)
    return sight.stamp(answer(kept(result_of(tryout, body))))


def _line(data: object) -> bytes:
    return msgspec.json.encode(data) + b"\n"
