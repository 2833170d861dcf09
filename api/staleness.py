"""Staleness: where a request reads series, and how its answer says how old it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sensing.instant import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from api.parts import ApiParts
    from api.ports.series import SeriesReads

#: Names the instant up to which an answer knows everything; not there: it knows all that was stored.
AS_OF: Final = "fenghuo-as-of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Where one request reads series."""

    series: SeriesReads
    #: Everything that was stored up to then is seen; None: everything that was stored.
    as_of: datetime | None

    def stamp(self, response: Response) -> Response:
        """Return an answer that says how old it may be."""
        if self.as_of is not None:
            response.headers[AS_OF] = format_instant(self.as_of)
        return response


def sight_of(parts: ApiParts) -> Sight:
    """Return where a request reads: from a replica that follows closely enough, else from the store."""
    if parts.replica is not None:
        look = parts.replica.look()
        if look.staleness is not None:
            return Sight(series=look, as_of=parts.clock() - look.staleness)
    return Sight(series=parts.store, as_of=None)
