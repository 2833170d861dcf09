"""What putting sites means."""

from alerts.site import Site, SiteId, SiteKind
from store.sites import site_entries
from tests.contract.records import NOON, XIXIAN


def test_what_did_not_change_is_not_told():
    site = Site(id=SiteId("s1"), name="中学", kind=SiteKind.SCHOOL, division=XIXIAN, lon=114.7, lat=32.3)
    assert site_entries([site], known={"s1": site}, actor="li", at=NOON) == []
    (entry,) = site_entries([site], known={}, actor="li", at=NOON)
    assert (entry.kind, entry.data["act"], entry.division) == ("site", "created", XIXIAN)
