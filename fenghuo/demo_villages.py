"""The demo city's villages: fictional ones along the Huai, with heads, deputies and sites that must be reached.

The numbers begin with 160 0000, a prefix that no Chinese operator has been given: no message can reach a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.delivery import Contact
from alerts.duty import DEPUTY, HEAD, SITE
from alerts.site import Site, SiteId, SiteKind
from geo.division import Division

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Township of each county in which the villages lie: code and name.
TOWNSHIPS: Final = (("411528900000", "演示·临河乡"), ("411527900000", "演示·淮南乡"))
#: Code, name, lon, lat.
VILLAGES: Final = (
    ("411528900201", "演示·柳林村", 114.760, 32.352),
    ("411528900202", "演示·河湾村", 114.778, 32.361),
    ("411528900203", "演示·渡口村", 114.801, 32.357),
    ("411528900204", "演示·堤下村", 114.823, 32.349),
    ("411527900201", "演示·王岗村", 115.402, 32.441),
    ("411527900202", "演示·台子村", 115.423, 32.452),
)
SITES: Final = (
    Site(
        id=SiteId("demo-school"), name="演示·临河中学", kind=SiteKind.SCHOOL, division=VILLAGES[0][0],
        lon=114.764, lat=32.355, people=820,
    ),
    Site(
        id=SiteId("demo-care-home"), name="演示·河湾敬老院", kind=SiteKind.CARE_HOME, division=VILLAGES[1][0],
        lon=114.781, lat=32.363, people=46,
    ),
)  # fmt: skip


def village_divisions() -> Iterator[Division]:
    """Yield the townships and villages."""
    for code, name in TOWNSHIPS:
        yield Division(code=code, name=name)
    for code, name, lon, lat in VILLAGES:
        yield Division(code=code, name=name, lon=lon, lat=lat, radius_m=800)


def village_contacts() -> Iterator[Contact]:
    """Yield a head and a deputy of each village, a head of each township, and who answers for each site."""
    for number, (code, name) in enumerate(TOWNSHIPS, start=100):
        yield _contact(f"demo-town-{number}", f"{name}值班室", code, number, duty=HEAD)
    for number, (code, name, _, _) in enumerate(VILLAGES, start=200):
        yield _contact(f"demo-head-{number}", f"{name}村支书", code, number, duty=HEAD)
        yield _contact(f"demo-deputy-{number}", f"{name}村主任", code, number + 100, duty=DEPUTY)
    for number, site in enumerate(SITES, start=400):
        yield _contact(f"demo-site-{number}", f"{site.name}负责人", site.division, number, duty=SITE, site=site.id)


def _contact(id: str, name: str, division: str, number: int, *, duty: str, site: str = "") -> Contact:  # noqa: A002
    address = f"+86160000{number:05}"
    return Contact(id=id, name=name, division=division, channel="sms", address=address, duty=duty, site=site)
