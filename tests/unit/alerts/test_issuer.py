from __future__ import annotations

from datetime import timedelta

from alerts.issuer import Issuer, bare_area, missing_outline
from alerts.warning import Area, CapStatus


def test_without_a_map_an_area_is_the_division_and_the_place_by_name():
    area = bare_area("411528000000", "息县站")
    assert (area.description, area.geocodes, area.polygons) == ("息县站附近", ("411528000000",), ())
    assert bare_area("411528000000", "").description == "411528000000"


def test_a_warning_lasts_a_day_unless_the_office_says_otherwise():
    assert Issuer(sender="a", sender_name="甲", status=CapStatus.TEST).valid_for == timedelta(hours=24)


def test_an_area_without_an_outline_says_so():
    told = "no outline of 411528000000 is known: the code alone says where the warning holds"
    assert missing_outline(bare_area("411528000000", "息县站")) == told
    ring = ((114.0, 32.0), (115.0, 32.0), (115.0, 33.0), (114.0, 32.0))
    assert missing_outline(Area(description="息县", geocodes=("411528000000",), polygons=(ring,))) == ""
