"""Query: the parameters that lists share."""

from typing import Annotated

from fastapi import Header, Query

#: Most items of one page.
Limit = Annotated[int, Query(ge=1, le=1000, description="Most items of one page.")]
#: Most items of one page of readings.
ReadingLimit = Annotated[int, Query(ge=1, le=100_000, description="Most readings of one page.")]
Cursor = Annotated[str | None, Query(max_length=64, description="`next` of the page before.")]
#: Time, station and id of an event: more than one may be seen at one instant.
EventCursor = Annotated[str | None, Query(max_length=300, description="`next` of the page before.")]

#: Sent again with the same key, a request gets its first answer again.
IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="A request sent again with the same key is not carried out twice."),
]
