"""The demo city's villages can be called, and nobody real can be reached."""

from alerts.contact_document import contact_facts, make_contact
from alerts.rollcall.gathering import gather
from alerts.warning import Area
from fenghuo.demo_villages import SITES, VILLAGES, village_contacts, village_divisions
from tests.builders import NOW


def test_a_warning_for_the_county_calls_every_village_and_site():
    area = Area(description="息县", geocodes=("411528000000",))
    found = gather(area, contacts=[*village_contacts()], divisions=[*village_divisions()], sites=SITES, now=NOW)
    assert [place.name for place in found.places] == [
        *(name for code, name, _, _ in VILLAGES if code.startswith("411528")),
        *(site.name for site in SITES),
    ]
    assert all(place.superiors for place in found.places)
    assert all(place.persons for place in found.places)


def test_every_number_is_one_that_nobody_has():
    contacts = [*village_contacts()]
    assert all(contact.address.startswith("+86160000") for contact in contacts)
    assert len({contact.address for contact in contacts}) == len(contacts)
    assert [make_contact(**contact_facts(contact)) for contact in contacts] == contacts
