"""Must-reach sites as people write them."""

import pytest

from alerts.site_document import SiteError, make_site, read_site_document, site_document
from sensing.document import read_document, write_document
from sensing.errors import DocumentError

FACTS = {"id": "s1", "name": "中学", "kind": "school", "division": "411528", "lon": 114.7, "lat": 32.3, "people": 800}


def test_a_site_is_read_back():
    site = make_site(**FACTS, note="寄宿")
    text = write_document(site_document(site))
    assert read_site_document(read_document(text, origin="s.yaml", what="site")) == site


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "a b"}, "id: expected 1 to 64"),
        ({"name": " "}, "name: expected 1 to 200"),
        ({"kind": "pub"}, "type: expected one of school"),
        ({"division": "x"}, "division: expected a code"),
        ({"lat": 91.0}, "lon: expected degrees"),
        ({"people": -1}, "people: expected 0 to"),
        ({"note": "x" * 201}, "note: expected at most 200"),
    ],
)
def test_what_makes_no_sense_is_refused(change, message):
    with pytest.raises(SiteError, match=message):
        make_site(**FACTS | change)


def test_a_mistake_is_told_with_its_line():
    text = write_document(site_document(make_site(**FACTS)) | {"division": "411"})
    with pytest.raises(DocumentError, match=r"s\.yaml:\d+: division: expected a code"):
        read_site_document(read_document(text, origin="s.yaml", what="site"))
