"""What the store says about must-reach sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.site import Site
from store.codec import dump, load
from store.postgres import journal
from store.queries import named_queries
from store.reach import check_reach
from store.sites import site_entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.postgres.session import Database, Session

_SQL = named_queries("rollcalls")


class SiteReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree, by id."""
        with self._database.session() as session:
            return _sites(session, within=within)


class SiteWriter:
    """The writing half; every call is a transaction of its own."""

    _database: Database

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace must-reach sites by id and journal which changed."""
        kept = list({site.id: site for site in sites}.values())
        with self._database.session() as session:
            session.run(_SQL["lock_sites"])
            known = {site.id: site for site in _sites(session, within="")}
            both = (*(known[each.id] for each in kept if each.id in known), *kept)
            check_reach("site", ((each.id, each.division) for each in both), within=within)
            session.run(
                _SQL["put_sites"],
                id=[site.id for site in kept],
                division=[site.division for site in kept],
                document=[dump(site) for site in kept],
            )
            journal.write(session, site_entries(kept, known=known, actor=actor, at=at))


def _sites(session: Session, *, within: str) -> list[Site]:
    return [load(Site, document) for (document,) in session.rows(_SQL["sites"], within=within)]
