"""The twin's must-reach sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.reach import check_reach
from store.sites import site_entries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.site import Site
    from store.memory.tables import Tables


class SiteReader:
    """The reading half."""

    _tables: Tables

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree, by id."""
        with self._tables.lock:
            found = (site for site in self._tables.sites.values() if site.division.startswith(within))
            return sorted(found, key=lambda site: site.id)


class SiteWriter:
    """The writing half; every call is a transaction of its own."""

    _tables: Tables

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace must-reach sites by id and journal which changed."""
        kept = {site.id: site for site in sites}
        with self.begin() as transaction:  # type: ignore[attr-defined]  # the store's own
            known = dict(self._tables.sites)
            both = (*(known[each] for each in kept if each in known), *kept.values())
            check_reach("site", ((each.id, each.division) for each in both), within=within)
            transaction.journal(site_entries([*kept.values()], known=known, actor=actor, at=at))
            for site in kept.values():
                transaction.writer.put(self._tables.sites, site.id, site)
