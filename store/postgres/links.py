"""Links: what is known of the way between each station and us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.instant import from_micros, to_micros
from sensing.link import Link
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.postgres.session import Session

_SQL = named_queries("links")


def put_links(session: Session, links: Sequence[Link]) -> None:
    """Keep what is known; what a link does not know is left as it was."""
    session.run(
        _SQL["put_links"],
        station=[link.station for link in links],
        heard=[from_micros(link.heard) for link in links],
        behind=[link.behind for link in links],
        lost=[link.lost for link in links],
    )


def links(session: Session) -> dict[str, Link]:
    """Return what is known, by station."""
    return {
        station: Link(station=station, heard=to_micros(heard), behind=behind, lost=lost)
        for station, heard, behind, lost in session.rows(_SQL["links"])
    }
