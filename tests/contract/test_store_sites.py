"""Must-reach sites, in every store."""

from dataclasses import replace

from alerts.site import Site, SiteId, SiteKind
from tests.contract.records import NOON, later
from tests.contract.test_store_rollcalls import VILLAGE


def a_site(key="s1", **changes):
    site = Site(
        id=SiteId(key), name="临河中学", kind=SiteKind.SCHOOL, division=VILLAGE, lon=114.7, lat=32.3, people=800
    )
    return replace(site, **changes)


def test_sites_come_back_and_the_journal_says_what_changed(store):
    store.put_sites([a_site(), a_site("s2", division="411522000000")], actor="li", at=NOON)
    store.put_sites([a_site(people=900), a_site("s2", division="411522000000")], actor="li", at=later(1))
    assert [site.id for site in store.sites()] == ["s1", "s2"]
    assert store.sites(within="411528") == [a_site(people=900)]
    rows = [row.entry.data for row in store.journal() if row.entry.kind == "site"]
    assert [(row["site"], row["act"]) for row in rows] == [("s1", "created"), ("s2", "created"), ("s1", "changed")]
    assert rows[-1]["fields"] == ["people"]
