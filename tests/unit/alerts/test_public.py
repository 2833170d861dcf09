from __future__ import annotations

import json

import pytest

from alerts.approval import content_hash
from alerts.public import delivery_json, masked, warning_json
from alerts.warning import Area, Stage
from tests.builders import DIVISION, a_delivery, a_warning

KEYS = (
    "id identifier sender sender_name status msgType stage incident incidents hazard event level division station "
    "headline description instruction impact contact short sms screen area created effective expires sent references "
    "replaces steps author approvals asking review renew_at renewal_due renewal retraction target extent content_hash"
)


def test_a_warning_has_the_keys_that_the_api_promises():
    assert list(warning_json(a_warning())) == KEYS.split()


def test_words_are_told_by_language_and_instants_in_utc():
    warning = a_warning()
    shown = warning_json(warning)
    assert shown["headline"] == {"zh": "信阳市应急管理局发布洪水红色预警", "en": "Red warning: Flood"}
    assert shown["event"] == {"zh": "洪水", "en": "Flood"}
    assert (shown["status"], shown["msgType"], shown["stage"], shown["level"]) == ("Actual", "Alert", "issued", "red")
    assert (shown["sent"], shown["expires"]) == ("2026-07-19T14:00:00Z", "2026-07-20T14:00:00Z")
    assert shown["steps"] == [
        {"at": "2026-07-19T14:00:00Z", "actor": "rule:stage-xixian@3", "act": "drafted", "note": ""}
    ]
    assert shown["content_hash"] == content_hash(warning)
    assert warning_json(a_warning(stage=Stage.DRAFT))["sent"] is None


def test_an_area_is_shown_longitude_first():
    ring = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))
    shown = warning_json(a_warning(area=Area(description="息县", geocodes=(DIVISION,), polygons=(ring,))))["area"]
    assert shown["geocodes"] == [DIVISION]
    assert shown["polygons"][0][0] == [114.7, 32.3]


def test_it_is_plain_json():
    for shown in (warning_json(a_warning()), delivery_json(a_delivery())):
        assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_a_delivery_never_shows_the_whole_number():
    shown = delivery_json(a_delivery(detail="7f3a"))
    assert shown["address"] == "138****0001"
    assert "+8613800000001" not in json.dumps(shown)
    assert (shown["state"], shown["attempts"], shown["detail"]) == ("queued", 0, "7f3a")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+8613800000000", "138****0000"),
        ("13800000000", "138****0000"),
        ("+4915112345678", "+49****5678"),
        ("12379", "****2379"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_numbers_are_masked_by_length(address, shown):
    assert masked(address) == shown
